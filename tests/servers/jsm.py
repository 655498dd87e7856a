"""A stand-in of the alert API of Jira Service Management and Opsgenie: https://docs.opsgenie.com/docs/alert-api.

Whatever is well formed is taken with 202, and carried out or not later on: what is created under an open
alias is counted, and what is to be closed and is not there is left.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.servers.alerting import Troubled, serving


@dataclass
class JsmAlert:
    """One alert, as it was created, with what was noted."""

    document: dict[str, Any]
    count: int = 1
    notes: list[str] = field(default_factory=list)
    is_open: bool = True


@dataclass
class JsmSite(Troubled):
    """A site with one API integration."""

    key: str = "key-of-an-integration"
    alerts: dict[str, list[JsmAlert]] = field(default_factory=dict)

    def current(self, alias: str) -> JsmAlert | None:
        """The open alert of an alias."""
        known = self.alerts.get(alias, [])
        return known[-1] if known and known[-1].is_open else None

    async def handle(self, request: web.Request, document: Any) -> web.Response:
        if request.headers.get("Authorization") != f"GenieKey {self.key}":
            return web.json_response({"message": "Key format is not valid!"}, status=422)
        parts = [unquote(part) for part in request.raw_path.partition("?")[0].strip("/").split("/")]
        match parts:
            case ["v2", "alerts"]:
                if len(document["message"]) > 130 or len(document["alias"]) > 512:
                    return web.json_response({"message": "Request body is not processable"}, status=422)
                self._create(document)
            case ["v2", "alerts", alias, action] if request.query.get("identifierType") == "alias":
                self._act(alias, action, document)
            case _:
                return web.Response(status=404)
        return web.json_response({"result": "Request will be processed", "requestId": "1"}, status=202)

    def _create(self, document: dict[str, Any]) -> None:
        current = self.current(document["alias"])
        if current is not None:
            current.count += 1
        else:
            self.alerts.setdefault(document["alias"], []).append(JsmAlert(document))

    def _act(self, alias: str, action: str, document: dict[str, Any]) -> None:
        current = self.current(alias)
        if current is not None:
            current.notes.append(document["note"])
            current.is_open = action != "close"


@asynccontextmanager
async def jsm() -> AsyncIterator[JsmSite]:
    """Run it."""
    site = JsmSite()
    async with serving(site, site.handle):
        yield site
