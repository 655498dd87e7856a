"""What Prometheus is told: every instrument, with its unit."""

from typing import Final

from prometheus_client import Counter, Gauge

POLLS: Final = Counter(
    "sharedfate_polls_total", "Polls by outcome: changed, unchanged or why not.", ["outcome"]
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
DELIVERIES: Final = Counter(
    "sharedfate_deliveries_total", "Messages posted or edited.", ["platform", "outcome"]
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
