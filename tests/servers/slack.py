"""A stand-in for Slack on loopback: Web API, Socket Mode, response_url.

It keeps what was posted as Slack would show it, records every call, and can be told to fail.
"""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]


@dataclass
class FakeSlack:
    """A running stand-in. `messages` holds the final state of each channel, threads and edits included."""

    base: str = ""
    calls: list[tuple[str, Json]] = field(default_factory=list)
    replies: list[Json] = field(default_factory=list)
    acks: dict[str, Json] = field(default_factory=dict)
    connections: int = 0
    _messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _failures: dict[str, deque[tuple[int, Json, dict[str, str]]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _lose_answers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _socket: web.WebSocketResponse | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def api(self) -> str:
        """What to set as `SLACK_API_BASE_URL`."""
        return f"{self.base}/api/"

    def messages(self, channel: str) -> list[Json]:
        """Messages of a channel in order, each as last edited."""
        return self._messages[channel]

    def fail(
        self, method: str, status: int, body: Json | None = None, headers: dict[str, str] | None = None
    ) -> None:
        """Let the next call of a method fail."""
        self._failures[method].append((status, body or {"ok": False, "error": "ratelimited"}, headers or {}))

    def lose_answer(self, method: str) -> None:
        """Carry out the next call of a method, but answer 500: the answer is lost on the way back."""
        self._lose_answers[method] += 1

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    @property
    def is_connected(self) -> bool:
        """Whether a Socket Mode client is there."""
        return self._socket is not None and not self._socket.closed

    async def slash(self, text: str, channel: str = "C1") -> str:
        """A person types `/isdown TEXT`; returns the envelope's id."""
        payload = {
            "command": "/isdown",
            "text": text,
            "trigger_id": f"t{next(self._numbers)}",
            "channel_id": channel,
            "user_id": "U1",
            "team_id": "T1",
            "response_url": f"{self.base}/respond",
        }
        return await self._envelope("slash_commands", payload)

    async def mention(self, text: str, channel: str = "C1", event_id: str | None = None) -> str:
        """A person mentions the bot in a channel."""
        said = f"<@UBOT> {text}"
        event = {"type": "app_mention", "user": "U1", "text": said, "ts": "100.1", "channel": channel}
        return await self._envelope("events_api", self.event_body(event, event_id))

    async def direct(self, text: str) -> str:
        """A person writes a direct message."""
        event = {
            "type": "message",
            "channel_type": "im",
            "user": "U1",
            "text": text,
            "ts": "100.2",
            "channel": "D1",
        }
        return await self._envelope("events_api", self.event_body(event, None))

    def event_body(self, event: Json, event_id: str | None) -> Json:
        """The body around an event, as Slack sends it."""
        return {
            "type": "event_callback",
            "team_id": "T1",
            "api_app_id": "A1",
            "event_id": event_id or f"E{next(self._numbers)}",
            "event": event,
            "authorizations": [{"user_id": "UBOT", "is_bot": True, "team_id": "T1"}],
        }

    async def disconnect(self) -> None:
        """Ask the client to connect anew, as Slack does every few hours."""
        assert self._socket is not None
        await self._socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def drop(self) -> None:
        """Break the connection without a word."""
        assert self._socket is not None
        await self._socket.close(code=1011)

    async def _envelope(self, kind: str, payload: Json) -> str:
        assert self._socket is not None
        id_ = f"env{next(self._numbers)}"
        envelope = {"type": kind, "envelope_id": id_, "payload": payload, "accepts_response_payload": True}
        await self._socket.send_str(json.dumps(envelope))
        return id_

    async def handle_api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        if self._failures[method]:
            status, body, headers = self._failures[method].popleft()
            return web.json_response(body, status=status, headers=headers)
        answer = self._carry_out(method, arguments)
        if self._lose_answers[method]:
            self._lose_answers[method] -= 1
            return web.Response(status=500, text="lost")
        return web.json_response(answer)

    def _carry_out(self, method: str, arguments: Json) -> Json:
        if method == "auth.test":
            return {"ok": True, "user_id": "UBOT", "bot_id": "B1", "team_id": "T1", "user": "sharedfate"}
        if method == "apps.connections.open":
            return {"ok": True, "url": self.base.replace("http", "ws") + "/socket"}
        if method == "chat.postMessage":
            channel = arguments["channel"].lstrip("#")
            message = {**arguments, "ts": f"{1000 + next(self._numbers)}.0", "channel": channel}
            self._messages[channel].append(message)
            return {"ok": True, "channel": channel, "ts": message["ts"]}
        if method == "chat.update":
            found = [m for m in self._messages[arguments["channel"]] if m["ts"] == arguments["ts"]]
            if not found:
                return {"ok": False, "error": "message_not_found"}
            found[0].update(arguments)
            return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"]}
        if method in ("conversations.history", "conversations.replies"):
            return {"ok": True, "messages": self._messages[arguments["channel"].lstrip("#")][::-1]}
        return {"ok": False, "error": "unknown_method"}

    async def handle_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        self.connections += 1
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                ack = json.loads(message.data)
                self.acks[ack["envelope_id"]] = ack.get("payload") or {}
        return socket

    async def handle_response_url(self, request: web.Request) -> web.Response:
        self.replies.append(await request.json())
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        body: Json = await request.json()
        return body
    form = {**request.query, **await request.post()}
    return {key: str(value) for key, value in form.items()}


@asynccontextmanager
async def fake_slack() -> AsyncIterator[FakeSlack]:
    """Run the stand-in on an ephemeral port."""
    slack = FakeSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.handle_api)
    app.router.add_get("/socket", slack.handle_socket)
    app.router.add_post("/respond", slack.handle_response_url)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        if slack._socket is not None:
            await slack._socket.close()
        await asyncio.wait_for(runner.cleanup(), 5)
