"""An endpoint on loopback that keeps what it is sent and checks its signature itself.

Also what a service that Apprise talks to looks like from here: an address that takes JSON.
"""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook as Verifier

from tests.servers.loopback import all_begun
from tests.servers.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    def verified(self, secret: str | bytes) -> Any:
        """The body as the scheme's own library verifies and reads it. Raises WebhookVerificationError."""
        return Verifier(secret).verify(self.body, dict(self.headers))

    def is_signed_as_before(self, secret: str) -> bool:
        """Whether one of the older signatures is of this secret, over the timestamp and these very bytes."""
        said = b"v1:" + self.headers["Sharedfate-Timestamp"].encode() + b"." + self.body
        ours = "v1=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
        return ours in self.headers["Sharedfate-Signature"].split(",")


@dataclass
class Endpoint:
    """A running endpoint. It answers 200, unless told otherwise for the next requests, or in trouble.

    What comes in trouble is not among its `requests`.
    """

    base: str = ""
    requests: list[Request] = field(default_factory=list)
    trouble: Trouble = field(default_factory=Trouble)
    _answers: deque[tuple[int, str, dict[str, str]]] = field(default_factory=deque)

    def url(self, path: str = "/hook", scheme: str = "http") -> str:
        """The address of a path."""
        return f"{scheme}://{self.base}{path}"

    def answer(self, status: int, body: str = "", headers: dict[str, str] | None = None) -> None:
        """Answer the next request so."""
        self._answers.append((status, body, headers or {}))

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append(Request(request.path, dict(request.headers), await request.read()))
        status, body, headers = self._answers.popleft() if self._answers else (200, "", {})
        return web.Response(status=status, text=body or None, headers=headers)


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    """Run the endpoint on an ephemeral port."""
    running = Endpoint()
    app = web.Application(middlewares=[running.trouble.stand_before])
    app.router.add_route("*", "/{path:.*}", running.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        running.base = f"127.0.0.1:{runner.addresses[0][1]}"
        yield running
    finally:
        await all_begun()
        await runner.cleanup()
