"""What Prometheus is told: every instrument, with its unit."""

from typing import Final

from prometheus_client import Counter, Gauge

POLLS: Final = Counter(
    "sharedfate_polls_total", "Polls by outcome: changed, unchanged or why not.", ["outcome"]
)
CHANGES: Final = Counter("sharedfate_incident_changes_total", "Changes of incidents of ours.", ["kind"])
DELIVERIES: Final = Counter(
    "sharedfate_deliveries_total", "Messages posted or edited.", ["platform", "outcome"]
)
ANSWERS: Final = Counter("sharedfate_answers_total", "Questions answered.", ["platform", "intent"])
RESTARTS: Final = Counter("sharedfate_restarts_total", "Restarts of a part that crashed.", ["part"])
LAST: Final = Gauge(
    "sharedfate_last_timestamp_seconds", "When a part last did its work, Unix time.", ["part"]
)
