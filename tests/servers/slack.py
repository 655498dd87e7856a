"""A stand-in for Slack on loopback: Web API, Socket Mode or signed HTTP, response_url, uploads, OAuth.

It keeps what was posted as Slack would show it, records every call, refuses what Slack would refuse, can keep
Slack's rate limits, and can be told to fail. The workspace T1 takes any token until another one is added.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from bot.clock import Clock
from tests.servers.loopback import all_begun
from tests.servers.slack_methods import WebApi, Workspace
from tests.servers.slack_payloads import event_body, filled_in, pressed, signed_request, who
from tests.servers.slack_rules import complaints
from tests.servers.slack_throttle import Throttle
from tests.servers.trouble import Trouble
from tests.waiting import PATIENCE_SECONDS

Json = dict[str, Any]


@dataclass
class FakeSlack(WebApi):
    """A running stand-in. `messages` holds the final state of each channel, threads and edits included."""

    calls: list[tuple[str, Json]] = field(default_factory=list)
    callers: list[str] = field(default_factory=list)
    replies: list[Json] = field(default_factory=list)
    acks: dict[str, Json] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    connections: int = 0
    throttle: Throttle = field(default_factory=Throttle)
    request_url: str | None = None
    refuses_all: str = ""
    trouble: Trouble = field(default_factory=Trouble)
    signing_secret: str = "right"
    seconds_late: int = 0
    _failures: dict[str, deque[tuple[int, Json, dict[str, str]]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _lose_answers: dict[str, deque[bool]] = field(default_factory=lambda: defaultdict(deque))
    _socket: web.WebSocketResponse | None = None

    # What a test sets up and looks at.

    @property
    def api(self) -> str:
        """What to set as `SLACK_API_BASE_URL`."""
        return f"{self.base}/api/"

    @property
    def authorize_url(self) -> str:
        """What to set as `SLACK_AUTHORIZE_URL`."""
        return f"{self.base}/oauth/v2/authorize"

    def fail(
        self, method: str, status: int, body: Json | None = None, headers: dict[str, str] | None = None
    ) -> None:
        """Let the next call of a method fail; `upload` and `response_url` are those addresses."""
        self._failures[method].append((status, body or {"ok": False, "error": "ratelimited"}, headers or {}))

    def lose_answer(self, method: str, *, by_hanging_up: bool = False) -> None:
        """Carry out the next call of a method, but answer 500, or hang up: the answer is lost on its way."""
        self._lose_answers[method].append(by_hanging_up)

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    @property
    def is_connected(self) -> bool:
        """Whether a Socket Mode client is there."""
        return self._socket is not None and not self._socket.closed

    # What people do. Each returns the id of what was sent; see `acks`.

    async def slash(self, text: str, channel: str = "C1", team: str = "T1", user: str = "U1") -> str:
        """A person types `/isdown TEXT`."""
        payload = {
            "command": "/isdown",
            "text": text,
            "channel_id": channel,
            "user_id": user,
            "team_id": team,
            **self._interaction(team),
        }
        return await self._deliver("slash_commands", payload)

    async def mention(
        self,
        text: str,
        channel: str = "C1",
        event_id: str | None = None,
        team: str = "T1",
        **more: Any,
    ) -> str:
        """A person mentions the bot in a channel. `more` is what else the event has, such as `edited`."""
        said = f"<@{self.workspace_of(team).bot_user}> {text}"
        event = {"type": "app_mention", "user": "U1", "text": said, "ts": "100.1", "channel": channel, **more}
        return await self._deliver("events_api", self.event_body(event, event_id, team))

    async def direct(self, text: str, team: str = "T1", **more: Any) -> str:
        """A person writes a direct message."""
        event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1"}
        event |= {"text": text, "ts": "100.2", **more}
        return await self._deliver("events_api", self.event_body(event, None, team))

    async def press(
        self, button: str, channel: str = "C1", *, message: int = -1, user: str = "U1", team: str = "T1"
    ) -> str:
        """A person presses a button, named by its words or by what it carries, of a channel's message."""
        posted = self.messages(channel, team)[message]
        return await self.press_in(posted, button, channel, user=user, team=team)

    async def press_in(
        self,
        posted: Json,
        button: str,
        channel: str = "C1",
        *,
        user: str = "U1",
        team: str = "T1",
        is_ephemeral: bool = False,
    ) -> str:
        """The same for a message at hand, such as an ephemeral one of `replies`."""
        payload = {
            "type": "block_actions",
            **who(self.workspace_of(team), user),
            "container": {"type": "message", "channel_id": channel, "is_ephemeral": is_ephemeral},
            "channel": {"id": channel, "name": "ops"},
            "actions": [pressed(posted, button)],
            **({} if is_ephemeral else {"message": posted}),
            **self._interaction(team),
        }
        return await self._deliver("interactive", payload)

    async def submit(
        self, values: dict[str, str], *, view: int = -1, user: str = "U1", team: str = "T1"
    ) -> str:
        """A person fills in the last opened form: texts as they are, choices by their words."""
        payload = {
            "type": "view_submission",
            **who(self.workspace_of(team), user),
            "view": filled_in(self.views[view], values),
            **self._interaction(team),
        }
        return await self._deliver("interactive", payload)

    async def close_view(self, *, view: int = -1, user: str = "U1", team: str = "T1") -> str:
        """A person closes the last opened form."""
        payload = {"type": "view_closed", **who(self.workspace_of(team), user), "view": self.views[view]}
        return await self._deliver("interactive", payload)

    async def uninstall(self, team: str) -> str:
        """An admin removes the app: its token is worth nothing any more."""
        self.workspace_of(team).is_gone = True
        return await self._deliver("events_api", self.event_body({"type": "app_uninstalled"}, None, team))

    async def revoke(self, team: str, *, bot: bool = True) -> str:
        """Tokens are revoked, the bot's or a person's."""
        tokens = {"bot": ["UBOT"]} if bot else {"oauth": ["U1"]}
        event = {"type": "tokens_revoked", "tokens": tokens}
        return await self._deliver("events_api", self.event_body(event, None, team))

    def event_body(self, event: Json, event_id: str | None, team: str = "T1") -> Json:
        """The body around an event, as Slack sends it."""
        return event_body(event, self.workspace_of(team), event_id or f"E{next(self._numbers)}")

    async def disconnect(self) -> None:
        """Ask the client to connect anew, as Slack does every few hours."""
        assert self._socket is not None
        await self._socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def drop(self) -> None:
        """Break the connection without a word."""
        assert self._socket is not None
        await self._socket.close(code=1011)

    def _interaction(self, team: str) -> Json:
        trigger = f"t{next(self._numbers)}"
        self._triggers.add(trigger)
        return {
            "trigger_id": trigger,
            "response_url": f"{self.base}/respond",
            "is_enterprise_install": self.workspace_of(team).is_org,
        }

    async def _deliver(self, kind: str, payload: Json) -> str:
        """Send through the socket, or, with a `request_url`, signed over HTTP."""
        id_ = f"env{next(self._numbers)}"
        if self.request_url is not None:
            body, headers = signed_request(kind, payload, self.signing_secret, self.seconds_late)
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.request_url, data=body, headers=headers) as response,
            ):
                self.statuses.append(response.status)
                self.acks[id_] = {"text": await response.text()}
            return id_
        assert self._socket is not None
        envelope = {"type": kind, "envelope_id": id_, "payload": payload, "accepts_response_payload": True}
        await self._socket.send_str(json.dumps(envelope))
        return id_

    # The server.

    async def handle_api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        workspace = self._caller(request, arguments)
        team = workspace.team if workspace else ""
        self.calls.append((method, arguments))
        self.callers.append(team)
        if self.refuses_all:
            return web.json_response({"ok": False, "error": self.refuses_all})
        if self._failures[method]:
            status, body, headers = self._failures[method].popleft()
            return web.json_response(body, status=status, headers=headers)
        wait = self.throttle.wait_for(method, team, str(arguments.get("channel", "")).lstrip("#"))
        if wait is not None:
            refusal = {"ok": False, "error": "ratelimited"}
            return web.json_response(refusal, status=429, headers={"Retry-After": str(wait)})
        answer = self.carry_out(method, arguments, workspace, request.content_type)
        if self._lose_answers[method]:
            if self._lose_answers[method].popleft() and request.transport is not None:
                request.transport.close()
            return web.Response(status=500, text="lost")
        granted = ",".join(sorted(workspace.scopes)) if workspace else ""
        return web.json_response(answer, headers={"x-oauth-scopes": granted})

    def _caller(self, request: web.Request, arguments: Json) -> Workspace | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token")
        known = [w for w in self.workspaces if w.token == token]
        if known:
            return known[-1]
        return None if self.workspaces else self.workspace_of("T1")

    async def handle_authorize(self, request: web.Request) -> web.Response:
        """The consent page, on which somebody presses Allow."""
        team = request.query.get("team", "")
        code = f"code{next(self._numbers)}"
        self._codes[code] = self._consenting[team]
        query = urlencode({"code": code, "state": request.query["state"]})
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{query}")

    async def handle_upload(self, request: web.Request) -> web.Response:
        if self._failures["upload"]:
            return web.Response(status=self._failures["upload"].popleft()[0])
        self.files[request.match_info["id"]]["bytes"] = await request.read()
        return web.Response(text="OK")

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
        reply = await request.json()
        if self._failures["response_url"]:
            status, body, _ = self._failures["response_url"].popleft()
            return web.json_response(body, status=status)
        if found := complaints(reply):
            self.refusals.append(found)
            return web.Response(status=400, text="invalid_blocks")
        self.replies.append(reply)
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        body: Json = await request.json()
        return body
    form = {**request.query, **await request.post()}
    return {key: str(value) for key, value in form.items()}


@asynccontextmanager
async def fake_slack(*, clock: Clock | None = None, speed: float = 1.0) -> AsyncIterator[FakeSlack]:
    """Run the stand-in on an ephemeral port; with a clock it keeps Slack's limits, `speed` times faster."""
    slack = FakeSlack(throttle=Throttle(clock=clock, speed=speed))
    app = web.Application(middlewares=[slack.trouble.stand_before])
    app.router.add_route("*", "/api/{method}", slack.handle_api)
    app.router.add_get("/socket", slack.handle_socket)
    app.router.add_post("/respond", slack.handle_response_url)
    app.router.add_get("/oauth/v2/authorize", slack.handle_authorize)
    app.router.add_post("/upload/{id}", slack.handle_upload)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        if slack._socket is not None:
            await slack._socket.close()
        await all_begun()
        await asyncio.wait_for(runner.cleanup(), PATIENCE_SECONDS)
