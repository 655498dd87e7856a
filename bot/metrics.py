"""What Prometheus is told: every metric of ours, with its unit. docs/operation.md has the same as a table.

The first part counts what this process does. The second says how things stand in the store:
`state_metrics.py` sets it anew at each scrape. Units are base units: seconds, bytes, shares of one.
"""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram, Info

from bot import __version__

# From a quarter of a second to an hour: what is told late is told after a pause of a platform's.
_UNTIL_TOLD: Final = (0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)
# Of one call of a platform, or one read of a page: both have limits of their own below a minute or so.
_OF_A_CALL: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

BUILD: Final = Info("sharedfate_build", "The version that runs; always 1.")
BUILD.info({"version": __version__})
POLLS: Final = Counter(
    "sharedfate_polls_total", "Polls by outcome: changed, unchanged or why not.", ["outcome"]
)
POLL_DURATION: Final = Histogram(
    "sharedfate_poll_duration_seconds",
    "Time to read one page: fetched, parsed, compared.",
    buckets=_OF_A_CALL,
)
PROBES_SENT: Final = Counter(
    "sharedfate_probes_total",
    "Turns of front pages and public endpoints by what they came to, or why nothing was sent: not_allowed, "
    "robots_asked, not_public, not_asked.",
    ["outcome"],
)
LOOKS_TELLING: Final = Counter(
    "sharedfate_looks_total",
    "Times that probes of a node began to say that it fails, by the rule that they met and the mode: "
    "shadow ones are announced to nobody.",
    ["rule", "mode"],
)
NETWORK_ANSWERING: Final = Gauge(
    "sharedfate_network_answering_ratio",
    "Share of the sites asked from here lately that answer, 0 to 1.",
    ["vantage"],
)
CHANGES: Final = Counter("sharedfate_incident_changes_total", "Changes of incidents of ours.", ["kind"])
CLAIMS_OPENED: Final = Counter(
    "sharedfate_claims_opened_total",
    "Incidents that became a claim of ours, by the grade that they were first announced with.",
    ["grade"],
)
CLAIMS_ENDED: Final = Counter(
    "sharedfate_claims_ended_total",
    "Claims of ours that ended, by how (resolved, withdrawn, merged) and the highest grade that they had.",
    ["end", "peak_grade"],
)
DELIVERIES: Final = Counter(
    "sharedfate_deliveries_total",
    "Messages posted or edited, by what came of it: sent, undeliverable, rate_limited, failed.",
    ["platform", "outcome"],
)
DELIVERY_LATENCY: Final = Histogram(
    "sharedfate_delivery_latency_seconds",
    "From when we knew of something until it was posted.",
    ["platform"],
    buckets=_UNTIL_TOLD,
)
CALL_DURATION: Final = Histogram(
    "sharedfate_platform_call_duration_seconds",
    "Time of one call of a chat platform, post or edit, whatever came of it.",
    ["platform", "call"],
    buckets=_OF_A_CALL,
)
ANSWERS: Final = Counter("sharedfate_answers_total", "Questions answered.", ["platform", "intent"])
ARRIVALS: Final = Counter(
    "sharedfate_arrivals_total",
    "What tools handed in: taken, known, unmatched, or the HTTP status of a refusal.",
    ["source", "outcome"],
)
RESTARTS: Final = Counter("sharedfate_restarts_total", "Restarts of a part that crashed.", ["part"])
LAST: Final = Gauge(
    "sharedfate_last_timestamp_seconds", "When a part last did its work, Unix time.", ["part"]
)
CHAT_CONNECTED: Final = Gauge(
    "sharedfate_chat_connected",
    "Whether people can reach us on a chat platform, and we them: 1 or 0.",
    ["platform"],
)

# How things stand in the store, the same in every process that is scraped.
STORE_UP: Final = Gauge("sharedfate_store_up", "Whether the store answered this scrape: 1 or 0.")
STORE_TROUBLE: Final = Gauge(
    "sharedfate_store_trouble", "1 for what keeps the store from us, while it does.", ["reason"]
)
STORE_MEMORY: Final = Gauge(
    "sharedfate_store_memory_bytes", "Memory of the store's server: used, and the most that it may.", ["kind"]
)
PART_UP: Final = Gauge(
    "sharedfate_part_up", "Whether a part was well lately, as /healthz says: 1 or 0.", ["part"]
)
SOURCES: Final = Gauge(
    "sharedfate_sources",
    "Pages of the catalogue: fresh (read within 15 minutes), stale, unreadable or never_read.",
    ["state"],
)
SOURCES_UNREADABLE: Final = Gauge(
    "sharedfate_sources_unreadable", "Pages that cannot be read, by why not.", ["reason"]
)
SOURCES_DOUBTFUL: Final = Gauge(
    "sharedfate_sources_doubtful", "Pages of which the catalogue is not sure that they are the service's."
)
READING_AGE: Final = Gauge(
    "sharedfate_reading_age_seconds",
    "Age of the last good reading of pages that have one: median, p90 (of ten, nine are younger), oldest.",
    ["statistic"],
)
BLIND: Final = Gauge("sharedfate_blind", "Whether no page at all can be read from here: 1 or 0.")
NETWORK_OURS: Final = Gauge(
    "sharedfate_network_ours",
    "Whether sites elsewhere do not answer a place that probes, so that it is our own network: 1 or 0.",
    ["vantage"],
)
INCIDENTS_OPEN: Final = Gauge(
    "sharedfate_incidents_open", "Open incidents of ours; coincident ones are told to nobody.", ["grade"]
)
CHANNELS_FAILING: Final = Gauge(
    "sharedfate_channels_failing", "Channels that take nothing now, by platform.", ["platform"]
)
OUTBOX_PENDING: Final = Gauge(
    "sharedfate_outbox_pending", "Things that channels are still to be told, by platform.", ["platform"]
)
OUTBOX_OLDEST: Final = Gauge(
    "sharedfate_outbox_oldest_seconds",
    "Age of the oldest thing that a channel is still to be told, whatever it waits for.",
    ["platform"],
)
OUTBOX_OVERDUE: Final = Gauge(
    "sharedfate_outbox_overdue_seconds",
    "For how long the channel that waits longest could have been told: caps and quiet hours do not count.",
    ["platform"],
)
STREAM_ENTRIES: Final = Gauge(
    "sharedfate_stream_lag_entries",
    "Entries that nobody has finished with: observations to correlate, subjects to route.",
    ["stream"],
)
STREAM_LAG: Final = Gauge("sharedfate_stream_lag_seconds", "Age of the oldest of those entries.", ["stream"])
