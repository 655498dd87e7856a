"""A stand-in for Discord on loopback: REST API and gateway.

It keeps what was posted as Discord would show it, records every call, and can be told to fail.
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
USER: Json = {"id": "1", "username": "sharedfate", "discriminator": "0", "avatar": None, "bot": True}
PERSON: Json = {"id": "7", "username": "ann", "discriminator": "0", "avatar": None, "bot": False}
MEMBER: Json = {"user": PERSON, "roles": [], "joined_at": "2025-01-01T00:00:00+00:00", "deaf": False,
                "mute": False, "flags": 0, "permissions": "0"}  # fmt: skip
GUILD: Json = {
    "id": "50", "name": "ops", "owner_id": "7", "roles": [], "emojis": [], "stickers": [], "features": [],
    "members": [], "threads": [], "stage_instances": [], "guild_scheduled_events": [], "voice_states": [],
    "presences": [], "member_count": 2, "large": False, "preferred_locale": "en-US", "nsfw_level": 0,
    "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
    "premium_tier": 0, "system_channel_flags": 0,
    "channels": [{"id": "60", "type": 0, "name": "incidents", "position": 0, "permission_overwrites": []}],
}  # fmt: skip


@dataclass
class FakeDiscord:
    """A running stand-in. `messages` holds the final state of each channel or thread, edits included."""

    base: str = ""
    calls: list[tuple[str, str, Json]] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)
    identified: int = 0
    resumed: int = 0
    _messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _threads: set[str] = field(default_factory=set)
    _failures: deque[tuple[str, int, Json, dict[str, str]]] = field(default_factory=deque)
    _socket: web.WebSocketResponse | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))
    _sequence: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def api(self) -> str:
        """What to set as `DISCORD_API_BASE_URL`."""
        return f"{self.base}/api/v10"

    @property
    def gateway(self) -> str:
        """What to set as `DISCORD_GATEWAY_URL`."""
        return self.base.replace("http", "ws") + "/gateway"

    @property
    def is_connected(self) -> bool:
        """Whether a gateway client is there and ready."""
        return self._socket is not None and not self._socket.closed and bool(self.identified)

    def messages(self, channel: str) -> list[Json]:
        """Messages of a channel or thread in order, each as last edited."""
        return self._messages[channel]

    def fail(self, path: str, status: int, body: Json | None = None, **headers: str) -> None:
        """Let the next call whose path ends like this fail."""
        self._failures.append((path, status, body or {"message": "no", "code": 0}, headers))

    def called(self, method: str, ending: str) -> list[Json]:
        """The bodies of calls by method and end of path."""
        return [body for verb, path, body in self.calls if verb == method and path.endswith(ending)]

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event through the gateway."""
        assert self._socket is not None
        frame = {"op": 0, "t": event, "s": next(self._sequence), "d": data}
        await self._socket.send_str(json.dumps(frame))

    async def write(self, text: str, *, channel: str = "60", direct: bool = False) -> str:
        """A person writes a message; mentions are recognised as Discord would. Returns the message's id."""
        id_ = str(next(self._numbers))
        data = _message(id_, channel, text, author=PERSON)
        data["mentions"] = [USER] if "<@1>" in text else []
        if not direct:
            data |= {"guild_id": "50", "member": MEMBER}
        await self.dispatch("MESSAGE_CREATE", data)
        return id_

    async def slash(self, name: str, *, autocomplete: bool = False) -> str:
        """A person uses `/isdown NAME`, or types it. Returns the interaction's id."""
        id_ = str(next(self._numbers))
        option = {"name": "name", "type": 3, "value": name, "focused": autocomplete}
        await self.dispatch(
            "INTERACTION_CREATE",
            {
                "id": id_, "application_id": "1", "type": 4 if autocomplete else 2,
                "token": f"tok{id_}",
                "version": 1, "guild_id": "50", "channel_id": "60", "member": MEMBER, "locale": "en-US",
                "entitlements": [],
                "channel": {"id": "60", "type": 0, "name": "incidents"},
                "data": {"id": "90", "name": "isdown", "type": 1, "options": [option]},
                "authorizing_integration_owners": {"0": "50"}, "context": 0,
                "attachment_size_limit": 10485760,
            },
        )  # fmt: skip
        return id_

    async def close(self, code: int) -> None:
        """Close the gateway with a code (4000: the client resumes)."""
        assert self._socket is not None
        await self._socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Opcode 7."""
        assert self._socket is not None
        await self._socket.send_str(json.dumps({"op": 7, "d": None}))

    async def handle_gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": 45000}}))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._frame(socket, json.loads(message.data))
        return socket

    async def _frame(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if frame["op"] == 1:
            await socket.send_str(json.dumps({"op": 11}))
        elif frame["op"] == 2:
            await self.dispatch(
                "READY",
                {
                    "v": 10, "user": USER, "guilds": [{"id": "50", "unavailable": True}],
                    "session_id": "s1", "resume_gateway_url": self.gateway,
                    "application": {"id": "1", "flags": 0},
                    "shard": [0, 1],
                },
            )  # fmt: skip
            await self.dispatch("GUILD_CREATE", GUILD)
            self.identified += 1
        elif frame["op"] == 6:
            await self.dispatch("RESUMED", {})
            self.resumed += 1

    async def handle_api(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body = await _body(request)
        self.calls.append((request.method, path, body))
        if self._failures and path.endswith(self._failures[0][0]):
            _, status, error, headers = self._failures.popleft()
            return _json(error, status, headers)
        answer = self._answer(request.method, path.strip("/").split("/"), body)
        if answer is None:
            return _json({"message": "404: Not Found", "code": 0}, 404)
        return _json(answer)

    def _answer(self, method: str, parts: list[str], body: Json) -> Any:  # noqa: C901, PLR0911  -- a table
        match method, parts:
            case "GET", ["users", "@me"]:
                return USER
            case "GET", ["oauth2", "applications", "@me"]:
                return {"id": "1", "name": "sharedfate", "icon": None, "description": "", "flags": 0,
                        "bot_public": True, "bot_require_code_grant": False, "verify_key": "0",
                        "owner": PERSON}  # fmt: skip
            case "GET", ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
                return {"url": self.gateway, "shards": 1, "session_start_limit": limit}
            case "GET", ["applications", "1", *_]:
                return self.commands
            case "PUT", ["applications", "1", *_]:
                listed: Any = body
                self.commands = [{"id": "90", "application_id": "1", "version": "1", **c} for c in listed]
                return self.commands
            case "POST", ["channels", channel, "messages"]:
                return self._post(channel, body)
            case "PATCH", ["channels", channel, "messages", id_]:
                return self._patch(channel, id_, body)
            case "POST", ["channels", channel, "messages", id_, "threads"]:
                self._threads.add(id_)
                return {"id": id_, "type": 11, "name": body["name"], "parent_id": channel, "guild_id": "50",
                        "owner_id": "1", "message_count": 0, "member_count": 1,
                        "thread_metadata": {"archived": False, "auto_archive_duration": 1440,
                                            "archive_timestamp": "2025-01-01T00:00:00+00:00"}}  # fmt: skip
            case "POST", ["interactions", id_, _, "callback"]:
                return {"interaction": {"id": id_, "type": 2, "response_message_loading": True}}
            case "POST", ["webhooks", "1", token]:
                return self._post(token, body)
        return None

    def _post(self, channel: str, body: Json) -> Json:
        for known in self._messages[channel]:
            if body.get("enforce_nonce") and body.get("nonce") == known["nonce"]:
                return known
        message = {**_message(str(next(self._numbers)), channel, "", author=USER), "nonce": None, **body}
        self._messages[channel].append(message)
        return message

    def _patch(self, channel: str, id_: str, body: Json) -> Json | None:
        for message in self._messages[channel]:
            if message["id"] == id_:
                message.update(body)
                return message
        return None


def _message(id_: str, channel: str, text: str, author: Json) -> Json:
    return {
        "id": id_, "channel_id": channel, "author": author, "content": text, "type": 0, "tts": False,
        "timestamp": "2025-11-18T12:00:00+00:00", "edited_timestamp": None, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": False,
    }  # fmt: skip


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        return json.loads((await request.post())["payload_json"])  # type: ignore[arg-type]  # always a string
    data = await request.read()
    return json.loads(data) if data else {}


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py decodes only this exact content type, and takes a 429 without Via for a ban by the edge.
    fixed = {"Content-Type": "application/json", "Via": "1.1 google", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=fixed)


@asynccontextmanager
async def fake_discord() -> AsyncIterator[FakeDiscord]:
    """Run the stand-in on an ephemeral port."""
    fake = FakeDiscord()
    app = web.Application()
    app.router.add_route("*", "/api/v10/{path:.+}", fake.handle_api)
    app.router.add_get("/gateway", fake.handle_gateway)
    app.router.add_get("/gateway/", fake.handle_gateway)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield fake
    finally:
        if fake._socket is not None:
            await fake._socket.close()
        await asyncio.wait_for(runner.cleanup(), 5)
