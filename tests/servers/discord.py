"""A stand-in for Discord on loopback: REST API and gateway.

It keeps what was posted as Discord would show it, records every call, refuses what Discord refuses, and can
be told to fail. What people do (write, press, fill in) are methods that end in events of the gateway.
"""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers import discord_rules as rules
from tests.servers.discord_limits import Limits
from tests.servers.discord_shapes import (
    APPLICATION,
    GUILD,
    READY,
    USER,
    a_member,
    a_message,
    a_person,
    a_thread,
    an_attachment,
    an_interaction,
    filled_in,
    published,
)
from tests.servers.loopback import all_begun
from tests.servers.trouble import Trouble
from tests.waiting import PATIENCE_SECONDS

Json = dict[str, Any]
Files = dict[str, bytes]
EPHEMERAL = 64


class Refused(Exception):  # noqa: N818  -- reads as the fact it states
    """A request that Discord would not take: status, code, and why."""

    def __init__(self, status: int, code: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.body = {"message": why, "code": code}


@dataclass
class FakeDiscord:
    """A running stand-in. `messages` holds the final state of each channel or thread, edits included.

    What is shown to one person only is under `tok` and the interaction's id. `faults` lists what was refused
    as too long, too much or malformed; `files` the content of attachments by their id; `commands` what is
    published, by server, "" for everywhere. `limits` is set by `enforce_limits`. With `hangs` nothing is
    answered, with `refuses_all` everything with that status; `turns_away` closes the gateway, `closes_with`
    each connection to it with that code, once there was one. `places` are channels beside the `guild`'s own,
    `roles` ours. `refuse_all` is what it says to all about channels.
    """

    base: str = ""
    calls: list[tuple[str, str, Json]] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    identified: int = 0
    resumed: int = 0
    faults: list[str] = field(default_factory=list)
    files: Files = field(default_factory=dict)
    limits: Limits | None = None
    hangs: bool = False
    refuses_all: int = 0
    turns_away: bool = False
    closes_with: int = 0
    trouble: Trouble = field(default_factory=Trouble)
    connections: int = 0
    is_invited: bool = True
    guild: Json = field(default_factory=lambda: dict(GUILD))
    places: dict[str, Json] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    refuse_all: tuple[int, int, str] | None = None
    _messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _threads: dict[str, Json] = field(default_factory=dict)
    _deleted: set[str] = field(default_factory=set)
    _deleted_threads: set[str] = field(default_factory=set)
    _locked: set[str] = field(default_factory=set)
    _threadless: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    _forgotten: set[str] = field(default_factory=set)
    _unreadable: set[str] = field(default_factory=set)
    _interactions: dict[str, Json] = field(default_factory=dict)
    _responses: dict[str, Json] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)
    _failures: deque[tuple[str, int, Json, dict[str, str]]] = field(default_factory=deque)
    _lost: deque[tuple[str, int]] = field(default_factory=deque)
    _socket: web.WebSocketResponse | None = None
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
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

    def lose_answer(self, path: str, status: int = 500) -> None:
        """Carry out the next POST or PATCH whose path ends like this, but answer so: its own answer is lost.

        At 500 the SDK tries again by itself, at 503 it gives up.
        """
        self._lost.append((path, status))

    def called(self, method: str, ending: str) -> list[Json]:
        """The bodies of calls by method and end of path."""
        return [body for verb, path, body in self.calls if verb == method and path.endswith(ending)]

    def enforce_limits(self, *, scale: float = 1.0, overall_scale: float = 1.0) -> Limits:
        """From now on answer 429 to what is too fast; the scales shorten the windows."""
        self.limits = Limits(scale=scale, overall_scale=overall_scale)
        return self.limits

    def delete(self, id_: str) -> None:
        """Somebody deletes a channel, a thread or a message."""
        self._deleted.add(id_)

    def delete_thread(self, thread: str) -> None:
        """Somebody deletes a thread, and not the message that it hangs from."""
        del self._threads[thread]
        self._deleted_threads.add(thread)

    def lock(self, thread: str) -> None:
        """Somebody locks a thread: only those who manage threads may post there."""
        self._locked.add(thread)

    def opens_no_thread(self, channel: str, status: int, code: int, why: str) -> None:
        """No thread can be opened in this channel, and this is what Discord says to it."""
        self._threadless[channel] = (status, code, why)

    def forget_nonces(self) -> None:
        """Some minutes pass: what was posted until now may be posted again."""
        self._forgotten |= {m["id"] for messages in self._messages.values() for m in messages}

    def hide_history(self, channel: str) -> None:
        """The bot lacks Read Message History there: Discord shows it an empty list, and no reply is taken."""
        self._unreadable.add(channel)

    def archive(self, thread: str) -> None:
        """A thread has been quiet for long."""
        self._threads[thread]["thread_metadata"]["archived"] = True

    def is_archived(self, thread: str) -> bool:
        """Whether a thread is archived."""
        return bool(self._threads[thread]["thread_metadata"]["archived"])

    def response(self, interaction: str) -> Json | None:
        """The first response to an interaction, as sent."""
        return self._responses.get(interaction)

    def answers(self, interaction: str) -> list[Json]:
        """The messages that an interaction has led to."""
        return self._messages[f"tok{interaction}"]

    def modal(self, interaction: str) -> Json:
        """The modal that an interaction has opened."""
        response = self._responses[interaction]
        assert response["type"] == 9, "no modal was opened"
        data: Json = response["data"]
        return data

    def is_waiting(self, interaction: str) -> bool:
        """Whether a person still sees us thinking."""
        return f"tok{interaction}" in self._waiting

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event through the gateway, to each that listens."""
        self._sockets = [socket for socket in self._sockets if not socket.closed]
        for socket in self._sockets:
            await self._send(socket, event, data)

    async def _send(self, socket: web.WebSocketResponse, event: str, data: Json) -> None:
        frame = {"op": 0, "t": event, "s": next(self._sequence), "d": data}
        await socket.send_str(json.dumps(frame))

    async def write(
        self,
        text: str,
        *,
        channel: str = "60",
        direct: bool = False,
        roles: Sequence[str] = (),
        **more: Any,
    ) -> str:
        """A person writes a message; mentions are recognised as Discord would. Returns the message's id."""
        id_ = str(next(self._numbers))
        await self.dispatch(
            "MESSAGE_CREATE", _written(id_, channel, text, direct=direct, roles=roles, **more)
        )
        return id_

    async def rewrite(
        self, id_: str, text: str, *, at: str | None, channel: str = "60", direct: bool = False, **more: Any
    ) -> None:
        """A person edits what they wrote; without a time Discord itself adds to it, a preview for example."""
        data = _written(id_, channel, text, direct=direct, edited_timestamp=at, **more)
        await self.dispatch("MESSAGE_UPDATE", data)

    async def slash(self, name: str, *, autocomplete: bool = False) -> str:
        """A person uses `/isdown NAME`, or types it. Returns the interaction's id."""
        return await self.command("isdown", {"name": name}, typing=autocomplete)

    async def command(
        self,
        path: str,
        values: dict[str, str] | None = None,
        *,
        permissions: int = 0,
        direct: bool = False,
        typing: bool = False,
        ours: int | None = None,
    ) -> str:
        """A person uses a published command ("sharedfate watch"), or is still typing its value.

        `ours` are the permissions that we have there, if Discord says so. Returns the interaction's id. Fails
        when there is no such command or option, or not for this person.
        """
        name, *rest = path.split()
        everywhere = [*self.commands[""], *self.commands["50"]]
        command = next((c for c in everywhere if c["name"] == name), None)
        assert command is not None, f"/{name} is not published"
        needed = int(command["default_member_permissions"] or 0)
        if permissions & needed != needed and not direct:
            raise PermissionError(f"/{name} is not shown to this person")
        data: Json = {"id": "90", "name": name, "type": 1}
        inner = data
        for part in rest:
            command = next(c for c in command["options"] if c["name"] == part)
            inner["options"] = [{"name": part, "type": command["type"]}]
            inner = inner["options"][0]
        inner["options"] = [_option(command, *item, typing=typing) for item in (values or {}).items()]
        kind = 4 if typing else 2
        return await self._interact(kind, data, permissions=permissions, direct=direct, ours=ours)

    async def press(
        self,
        action: str,
        *,
        channel: str | None = None,
        answer: str | None = None,
        permissions: int = 0,
        direct: bool = False,
    ) -> str:
        """A person presses a button, or an entry of a menu, of the newest message that has it. Returns an id.

        The message is in the channel or thread (if not given: 61 if direct, else 60), or among the answers to
        an interaction.
        """
        channel = channel or ("61" if direct else "60")
        having = [
            (message, component)
            for message in (self._messages[channel] if answer is None else self.answers(answer))
            for row in message["components"]
            for component in row["components"]
            if action in (component["custom_id"], *(o["value"] for o in component.get("options", ())))
        ]
        assert having, f"no button {action} in {channel}"
        pressed, component = having[-1]
        data = {"custom_id": component["custom_id"], "component_type": component["type"], "id": 1}
        if component["type"] == 3:
            data["values"] = [action]
        return await self._interact(
            3, data, permissions=permissions, direct=direct, channel=channel, message=pressed
        )

    async def submit(self, opened: str, values: dict[str, str], *, permissions: int = 0) -> str:
        """A person sends the form that an interaction has opened. Returns the new interaction's id."""
        return await self._interact(5, filled_in(self.modal(opened), values), permissions=permissions)

    async def remove(self, *, unavailable: bool = False) -> None:
        """The bot is removed from the server; or the server is down for a while."""
        await self.dispatch("GUILD_DELETE", {"id": "50"} | ({"unavailable": True} if unavailable else {}))

    async def open_thread(self, channel: str = "60") -> str:
        """A person opens a thread of their own. Returns its id."""
        id_ = str(next(self._numbers))
        self._threads[id_] = a_thread(id_, channel, "ours", owner="7")
        await self.dispatch("THREAD_CREATE", self._threads[id_])
        return id_

    async def close(self, code: int) -> None:
        """Close the gateway with a code (4000: the client resumes)."""
        assert self._socket is not None
        await _close(self._socket, code)

    async def ask_to_reconnect(self) -> None:
        """Opcode 7."""
        assert self._socket is not None
        await self._socket.send_str(json.dumps({"op": 7, "d": None}))

    async def _interact(
        self,
        kind: int,
        data: Json,
        *,
        permissions: int = 0,
        direct: bool = False,
        channel: str | None = None,
        message: Json | None = None,
        ours: int | None = None,
    ) -> str:
        id_ = str(next(self._numbers))
        who = a_member(permissions=permissions)
        channel = channel or ("61" if direct else "60")
        event = an_interaction(id_, kind, data, channel=channel, who=who, is_direct=direct)
        event["channel"] = self._threads.get(channel, event["channel"])
        if message is not None:
            event["message"] = message
        if ours is not None:
            event["app_permissions"] = str(ours)
        self._interactions[id_] = event
        await self.dispatch("INTERACTION_CREATE", event)
        return id_

    async def handle_gateway(self, request: web.Request) -> web.WebSocketResponse:
        if self.turns_away:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        self._sockets.append(socket)
        self.connections += 1
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": 45000}}))
        if self.closes_with and self.identified:
            await _close(socket, self.closes_with)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._frame(socket, json.loads(message.data))
        return socket

    async def _frame(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if frame["op"] == 1:
            await socket.send_str(json.dumps({"op": 11}))
        elif frame["op"] == 2:
            await self._send(socket, "READY", {**READY, "resume_gateway_url": self.gateway})
            await self._send(socket, "GUILD_CREATE", {**GUILD, "threads": list(self._threads.values())})
            self.identified += 1
        elif frame["op"] == 6:
            await self._send(socket, "RESUMED", {})
            self.resumed += 1

    async def handle_api(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body, files = await _body(request)
        body = {**request.query, **body} if request.method == "GET" else body
        self.calls.append((request.method, path, body))
        if self.hangs:
            await asyncio.Event().wait()
        if self.refuses_all:
            return _json({"message": "no", "code": 0}, self.refuses_all)
        if self._failures and path.endswith(self._failures[0][0]):
            _, status, error, headers = self._failures.popleft()
            return _json(error, status, headers)
        parts = path.strip("/").split("/")
        wait, headers = self._too_fast(request.method, parts)
        if wait is not None:
            slow_down = {"message": "slow down", "retry_after": wait, "global": not headers}
            return _json(slow_down, 429, {**headers, "Retry-After": f"{wait:.3f}"})
        try:
            answer = self._answer(request.method, parts, body, files)
        except Refused as refused:
            return _json(refused.body, refused.status, headers)
        if request.method in ("POST", "PATCH") and self._lost and path.endswith(self._lost[0][0]):
            return _json({"message": "lost", "code": 0}, self._lost.popleft()[1], headers)
        if parts[-1] == "threads" and self.is_connected:
            await self.dispatch("THREAD_CREATE", answer)
        return _json(answer, headers=headers)

    def _too_fast(self, method: str, parts: list[str]) -> tuple[float | None, dict[str, str]]:
        """Interactions are not counted."""
        if self.limits is None or parts[0] in ("interactions", "webhooks"):
            return None, {}
        wait = self.limits.overall()
        if wait is not None or method != "POST" or parts[0] != "channels" or parts[-1] != "messages":
            return wait, {}
        return self.limits.channel(parts[1])

    def _answer(self, method: str, parts: list[str], body: Json, files: Files) -> Any:  # noqa: C901, PLR0911, PLR0912  -- a table
        match method, parts:
            case _, ["channels", *_] if self.refuse_all is not None:
                raise Refused(*self.refuse_all)
            case "GET", ["users", "@me"]:
                return USER
            case "GET", ["users", "@me", "guilds"]:
                return [{"id": self.guild["id"], "name": self.guild["name"]}] if self.is_invited else []
            case "GET", ["channels", channel]:
                return self._place(channel)
            case "GET", ["guilds", "50"]:
                return self.guild
            case "GET", ["guilds", "50", "members", "1"]:
                return {**a_member(USER["id"], roles=self.roles), "user": USER}
            case "GET", ["oauth2", "applications", "@me"]:
                return {**APPLICATION, "owner": a_person()}
            case "GET", ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
                return {"url": self.gateway, "shards": 1, "session_start_limit": limit}
            case "GET", ["applications", "1", "commands"]:
                return self.commands[""]
            case "GET", ["applications", "1", "guilds", guild, "commands"]:
                return self.commands[guild]
            case "PUT", ["applications", "1", "commands"]:
                return self._publish("", body)
            case "PUT", ["applications", "1", "guilds", guild, "commands"]:
                return self._publish(guild, body)
            case "POST", ["channels", channel, "messages"]:
                return self._post(channel, body, files)
            case "GET", ["channels", channel, "messages"]:
                return self._history(channel, body)
            case "PATCH", ["channels", channel, "messages", id_]:
                return self._patch(channel, id_, body, files)
            case "POST", ["channels", channel, "messages", id_, "threads"]:
                return self._open_thread(channel, id_, body)
            case "POST", ["interactions", id_, token, "callback"]:
                return self._respond(id_, token, body, files)
            case "POST", ["webhooks", "1", token]:
                return self._follow_up(token, body, files)
            case "DELETE", ["webhooks", "1", token, "messages", "@original"]:
                return self._delete_original(token)
        raise Refused(404, 0, "404: Not Found")

    def _place(self, channel: str) -> Json:
        """A channel that Discord has something to say of."""
        known = {**{c["id"]: c for c in self.guild["channels"]}, **self._threads, **self.places}.get(channel)
        if known is None or channel in self._deleted:
            raise Refused(404, 10003, "Unknown Channel")
        if known.get("is_hidden"):
            raise Refused(403, 50001, "Missing Access")
        return {"guild_id": "50", **known}

    def _publish(self, guild: str, body: Any) -> list[Json]:
        self._check([fault for command in body for fault in rules.command_faults(command)])
        self.commands[guild] = [published(command) for command in body]
        return self.commands[guild]

    def _post(self, channel: str, body: Json, files: Files) -> Json:
        if channel in self._deleted | self._deleted_threads:
            raise Refused(404, 10003, "Unknown Channel")
        if channel in self._locked:
            raise Refused(403, 160005, "Thread is locked")
        for known in self._messages[channel]:
            is_same = body.get("enforce_nonce") and body.get("nonce") == known["nonce"]
            if is_same and known["id"] not in self._forgotten:
                return known
        self._check_message(body, files)
        self._check_reference(channel, body)
        if channel in self._threads:
            self._threads[channel]["thread_metadata"]["archived"] = False
        message = {**a_message(str(next(self._numbers)), channel, "", author=USER), "nonce": None, **body}
        message.setdefault("embeds", [])
        message["attachments"] = self._attached(body, files, [])
        self._messages[channel].append(message)
        return message

    def _check_reference(self, channel: str, body: Json) -> None:
        """A reply needs its message, and the right to read it."""
        reference = body.get("message_reference")
        if reference is None:
            return
        if channel in self._unreadable:
            raise Refused(403, 160002, "Cannot reply without permission to read message history")
        known = {m["id"] for m in self._messages[channel]} - self._deleted
        if str(reference["message_id"]) not in known and reference.get("fail_if_not_exists", True):
            raise Refused(400, 50035, "Invalid Form Body\nIn message_reference: Unknown message")

    def _history(self, channel: str, query: Json) -> list[Json]:
        """The newest messages, newest first, without nonces: those are not kept for long."""
        if channel in self._deleted | self._deleted_threads:
            raise Refused(404, 10003, "Unknown Channel")
        if channel in self._unreadable:
            return []
        before = int(query.get("before", 10**30))
        older = [m for m in self._messages[channel][::-1] if int(m["id"]) < before]
        return [{k: v for k, v in m.items() if k != "nonce"} for m in older[: int(query.get("limit", 50))]]

    def _patch(self, channel: str, id_: str, body: Json, files: Files) -> Json:
        found = [message for message in self._messages[channel] if message["id"] == id_]
        if not found or {channel, id_} & self._deleted:
            raise Refused(404, 10008, "Unknown Message")
        self._check_message(body, files)
        before = found[0]["attachments"]
        found[0].update(body)
        found[0]["attachments"] = self._attached(body, files, before) if "attachments" in body else before
        return found[0]

    def _attached(self, body: Json, files: Files, before: list[Json]) -> list[Json]:
        """What hangs from a message then: files of this request by number, earlier ones by id."""
        uploads = list(files.items())
        kept = {attachment["id"]: attachment for attachment in before}
        attachments = []
        for said in body.get("attachments") or []:
            if said["id"] in kept:
                attachments.append(kept[said["id"]])
                continue
            name, content = uploads[int(said["id"])]
            id_ = str(next(self._numbers))
            self.files[id_] = content
            attachments.append(an_attachment(id_, name, len(content), said.get("description")))
        return attachments

    def _open_thread(self, channel: str, id_: str, body: Json) -> Json:
        if {channel, id_} & self._deleted:
            raise Refused(404, 10008, "Unknown Message")
        if channel in self._threadless:
            raise Refused(*self._threadless[channel])
        self._deleted_threads.discard(id_)
        if id_ in self._threads:
            raise Refused(400, 160004, "A thread has already been created for this message")
        self._threads[id_] = a_thread(id_, channel, body["name"], owner=USER["id"])
        return self._threads[id_]

    def _respond(self, id_: str, token: str, body: Json, files: Files) -> Json:
        """The first response to an interaction: a message, "thinking", nothing, choices or a modal."""
        kind, data = body["type"], body.get("data") or {}
        if id_ in self._responses:
            raise Refused(400, 40060, "Interaction has already been acknowledged")
        may_follow = {2: (4, 5, 9), 3: (4, 5, 6, 7, 9), 4: (8,), 5: (4, 5, 6, 7)}
        self._check([] if kind in may_follow[self._interactions[id_]["type"]] else [f"type: {kind} here"])
        if kind == 8:
            self._check(rules.choice_faults(data["choices"]))
        elif kind == 9:
            self._check(rules.modal_faults(data))
        elif kind == 5:
            self._waiting[token] = data.get("flags", 0)
        elif kind == 4:
            self._show(token, data, files)
        self._responses[id_] = body
        return {"interaction": {"id": id_, "type": 2, "response_message_loading": kind == 5}}

    def _follow_up(self, token: str, body: Json, files: Files) -> Json:
        if token.removeprefix("tok") not in self._responses:
            raise Refused(404, 10015, "Unknown Webhook")
        if (
            token in self._waiting
        ):  # the first to follow takes the place of "thinking", as private as that was
            body = {**body, "flags": body.get("flags", 0) & ~EPHEMERAL | self._waiting.pop(token)}
        return self._show(token, body, files)

    def _show(self, token: str, body: Json, files: Files) -> Json:
        message = self._post(token, body, files)
        message["channel_id"] = self._interactions[token.removeprefix("tok")]["channel_id"]
        if not body.get("flags", 0) & EPHEMERAL:
            self._messages[message["channel_id"]].append(message)
        return message

    def _delete_original(self, token: str) -> Json:
        """Take back the first response: of a button that was only acknowledged, the message it hangs from."""
        id_ = token.removeprefix("tok")
        if self._waiting.pop(token, None) is not None:
            return {}
        original = (
            self._messages[token][0] if self._messages[token] else self._interactions[id_].get("message")
        )
        if original is None:
            raise Refused(404, 10008, "Unknown Message")
        for messages in self._messages.values():
            messages[:] = [message for message in messages if message is not original]
        return {}

    def _check_message(self, body: Json, files: Files) -> None:
        sizes = [(name, len(content)) for name, content in files.items()]
        if any(size > rules.MAX_FILE_BYTES for _, size in sizes):
            raise Refused(413, 40005, "Request entity too large")
        self._check(rules.message_faults(body, sizes))

    def _check(self, faults: list[str]) -> None:
        if faults:
            self.faults += faults
            raise Refused(400, 50035, f"Invalid Form Body: {faults}")


async def _close(socket: web.WebSocketResponse, code: int) -> None:
    if code != WSCloseCode.ABNORMAL_CLOSURE:
        await socket.close(code=code)
    elif (transport := socket.get_extra_info("socket")) is not None:
        # Nobody says that: it is what is left where nothing was said.
        transport.shutdown(SHUT_RDWR)


def _written(
    id_: str, channel: str, text: str, *, direct: bool, roles: Sequence[str] = (), **more: Any
) -> Json:
    """What a person wrote, as an event has it. Who replies to us mentions us without a word of it."""
    data = a_message(id_, channel, text, author=a_person())
    replies = (more.get("referenced_message") or {}).get("author", {}).get("id") == USER["id"]
    data["mentions"] = [USER] if "<@1>" in text or replies else []
    if not direct:
        data |= {"guild_id": "50", "member": a_member(roles=roles)}
    return data | more


def _option(command: Json, name: str, value: str, *, typing: bool) -> Json:
    known = next((option for option in command["options"] if option["name"] == name), None)
    assert known is not None, f"{command['name']} has no option {name}"
    assert not typing or known.get("autocomplete"), f"{name} is not completed"
    return {"name": name, "type": 3, "value": value} | ({"focused": True} if typing else {})


async def _body(request: web.Request) -> tuple[Any, Files]:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        files = [value for value in form.values() if isinstance(value, web.FileField)]
        payload = json.loads(str(form["payload_json"]))
        return payload, {file.filename: file.file.read() for file in files}
    data = await request.read()
    return (json.loads(data) if data else {}), {}


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py decodes only this exact content type, and takes a 429 without Via for a ban by the edge.
    fixed = {"Content-Type": "application/json", "Via": "1.1 google", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=fixed)


@asynccontextmanager
async def fake_discord() -> AsyncIterator[FakeDiscord]:
    """Run the stand-in on an ephemeral port."""
    fake = FakeDiscord()
    app = web.Application(client_max_size=32 * 1024 * 1024, middlewares=[fake.trouble.stand_before])
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
        await all_begun()
        await asyncio.wait_for(runner.cleanup(), PATIENCE_SECONDS)
