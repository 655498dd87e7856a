"""A fault in one route: one line in the log, a 500 for whoever asked, and nothing else."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import Clock

logger = structlog.get_logger(__name__)

# The same fault of the same route is said again after this.
QUIET: Final = timedelta(minutes=1)
_MOST_KINDS: Final = 100


class Faults:
    """Stands around all routes. What strangers ask for is not logged: tokens stand in some addresses."""

    def __init__(self, app: ASGIApp, *, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._said: dict[tuple[str, str], datetime] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever the route does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:  # noqa: BLE001  -- whatever it is, it ends with this request
            self._say(scope, error)
            if begun:
                return  # half an answer: the server ends the connection
            body = "this failed here: it is in the log\n"
            await PlainTextResponse(body, status_code=500)(scope, receive, send)

    def _say(self, scope: Scope, error: Exception) -> None:
        """Log it in one line, unless that was done just now."""
        route, kind, now = _route_of(scope), type(error).__name__, self._clock.now()
        said = self._said.get((route, kind))
        if said is not None and timedelta(0) <= now - said < QUIET:
            return
        if len(self._said) >= _MOST_KINDS:
            self._said.clear()
        self._said[route, kind] = now
        logger.warning("Cannot answer a request", route=route, why=f"{kind}: {error}")


def _route_of(scope: Scope) -> str:
    """The pattern of the address, never the address itself."""
    return str(getattr(scope.get("route"), "path", ""))
