"""What a platform lists where it has slash commands: questions for all, and the commands of channels."""

from typing import Final

from bot.channel_commands.table import COMMANDS, ChatCommand
from bot.domain.slash_command import SlashCommand, SlashOption

_NAME: Final = SlashOption(name="name", hint="A service, or a part of one.", is_completed=True)
_QUESTIONS: Final = (
    SlashCommand(name="isdown", about="Is it down, and is it alone?", text="{}", option=_NAME),
    SlashCommand(name="why", about="Why is it down?", text="why {}", option=_NAME),
    SlashCommand(name="impact", about="Who else is hit when it is down?", text="impact of {}", option=_NAME),
    SlashCommand(name="incidents", about="What is going on right now?", text="incidents"),
    SlashCommand(
        name="history", about="When was it down, and for how long?", text="history of {}", option=_NAME
    ),
)
_HELP: Final = SlashCommand(name="help", about="What there is to ask and to set.", text="help", manages=True)
# What is used most comes first in the list; what is not named here comes behind.
_FIRST: Final = ("watch", "unwatch", "list", "stack", "test", "quiet", "digest", "settings", "health")


def _listed(command: ChatCommand) -> SlashCommand:
    text = command.name if command.option is None else f"{command.name} {{}}"
    return SlashCommand(
        name=command.name, about=command.about, text=text, option=command.option, manages=True
    )


def _place(command: ChatCommand) -> int:
    return _FIRST.index(command.name) if command.name in _FIRST else len(_FIRST)


SLASH_COMMANDS: Final = (*_QUESTIONS, *map(_listed, sorted(COMMANDS, key=_place)), _HELP)
