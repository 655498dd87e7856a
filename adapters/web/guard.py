"""What stands around the board, its API and the MCP server: who is let in, and what a browser may do."""

from collections.abc import Iterable
from copy import copy
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.access import Access, Admittance
from adapters.web.api.problem import refusal
from adapters.web.area import Area
from bot.domain.web_access import WebAccess
from bot.errors import RequestRefused

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Nothing is loaded but from here, nothing runs that stands in a page, and no page frames ours.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_STATE: Final = "admittance"
# To programs everything that is refused has one form.
_API: Final = "/api/"
_HSTS: Final = f"max-age={365 * 24 * 3600}"


def sees_channels(request: Request) -> bool:
    """Whether channels may be shown to whoever sends a request that has come past a guard."""
    admittance = getattr(request.state, _STATE, None)
    return isinstance(admittance, Admittance) and admittance.is_own


def shows_token(request: Request) -> bool:
    """Whether he shows the token: then he may change what a script may change."""
    admittance = getattr(request.state, _STATE, None)
    return isinstance(admittance, Admittance) and admittance.has_token


def guarded(areas: Iterable[Area], access: Access) -> list[Area]:
    """The same areas, each of their routes behind a guard."""
    return [
        Area(
            [_behind(route, access) for route in area.routes],
            area.lifespan,
            Guard(area.lost, access) if area.lost is not None else None,
        )
        for area in areas
    ]


def _behind(route: BaseRoute, access: Access) -> BaseRoute:
    """The same route; who asks it in a wrong way, or is not let in, does not reach it."""
    if not isinstance(route, Route | Mount):
        raise TypeError(f"{route!r} cannot be guarded: give a Route or a Mount")
    behind = copy(route)
    behind.app = Guard(route.app, access)
    return behind


class Guard:
    """Stands before one route. What it knows of whoever asks, `sees_channels` and `shows_token` say."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access
        own = access.mode is not WebAccess.PUBLIC
        self._headers = [*_HEADERS, ("Cache-Control", "private, no-cache" if own else "no-cache")]
        if access.public_url.startswith("https:"):
            self._headers.append(("Strict-Transport-Security", _HSTS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say in one line why not."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers:
                    headers.setdefault(name, value)
                headers.add_vary_header("Authorization")
            await send(message)

        admittance = self._admitted(scope)
        if admittance.status:
            await _refusal(scope, admittance)(scope, receive, sent)
            return
        scope.setdefault("state", {})[_STATE] = admittance
        await self._app(scope, receive, sent)

    def _admitted(self, scope: Scope) -> Admittance:
        headers, client = Headers(scope=scope), scope.get("client")
        admittance = self._access.admit(
            client[0] if client else "", headers, scope.get("http_version", "1.1")
        )
        if not admittance.status and scope["method"] not in _SAFE and self._is_of_another_site(headers):
            return Admittance(status=403, line="a page of another site may change nothing here")
        return admittance

    def _is_of_another_site(self, headers: Headers) -> bool:
        """Whether a page of somebody else sent this: browsers say so, and add what they know."""
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return True
        origin = headers.get("origin")
        if origin is None or origin == self._access.public_url:
            return False
        return _netloc(origin) != headers.get("host", "").casefold()


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.casefold()
    except ValueError:
        return ""


def _refusal(scope: Scope, admittance: Admittance) -> Response:
    """One line, in the form of whom it is for."""
    response: Response = PlainTextResponse(f"{admittance.line}\n", status_code=admittance.status)
    if scope["path"].startswith(_API):
        response = refusal(RequestRefused(admittance.line, status=admittance.status))
    for challenge in admittance.challenges:
        response.headers.append("WWW-Authenticate", challenge)
    return response
