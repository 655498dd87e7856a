"""What a server is asked to allow, each with its reason, and what is missing in a channel.

Bits and their computing: https://docs.discord.com/developers/topics/permissions. Kept as numbers of our own:
the SDK takes a second to import.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.presence import Permission

Json = dict[str, Any]

ADMINISTRATOR: Final = 1 << 3
EVERYTHING: Final = (1 << 53) - 1
VIEW_CHANNEL: Final = 1 << 10
SEND_MESSAGES: Final = 1 << 11
EMBED_LINKS: Final = 1 << 14
SEND_IN_THREADS: Final = 1 << 38
PERMISSIONS: Final[dict[int, Permission]] = {
    VIEW_CHANNEL: Permission(name="View Channels", reason="to see the channels that it is to post in"),
    SEND_MESSAGES: Permission(name="Send Messages", reason="to post alerts"),
    EMBED_LINKS: Permission(name="Embed Links", reason="to show alerts and answers as cards"),
    1 << 15: Permission(name="Attach Files", reason="for the picture of a shared incident"),
    1 << 16: Permission(
        name="Read Message History",
        reason="to look whether an alert arrived before it is sent again, and to reply to a message",
    ),
    1 << 35: Permission(name="Create Public Threads", reason="to open the thread of updates under a card"),
    SEND_IN_THREADS: Permission(name="Send Messages in Threads", reason="to post updates there"),
}
"""In the order in which Discord's own list shows them."""
WANTED: Final = sum(PERMISSIONS)
"""The number behind `permissions=` in an invite link."""
_VITAL: Final = VIEW_CHANNEL | EMBED_LINKS
_THREADS: Final = frozenset({10, 11, 12})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What is missing in a channel: without the `vital` nothing can be posted, without the rest less."""

    vital: tuple[str, ...]
    rest: tuple[Permission, ...]


def lack_in(permissions: int, *, is_thread: bool) -> Lack:
    """What is missing of what we want, by name."""
    if permissions & ADMINISTRATOR:
        return Lack(vital=(), rest=())
    vital = _VITAL | (SEND_IN_THREADS if is_thread else SEND_MESSAGES)
    unneeded = SEND_MESSAGES if is_thread else 0
    missing = [
        (bit, p.name) for bit, p in PERMISSIONS.items() if not permissions & bit and not bit & unneeded
    ]
    return Lack(
        vital=tuple(name for bit, name in missing if bit & vital),
        rest=tuple(PERMISSIONS[bit] for bit, _ in missing if not bit & vital),
    )


def is_thread(channel: Json) -> bool:
    """Whether a channel is a thread, of a text channel or of a forum."""
    return channel.get("type") in _THREADS


def permissions_in(channel: Json, guild: Json, member: Json) -> int:
    """What a member may do in a channel: roles first, then the channel's overwrites, in Discord's order."""
    if guild.get("owner_id") == (member.get("user") or {}).get("id"):
        return EVERYTHING
    own = {str(role) for role in member.get("roles") or ()}
    everyone = str(guild["id"])
    roles = [role for role in guild.get("roles") or () if str(role["id"]) in own | {everyone}]
    allowed = 0
    for role in roles:
        allowed |= int(role.get("permissions") or 0)
    if allowed & ADMINISTRATOR:
        return EVERYTHING
    overwrites = {str(o["id"]): o for o in channel.get("permission_overwrites") or ()}
    me = str((member.get("user") or {}).get("id"))
    for layer in ([everyone], own, [me]):
        allowed = _overwritten(allowed, [overwrites[id_] for id_ in layer if id_ in overwrites])
    return allowed


def _overwritten(allowed: int, overwrites: Iterable[Json]) -> int:
    """One layer: all its denials, then all that it allows."""
    denied = granted = 0
    for overwrite in overwrites:
        denied |= int(overwrite.get("deny") or 0)
        granted |= int(overwrite.get("allow") or 0)
    return allowed & ~denied | granted
