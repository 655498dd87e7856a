"""A stand-in of PagerDuty's Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview.

An event triggers or resolves the alert of its `dedup_key`: the first that triggers it opens it, the others go
into its log; what resolves one that is not open is dropped.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from tests.servers.alerting import Troubled, serving

_SEVERITIES: Final = ("critical", "error", "warning", "info")


@dataclass
class PagerDutyAlert:
    """One alert: the summary that opened it, and the log of what came after."""

    summary: str
    severity: str
    log: list[str] = field(default_factory=list)
    is_open: bool = True


@dataclass
class PagerDutyService(Troubled):
    """A service with one integration."""

    key: str = "0123456789abcdef0123456789abcdef"
    alerts: dict[str, list[PagerDutyAlert]] = field(default_factory=dict)
    dropped: int = 0

    def open_alerts(self) -> list[PagerDutyAlert]:
        """Those that wake somebody now."""
        return [one for alerts in self.alerts.values() for one in alerts if one.is_open]

    async def handle(self, request: web.Request, event: Any) -> web.Response:
        if request.path != "/v2/enqueue":
            return web.Response(status=404)
        faults = list(_faults(event, self.key))
        if faults:
            answer = {"status": "invalid event", "message": "Event object is invalid", "errors": faults}
            return web.json_response(answer, status=400)
        self._take(event)
        answer = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
        return web.json_response(answer, status=202)

    def _take(self, event: Any) -> None:
        known = self.alerts.setdefault(event["dedup_key"], [])
        current = known[-1] if known and known[-1].is_open else None
        payload = event.get("payload") or {}
        if event["event_action"] == "trigger" and current is None:
            known.append(PagerDutyAlert(payload["summary"], payload["severity"]))
        elif current is None:
            self.dropped += 1
        else:
            current.log.append(payload.get("summary", ""))
            current.is_open = event["event_action"] != "resolve"


def _faults(event: Any, key: str) -> list[str]:
    payload = event.get("payload") or {}
    faults = []
    if event.get("routing_key") != key:
        faults.append("'routing_key' is invalid")
    if event.get("event_action") not in ("trigger", "acknowledge", "resolve"):
        faults.append("'event_action' is invalid")
    if not event.get("dedup_key") or len(event["dedup_key"]) > 255:
        faults.append("'dedup_key' is missing or too long")
    if event.get("event_action") == "trigger" and not {"summary", "severity", "source"} <= payload.keys():
        faults.append("'payload' is incomplete")
    if payload and payload.get("severity") not in _SEVERITIES:
        faults.append("'severity' is invalid")
    if len(payload.get("summary", "")) > 1_024:
        faults.append("'summary' is too long")
    return faults


@asynccontextmanager
async def pagerduty() -> AsyncIterator[PagerDutyService]:
    """Run it."""
    service = PagerDutyService()
    async with serving(service, service.handle):
        yield service
