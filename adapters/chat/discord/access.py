"""How we stand in a channel of Discord, in words."""

from typing import Any, Final

from adapters.chat.discord.permissions import Lack, is_thread, lack_in
from bot.domain.presence import ChannelAccess

Json = dict[str, Any]

# Kinds of channels that take no message: https://docs.discord.com/developers/resources/channel
_NO_MESSAGES: Final = {4: "a category", 14: "a directory", 15: "a forum", 16: "a media channel"}
_WHERE: Final = "under the channel's settings, Permissions"


def trouble_of(permissions: int, *, in_thread: bool, name: str = "this channel") -> str:
    """What keeps us from posting, with what to do; empty where nothing does."""
    return _trouble(lack_in(permissions, is_thread=in_thread), name)


def access_of(channel: Json, permissions: int) -> ChannelAccess:
    """How we stand in a channel with these permissions."""
    id_, name = str(channel["id"]), f"#{channel['name']}" if channel.get("name") else "that channel"
    kind = _NO_MESSAGES.get(channel.get("type", 0))
    if kind is not None:
        return ChannelAccess(
            trouble=f"{name} is {kind}, which takes no messages: choose a text channel", id=id_
        )
    if (channel.get("thread_metadata") or {}).get("locked"):
        return ChannelAccess(trouble=f"{name} is a locked thread: unlock it, or choose a channel", id=id_)
    lack = lack_in(permissions, is_thread=is_thread(channel))
    wanted = tuple(f"{permission.name} ({permission.reason})" for permission in lack.rest)
    advice = f"give me {_listed(wanted)} in {name}, {_WHERE}" if wanted else ""
    return ChannelAccess(trouble=_trouble(lack, name), advice=advice, id=id_)


def _trouble(lack: Lack, name: str) -> str:
    if not lack.vital:
        return ""
    return f"I may not post in {name} yet: give me {_listed(lack.vital)} there, {_WHERE}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
