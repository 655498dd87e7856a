"""What a chat platform says of us: who we are there, what we may do, and whether we may post in a channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A right that we ask for (a scope of Slack, a permission of Discord), and what it is for."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are on a platform, in words, and which of the rights that we need are not given there."""

    name: str
    lacking: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccess:
    """How we stand in one channel.

    `trouble` keeps us from posting there, with what to do: a sentence, empty where nothing is in the way.
    `advice` is the same of what only makes posts poorer. `id` is the platform's own id of the channel.
    `is_known` is false where the platform did not say: then nothing is claimed.
    """

    trouble: str = ""
    advice: str = ""
    id: str = ""
    is_known: bool = True


UNKNOWN_ACCESS = ChannelAccess(is_known=False)
