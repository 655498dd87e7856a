"""Slack's channels: their ids by their names, and whether we may post in one, without posting.

What a channel says of itself: https://docs.slack.dev/reference/objects/conversation-object. A name may change
at any time, and posts alone take one; all else is asked by id.
"""

from collections.abc import AsyncIterator
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from adapters.chat.slack.api import Api
from adapters.chat.slack.errors import code_of
from adapters.chat.slack.notation import is_name
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess
from bot.errors import BotError, RateLimited

logger = structlog.get_logger(__name__)

Json = dict[str, Any]

_A_PAGE: Final = 1_000
_MOST_PAGES: Final = 50
_KINDS: Final = ("public_channel,private_channel", "public_channel")
_UNARCHIVE: Final = "unarchive it, or choose another"


class Conversations:
    """Channels of the workspaces that we know. `ids` are remembered for as long as we run."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._ids: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}

    def learn(self, team: str, name: str, id_: str) -> None:
        """Remember which id Slack has told us for a name."""
        self._ids[team, name] = id_

    async def id_of(self, team: str, channel: str) -> str:
        """The id of a channel, be it called by its name; the name itself where Slack does not tell.

        Raises DeliveryError when Slack cannot be reached.
        """
        if not is_name(channel):
            return channel
        if (team, channel) not in self._ids:
            try:
                found = await self._called(team, channel)
            except BotError as error:
                if not _is_answer(error):
                    raise
                found = None
            self._ids[team, channel] = str(found["id"]) if found else channel
        return self._ids[team, channel]

    async def access(self, team: str, channel: str) -> ChannelAccess:
        """Whether we may post there. Raises whatever a call raises, for what is no answer."""
        if channel[:1] in ("D", "U", "W"):
            return UNKNOWN_ACCESS
        try:
            if is_name(channel):
                found = await self._called(team, channel)
                if found is None:
                    return ChannelAccess(trouble=await self._unseen(team, channel))
            else:
                arguments = {"channel": channel}
                answer = await self._api.call("conversations.info", team, arguments, as_form=True)
                found = answer["channel"]
            return await self._told(team, channel, found)
        except BotError as error:
            return await self._refused(team, channel, error)

    async def _told(self, team: str, channel: str, found: Json) -> ChannelAccess:
        id_ = str(found.get("id", channel))
        if is_name(channel):
            self._ids[team, channel] = id_
        name = f"#{found['name']}" if found.get("name") else "that channel"
        trouble = ""
        if found.get("is_archived"):
            trouble = f"{name} is archived: {_UNARCHIVE}"
        elif found.get("is_member") is False and not await self._may_post_unasked(team, found):
            trouble = await self._not_in(team, name)
        elif found.get("is_read_only") or found.get("is_frozen"):
            trouble = f"{name} is read-only for me: ask an admin of the workspace to let me post"
        elif await self._is_kept_from(team, found):
            trouble = f"Only some may post in {name}: add me under its settings, Posting permissions"
        return ChannelAccess(trouble=trouble, id=id_)

    async def _may_post_unasked(self, team: str, found: Json) -> bool:
        """Whether we need not be a member, by https://docs.slack.dev/reference/scopes/chat.write.public."""
        if found.get("is_im"):
            return True
        answer = await self._api.call("auth.test", team, {}, as_form=True)
        return not found.get("is_private") and "chat:write.public" in (scopes_of(answer) or ())

    async def _is_kept_from(self, team: str, found: Json) -> bool:
        """Whether posting is for some, and we are not among them by name."""
        restricted = (found.get("properties") or {}).get("posting_restricted_to") or {}
        if not restricted.get("type") and not restricted.get("user"):
            return False
        answer = await self._api.call("auth.test", team, {}, as_form=True)
        return answer.get("user_id") not in (restricted.get("user") or ())

    async def _refused(self, team: str, channel: str, error: BotError) -> ChannelAccess:
        """What a refused look says; without the right to look we try to read, which members alone may."""
        name = channel if is_name(channel) else "that channel"
        match _code(error):
            case "channel_not_found":
                return ChannelAccess(trouble=await self._unseen(team, name))
            case "not_in_channel":
                return ChannelAccess(trouble=await self._not_in(team, name), id=channel)
            case "is_archived":
                return ChannelAccess(trouble=f"{name} is archived: {_UNARCHIVE}", id=channel)
        if is_name(channel) or not _code(error):
            return UNKNOWN_ACCESS
        arguments = {"channel": channel, "limit": 1}
        try:
            await self._api.call("conversations.history", team, arguments, as_form=True)
        except BotError as again:
            if _code(again) in ("channel_not_found", "not_in_channel", "is_archived"):
                return await self._refused(team, channel, again)
            return UNKNOWN_ACCESS
        return ChannelAccess(id=channel)

    async def _not_in(self, team: str, name: str) -> str:
        return f"I may not post in {name} yet: write /invite {await self._own_name(team)} there"

    async def _unseen(self, team: str, name: str) -> str:
        return (
            f"Slack shows me no {name.replace('that channel', 'such channel')}: if it is private, write "
            f"/invite {await self._own_name(team)} there; else check how it is spelt"
        )

    async def _own_name(self, team: str) -> str:
        """How people call us there."""
        if team not in self._names:
            try:
                answer = await self._api.call("auth.test", team, {}, as_form=True)
                self._names[team] = f"@{answer.get('user') or 'Sharedfate'}"
            except BotError:
                return "@Sharedfate"
        return self._names[team]

    async def _called(self, team: str, name: str) -> Json | None:
        """The channel of this name, or that had it before it was renamed. Raises as a call does."""
        wanted, before = name.lstrip("#").casefold(), None
        async for one in self._all(team):
            if wanted in (str(one.get("name", "")).casefold(), str(one.get("name_normalized", ""))):
                return one
            if before is None and wanted in (one.get("previous_names") or ()):
                before = one
        return before

    async def _all(self, team: str) -> AsyncIterator[Json]:
        """Every channel that Slack shows us; private ones where we may look."""
        kinds, cursor = _KINDS[0], ""
        for _ in range(_MOST_PAGES):
            arguments = {"types": kinds, "limit": _A_PAGE, "cursor": cursor, "exclude_archived": "false"}
            try:
                answer = await self._api.call("conversations.list", team, arguments, as_form=True)
            except BotError as error:
                if _code(error) != "missing_scope" or kinds == _KINDS[1]:
                    raise
                kinds = _KINDS[1]
                continue
            for one in answer.get("channels") or ():
                yield one
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


def scopes_of(answer: Any) -> frozenset[str] | None:
    """What our token may do, as Slack says with every answer; None where it does not.

    The header: https://docs.slack.dev/authentication/tokens
    """
    granted = answer.headers.get("x-oauth-scopes") or answer.headers.get("X-OAuth-Scopes")
    return None if granted is None else frozenset(scope.strip() for scope in granted.split(","))


def _code(error: BotError) -> str:
    """Slack's own word for it; empty where Slack said nothing."""
    return code_of(error.__cause__) if isinstance(error.__cause__, SlackApiError) else ""


def _is_answer(error: BotError) -> bool:
    """Whether Slack answered at all, and not only that we are to wait."""
    return bool(_code(error)) and not isinstance(error, RateLimited)
