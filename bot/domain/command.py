"""What people tell a channel to do, as understood, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.channel import Channel, DigestSchedule, Ping, QuietHours, Watch
from bot.domain.contact import Choice, Form
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.status import Impact

# A watch of this category is of every service that others stand on. The catalogue has none of this name.
INFRASTRUCTURE: Final = "infrastructure"


class WatchVerb(StrEnum):
    """What to do with names."""

    WATCH = "watch"
    UNWATCH = "unwatch"
    IMPORT = "import"  # a pasted list: what follows a name is a note


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWatches:
    """Add names to the watch list, or remove them, as typed. `everything`: remove them all."""

    verb: WatchVerb
    names: tuple[str, ...] = ()
    everything: bool = False


class Setting(StrEnum):
    """What can be set: the fields of a Channel."""

    GRADE = "grade"
    IMPACT = "impact"
    REGIONS = "regions"
    MAINTENANCE = "maintenance"
    PING = "ping"
    EDITORS = "editors"
    CAP = "cap"
    PAIRED = "paired"
    QUIET = "quiet"
    DIGEST = "digest"


SettingValue = (
    Grade | Impact | tuple[str, ...] | bool | int | Ping | Destination | QuietHours | DigestSchedule | None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting's new value, of the type of that field of Channel.

    The zone of quiet hours or of a digest is empty where none was said: then the channel's other one counts.
    """

    setting: Setting
    value: SettingValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Change settings, all of these or none."""

    changes: tuple[SettingChange, ...]


class Shown(StrEnum):
    """What can be looked at. The last two are not the channel's own: whoever runs us provides them."""

    LIST = "list"
    SETTINGS = "settings"
    QUIET = "quiet"
    DIGEST = "digest"
    TEST = "test"
    HEALTH = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Look at something."""

    what: Shown


class FormId(StrEnum):
    """The forms there are."""

    SETTINGS = "settings"
    STACK = "stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Get a form to fill in."""

    form: FormId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Meant as a command, but not one. `says` is a sentence: what is wrong, and what to write instead."""

    says: str


Command = ChangeWatches | ChangeSettings | Show | Open | Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMatch:
    """A name as typed, and the line of the watch list that it stands for."""

    said: str
    watch: Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMiss:
    """A name as typed that stands for nothing, or for several things.

    `choices` are those several, or what may have been meant: what to show, and what to type.
    """

    said: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandOutcome:
    """What a command did. `channel` is how the channel is now: unchanged with an `error`, `form` or `shows`.

    Names went one of these ways: `added`, `already` (there before), `left_out` (the list is full), `removed`,
    `absent` (known, but not on the list), `unknown`, `ambiguous`. `sets` are the settings that were to be
    set, and `changed` those of them that have a new value. `verb` says what was to be done with names.
    """

    channel: Channel
    verb: WatchVerb | None = None
    added: tuple[WatchMatch, ...] = ()
    already: tuple[WatchMatch, ...] = ()
    left_out: tuple[WatchMatch, ...] = ()
    removed: tuple[WatchMatch, ...] = ()
    absent: tuple[WatchMatch, ...] = ()
    unknown: tuple[WatchMiss, ...] = ()
    ambiguous: tuple[WatchMiss, ...] = ()
    sets: tuple[Setting, ...] = ()
    changed: tuple[Setting, ...] = ()
    shows: Shown | None = None
    form: Form | None = None
    error: str | None = None
