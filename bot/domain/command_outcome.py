"""What came of a command to a channel."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.channel import Channel, Watch
from bot.domain.contact import Choice, Form
from bot.domain.message import Message
from bot.domain.setting import Setting


class WatchVerb(StrEnum):
    """What to do with names."""

    WATCH = "watch"
    UNWATCH = "unwatch"
    IMPORT = "import"  # a pasted list: what follows a name is a note


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
    """What a command did. `channel` is how the channel is now: unchanged with an `error`, `form` or `page`.

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
    page: Message | None = None
    form: Form | None = None
    error: str | None = None
