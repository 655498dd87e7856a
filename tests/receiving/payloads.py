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


def a_heartbeat(status: int, time: str = "2025-11-18 11:57:03.120", **monitor: object) -> dict[str, Any]:
    """What Uptime Kuma posts when the state of a monitor changes.

    https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js
    """
    return {
        "heartbeat": {
            "monitorID": 7,
            "status": status,
            "time": time,
            "msg": "connect ECONNREFUSED",
            "important": True,
            "duration": 61,
            "timezone": "Europe/Berlin",
            "timezoneOffset": "+01:00",
            "localDateTime": "2025-11-18 12:57:03",
        },
        "monitor": {
            "id": 7,
            "name": "our provider",
            "pathName": "Providers / our provider",
            "url": "https://acme.example/login",
            "hostname": None,
            "port": None,
            "type": "http",
            "tags": [],
            **monitor,
        },
        "msg": "[our provider] [Down] connect ECONNREFUSED",
    }


def a_gatus_alert(status: str, **more: str) -> dict[str, str]:
    """The body that docs/inbound.md recommends for Gatus, filled in."""
    return {
        "status": status,
        "name": "login",
        "group": "providers",
        "url": "https://acme.example/login",
        "description": "the login page",
        **more,
    }


def a_page_webhook(page_id: str = "abc123", host: str = "status.acme.example") -> dict[str, Any]:
    """What a status page posts to a subscriber.

    https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/
    """
    return {
        "meta": {
            "unsubscribe": f"https://{host}/?unsubscribe=1",
            "documentation": "https://docs.example/hooks",
        },
        "page": {"id": page_id, "status_indicator": "critical", "status_description": "All is lost"},
        "incident": {
            "id": "1",
            "page_id": page_id,
            "name": "Everything is down",
            "status": "investigating",
            "impact": "critical",
            "shortlink": "https://short.example/1",
            "incident_updates": [{"id": "2", "body": "We are looking", "status": "investigating"}],
        },
    }
