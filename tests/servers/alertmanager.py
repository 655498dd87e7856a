"""A stand-in of Alertmanager's API v2: https://prometheus.io/docs/alerting/latest/alerts_api/.

What has the same labels is the same alert; it fires from `startsAt` to `endsAt`. All of it is in memory, and
gone with a restart.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from tests.servers.alerting import Troubled, serving

_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


@dataclass
class AlertmanagerPeer(Troubled):
    """One Alertmanager."""

    alerts: dict[tuple[tuple[str, str], ...], dict[str, Any]] = field(default_factory=dict)

    def firing(self, now: datetime) -> list[dict[str, Any]]:
        """What fires at a time."""
        return [alert for alert in self.alerts.values() if datetime.fromisoformat(alert["endsAt"]) > now]

    def restart(self) -> None:
        """Forget all alerts, as it does."""
        self.alerts.clear()

    async def handle(self, request: web.Request, document: Any) -> web.Response:
        if request.path != "/api/v2/alerts":
            return web.Response(status=404)
        for alert in document:
            fault = _fault(alert)
            if fault:
                return web.json_response(fault, status=400)
        for alert in document:
            self.alerts[tuple(sorted(alert["labels"].items()))] = alert
        return web.Response(status=200)


def _fault(alert: Any) -> str:
    if not all(_LABEL.fullmatch(name) for name in (*alert["labels"], *alert["annotations"])):
        return "invalid label name"
    if datetime.fromisoformat(alert["startsAt"]) > datetime.fromisoformat(alert["endsAt"]):
        return "start time must be before end time"
    return ""


@asynccontextmanager
async def alertmanager() -> AsyncIterator[AlertmanagerPeer]:
    """Run one."""
    peer = AlertmanagerPeer()
    async with serving(peer, peer.handle):
        yield peer
