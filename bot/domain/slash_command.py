"""Commands as a platform lists them where it has such lists, each the words that it stands for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashOption:
    """The one argument of a command. `is_completed` says whether names are offered while it is typed."""

    name: str
    hint: str
    is_completed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A command to choose. `text` is what it says, with `{}` for its option's value.

    `manages` says that it is for those who may manage the channel.
    """

    name: str
    about: str
    text: str
    option: SlashOption | None = None
    manages: bool = False
