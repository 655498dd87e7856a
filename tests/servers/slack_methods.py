"""The methods of Slack's Web API that we call, and what they leave behind."""

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from adapters.chat.slack.settings import SCOPES
from tests.servers.slack_rules import complaints, view_complaints

Json = dict[str, Any]


@dataclass(kw_only=True)
class Workspace:
    """A workspace, its bot token, its scopes. `enterprise`: its organisation; `is_org`: installed for all."""

    team: str
    token: str
    scopes: set[str] = field(default_factory=lambda: {*SCOPES})
    enterprise: str | None = None
    is_org: bool = False
    is_gone: bool = False

    @property
    def bot_user(self) -> str:
        """Whom people mention."""
        return "UBOT" if self.team == "T1" else f"UBOT{self.team}"


def a_conversation(id_: str, name: str, *, is_member: bool = True, **more: Any) -> Json:
    """A channel as Slack describes it: https://docs.slack.dev/reference/objects/conversation-object"""
    known = {"id": id_, "name": name, "is_channel": True, "is_member": is_member, "is_archived": False}
    return {**known, "previous_names": [], **more}


@dataclass
class WebApi:
    """What was posted, opened and uploaded. `slow_pictures`: how often a picture is refused at first.

    `channels` are those that Slack has something to say of, by id, as conversation objects; any other takes
    what is posted to it.
    """

    base: str = ""
    ephemerals: list[Json] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)
    files: dict[str, Json] = field(default_factory=dict)
    refusals: list[list[str]] = field(default_factory=list)
    workspaces: list[Workspace] = field(default_factory=list)
    slow_pictures: int = 0
    channels: dict[str, Json] = field(default_factory=dict)
    _messages: dict[tuple[str, str], list[Json]] = field(default_factory=lambda: defaultdict(list))
    _triggers: set[str] = field(default_factory=set)
    _codes: dict[str, Workspace] = field(default_factory=dict)
    _consenting: dict[str, Workspace] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def messages(self, channel: str, team: str = "T1") -> list[Json]:
        """Messages of a channel in order, each as last edited."""
        return self._messages[team, channel]

    def add_workspace(self, team: str, token: str, **known: Any) -> Workspace:
        """Another workspace that has installed the app; from now on other tokens are refused."""
        workspace = Workspace(team=team, token=token, **known)
        self.workspaces.append(workspace)
        return workspace

    def consents(self, team: str, token: str, **known: Any) -> Workspace:
        """Let the consent page install into a workspace: `/slack/install?team=…` leads there."""
        workspace = Workspace(team=team, token=token, **known)
        self._consenting[team] = workspace
        return workspace

    def workspace_of(self, team: str) -> Workspace:
        known = [workspace for workspace in self.workspaces if workspace.team == team]
        return known[-1] if known else Workspace(team=team, token="")

    def carry_out(self, method: str, arguments: Json, workspace: Workspace | None, content_type: str) -> Json:
        if method == "apps.connections.open":
            return {"ok": True, "url": self.base.replace("http", "ws") + "/socket"}
        if method == "oauth.v2.access":
            return self._access(arguments)
        if workspace is None or workspace.is_gone:
            return _error("invalid_auth" if workspace is None else "account_inactive")
        if method == "files.getUploadURLExternal" and content_type == "application/json":
            return _error("invalid_arguments")
        carry_out = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.getPermalink": self._permalink,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "conversations.info": self._info,
            "conversations.list": self._list,
            "views.open": self._open_view,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete_upload,
        }.get(method)
        return carry_out(arguments, workspace) if carry_out else _error("unknown_method")

    def _auth_test(self, _: Json, workspace: Workspace) -> Json:
        return {
            "ok": True,
            "user_id": workspace.bot_user,
            "bot_id": "B1",
            "team_id": workspace.team,
            "enterprise_id": workspace.enterprise,
            "is_enterprise_install": workspace.is_org,
            "user": "sharedfate",
            "url": self.base,
        }

    def _info(self, arguments: Json, workspace: Workspace) -> Json:
        if "channels:read" not in workspace.scopes:
            return {**_error("missing_scope"), "needed": "channels:read"}
        known = self.channels.get(arguments["channel"])
        return {"ok": True, "channel": known} if known else _error("channel_not_found")

    def _list(self, arguments: Json, workspace: Workspace) -> Json:
        """One channel a page, so that pages are turned."""
        if "channels:read" not in workspace.scopes:
            return {**_error("missing_scope"), "needed": "channels:read"}
        if "private_channel" in arguments["types"] and "groups:read" not in workspace.scopes:
            return {**_error("missing_scope"), "needed": "groups:read"}
        at, every = int(arguments["cursor"] or 0), list(self.channels.values())
        following = str(at + 1) if at + 1 < len(every) else ""
        return {
            "ok": True,
            "channels": every[at : at + 1],
            "response_metadata": {"next_cursor": following},
        }

    def _known(self, channel: str) -> Json | None:
        """The channel of this id, or of this name as it is now."""
        called = (c for c in self.channels.values() if f"#{c['name']}" == channel)
        return self.channels.get(channel) or next(called, None)

    def _post(self, arguments: Json, workspace: Workspace) -> Json:
        known = self._known(arguments["channel"])
        if known is not None and known.get("is_archived"):
            return _error("is_archived")
        if known is not None and not known["is_member"]:
            return _error("not_in_channel")
        if known is not None:
            arguments = {**arguments, "channel": known["id"]}
        elif self.channels and arguments["channel"].startswith("#"):
            return _error("channel_not_found")
        if refused := self._refusal(arguments, workspace):
            return refused
        channel = arguments["channel"].lstrip("#")
        message = {**arguments, "ts": f"{1000 + next(self._numbers)}.0", "channel": channel}
        self._messages[workspace.team, channel].append(message)
        return {"ok": True, "channel": channel, "ts": message["ts"]}

    def _post_ephemeral(self, arguments: Json, workspace: Workspace) -> Json:
        if refused := self._refusal(arguments, workspace):
            return refused
        self.ephemerals.append(arguments)
        return {"ok": True, "message_ts": f"{1000 + next(self._numbers)}.0"}

    def _update(self, arguments: Json, workspace: Workspace) -> Json:
        channel = arguments["channel"]
        found = [m for m in self._messages[workspace.team, channel] if m["ts"] == arguments["ts"]]
        if not found:
            return _error("message_not_found")
        if refused := self._refusal(arguments, workspace):
            return refused
        found[0].update(arguments)
        return {"ok": True, "channel": channel, "ts": arguments["ts"]}

    def _refusal(self, arguments: Json, workspace: Workspace) -> Json | None:
        found = complaints(arguments)
        pictures = [b["slack_file"]["id"] for b in arguments.get("blocks") or [] if b["type"] == "image"]
        known = {id_ for id_, f in self.files.items() if f["is_complete"] and f["team"] == workspace.team}
        if pictures and self.slow_pictures:
            self.slow_pictures -= 1
            found.append("the picture was not looked at yet")
        found += [f"no file {id_}" for id_ in pictures if id_ not in known]
        if not found:
            return None
        self.refusals.append(found)
        return _error("no_text" if found == ["no_text"] else "invalid_blocks")

    def _history(self, arguments: Json, workspace: Workspace) -> Json:
        known = self.channels.get(arguments["channel"])
        if self.channels and known is None:
            return _error("channel_not_found")
        if known is not None and not known["is_member"]:
            return _error("not_in_channel")
        messages = self.messages(arguments["channel"].lstrip("#"), workspace.team)[::-1]
        return {"ok": True, "messages": messages[: int(arguments.get("limit", 100))]}

    def _replies(self, arguments: Json, workspace: Workspace) -> Json:
        known = self.messages(arguments["channel"].lstrip("#"), workspace.team)
        thread = [m for m in known if arguments["ts"] in (m["ts"], m.get("thread_ts"))]
        some = thread[: int(arguments.get("limit", 1000))]
        return {"ok": True, "messages": some} if thread else _error("thread_not_found")

    def _permalink(self, arguments: Json, workspace: Workspace) -> Json:
        ts = arguments["message_ts"]
        if all(m["ts"] != ts for m in self.messages(arguments["channel"], workspace.team)):
            return _error("message_not_found")
        address = f"https://ops.slack.com/archives/{arguments['channel']}/p{ts.replace('.', '')}"
        return {"ok": True, "channel": arguments["channel"], "permalink": address}

    def _open_view(self, arguments: Json, workspace: Workspace) -> Json:
        if arguments["trigger_id"] not in self._triggers:
            return _error("expired_trigger_id")
        self._triggers.discard(arguments["trigger_id"])
        view = arguments["view"] if isinstance(arguments["view"], dict) else json.loads(arguments["view"])
        if found := view_complaints(view):
            self.refusals.append(found)
            return _error("invalid_arguments")
        opened = {**view, "id": f"V{next(self._numbers)}", "team_id": workspace.team, "hash": "1"}
        self.views.append(opened)
        return {"ok": True, "view": opened}

    def _upload_url(self, arguments: Json, workspace: Workspace) -> Json:
        if "files:write" not in workspace.scopes:
            return {**_error("missing_scope"), "needed": "files:write"}
        id_ = f"F{next(self._numbers)}"
        self.files[id_] = {**arguments, "team": workspace.team, "bytes": b"", "is_complete": False}
        return {"ok": True, "upload_url": f"{self.base}/upload/{id_}", "file_id": id_}

    def _complete_upload(self, arguments: Json, workspace: Workspace) -> Json:
        for file in json.loads(arguments["files"]):
            known = self.files.get(file["id"])
            if known is None or known["team"] != workspace.team or not known["bytes"]:
                return _error("file_not_found")
            known["is_complete"] = len(known["bytes"]) == int(known["length"])
        return {"ok": True, "files": json.loads(arguments["files"])}

    def _access(self, arguments: Json) -> Json:
        workspace = self._codes.pop(arguments.get("code", ""), None)
        if workspace is None:
            return _error("invalid_code")
        self.workspaces.append(workspace)
        return {
            "ok": True,
            "access_token": workspace.token,
            "token_type": "bot",
            "scope": ",".join(sorted(workspace.scopes)),
            "bot_user_id": workspace.bot_user,
            "app_id": "A1",
            "team": None if workspace.is_org else {"id": workspace.team, "name": workspace.team},
            "enterprise": {"id": workspace.enterprise, "name": "Org"} if workspace.enterprise else None,
            "is_enterprise_install": workspace.is_org,
            "authed_user": {"id": "U1"},
        }


def _error(code: str) -> Json:
    return {"ok": False, "error": code}
