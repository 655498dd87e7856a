"""A channel that watches: what it wants to hear of, when, how loudly, and who may change that."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.status import Impact
from bot.speech.language import Language

EVERY_DAY = frozenset(range(7))
# A watch of this category is of every service that others stand on. The catalogue has none of this name.
INFRASTRUCTURE: Final = "infrastructure"
# What a channel begins with. A suspicion is right less often than people expect of a message.
DEFAULT_GRADE: Final = Grade.PROBABLE


class WatchKind(StrEnum):
    """What is watched."""

    SERVICE = "service"  # its own reports, and the shared incidents that it is part of or the root of
    CATEGORY = "category"  # every service of a category
    SHARED = "shared"  # every shared incident
    MAJOR = "major"  # every major outage of whatever service, for as long as no service is watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One line of a watch list. `target` is a service's id or a category.

    `component` narrows a service to one of its parts: a catalogue id, or a name as its page writes it.
    """

    kind: WatchKind
    target: str = ""
    component: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `start` to `end` by the clocks of `zone` (IANA name), on the days (0 Monday) on which they begin.

    What comes in between is deferred until they end, or dropped. `unless`: this grade breaks through.
    """

    start: time
    end: time
    zone: str
    days: frozenset[int] = EVERY_DAY
    defers: bool = True
    unless: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSchedule:
    """A summary of the time since the last one, at a time of day in a zone, on these days (0 Monday)."""

    at: time
    zone: str
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Whom to call (the platform's own id of a role, group or person), and from which grade on."""

    who: str
    grade: Grade = Grade.PROBABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel's settings.

    `impact` and `grade` are floors; None for impact lets everything pass. `regions` narrows: what names no
    region always passes. `editors` are the users who may change this, everybody when empty (Slack).
    `paired` hears what this channel cannot be told. `cap` is how many new cards ten minutes may bring.
    `guild` is the workspace or server that the channel is in, where the platform tells.
    """

    destination: Destination
    watches: tuple[Watch, ...] = ()
    impact: Impact | None = None
    grade: Grade = DEFAULT_GRADE
    regions: tuple[str, ...] = ()
    maintenance: bool = False
    ping: Ping | None = None
    editors: tuple[str, ...] = ()
    quiet: QuietHours | None = None
    digest: DigestSchedule | None = None
    paired: Destination | None = None
    cap: int = 10
    language: Language = Language.ENGLISH
    since: datetime | None = None
    guild: str = ""

    @property
    def hears_of_any(self) -> bool:
        """Whether it is told of every major outage: it watches these, and nothing more narrow."""
        kinds = {watch.kind for watch in self.watches}
        return WatchKind.MAJOR in kinds and kinds <= {WatchKind.MAJOR, WatchKind.SHARED}
