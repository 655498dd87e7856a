"""What tools send, in the shapes that their documentation promises, with words of our own."""

from datetime import UTC, datetime
from typing import Any

from tests.builders import at

NEVER = "0001-01-01T00:00:00Z"


def written(moment: datetime) -> str:
    """A time as Go writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def an_alert(
    *, since: datetime | None = None, ended: datetime | None = None, **labels: str
) -> dict[str, Any]:
    """One alert of a group; it fires where it has not `ended`."""
    labels = {"alertname": "SiteDown", "severity": "critical", **labels}
    return {
        "status": "resolved" if ended else "firing",
        "labels": labels,
        "annotations": {"summary": "it does not answer"},
        "startsAt": written(since or at(11, 55)),
        "endsAt": written(ended) if ended else NEVER,
        "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up",
        "fingerprint": f"{hash(tuple(sorted(labels.items()))) & 0xFFFFFFFFFFFFFFFF:016x}",
    }


def a_group(*alerts: dict[str, Any], **more: object) -> dict[str, Any]:
    """What Alertmanager posts: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config."""
    is_over = all(alert["status"] == "resolved" for alert in alerts)
    return {
        "version": "4",
        "groupKey": '{}:{alertname="SiteDown"}',
        "truncatedAlerts": 0,
        "status": "resolved" if is_over else "firing",
        "receiver": "sharedfate",
        "groupLabels": {"alertname": "SiteDown"},
        "commonLabels": {"alertname": "SiteDown"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example:9093",
        "alerts": list(alerts),
        **more,
    }
