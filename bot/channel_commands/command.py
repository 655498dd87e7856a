"""What people tell a channel to do, as understood."""

from dataclasses import dataclass
from enum import StrEnum

from bot.channel_commands.context import ChannelPage
from bot.channel_commands.setting import EditableSetting
from bot.domain.command_outcome import WatchVerb


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWatches:
    """Add names to the watch list, or remove them, as typed. `everything`: remove them all."""

    verb: WatchVerb
    names: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting's new value, of the type of its field of Channel.

    The zone of quiet hours or of a digest is empty where none was said: then the channel's other one counts.
    """

    setting: EditableSetting
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Change settings, all of these or none."""

    changes: tuple[SettingChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """Look at something of the channel."""

    page: ChannelPage


class Check(StrEnum):
    """How to see whether all is well. Whoever runs us carries it out: it takes more than the channel."""

    TEST = "test"
    HEALTH = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCheck:
    """See whether all is well."""

    check: Check


class FormId(StrEnum):
    """The forms there are."""

    SETTINGS = "settings"
    STACK = "stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """Get a form to fill in."""

    form: FormId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidCommand:
    """Meant as a command, but not one. `reason` is a sentence: what is wrong, and what to write instead."""

    reason: str


Command = ChangeWatches | ChangeSettings | ShowPage | RunCheck | OpenForm | InvalidCommand
