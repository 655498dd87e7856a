"""The slash commands: a table, each line the words that a command stands for."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import app_commands

from bot.domain.contact import Choice

MAX_CHOICES: Final = 25
MAX_NAME: Final = 100
GROUP: Final = "sharedfate"

Say = Callable[[discord.Interaction, str], Awaitable[None]]
Suggest = Callable[[str], tuple[Choice, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command. `says` with `{}` for its one argument, if it takes one."""

    name: str
    about: str
    says: str
    argument: str | None = None
    hint: str = ""
    suggests: bool = False
    is_required: bool = True


_WHAT: Final = "A service, or a part of one."

ASKING: Final = (
    Command(
        name="isdown",
        about="Is it down, and is it alone?",
        says="{}",
        argument="name",
        hint=_WHAT,
        suggests=True,
    ),
    Command(name="why", about="Why is it down?", says="why {}", argument="name", hint=_WHAT, suggests=True),
    Command(
        name="impact",
        about="Who else is hit when it is down?",
        says="impact of {}",
        argument="name",
        hint=_WHAT,
        suggests=True,
    ),
    Command(name="incidents", about="What is going on right now?", says="incidents"),
)
MANAGING: Final = (
    Command(
        name="watch",
        about="Tell this channel about a service.",
        says="watch {}",
        argument="what",
        hint="A service, a category, or shared for every shared incident.",
        suggests=True,
    ),
    Command(
        name="unwatch",
        about="No longer tell this channel about a service.",
        says="unwatch {}",
        argument="what",
        hint="What the list shows.",
        suggests=True,
    ),
    Command(name="list", about="What this channel hears of.", says="list"),
    Command(name="stack", about="Watch everything that your stack stands on.", says="stack"),
    Command(name="test", about="Show what an alert would look like here.", says="test"),
    Command(
        name="quiet",
        about="When this channel is to be left in peace.",
        says="quiet {}",
        argument="hours",
        hint="22:00-07:00 Europe/Berlin defer, or off.",
    ),
    Command(
        name="digest",
        about="When this channel gets a summary.",
        says="digest {}",
        argument="when",
        hint="09:00 Europe/Berlin weekdays, or off.",
    ),
    Command(name="settings", about="Change what this channel hears, and how loudly.", says="settings"),
    Command(name="health", about="Which sources can be read, and how fresh they are.", says="health"),
    Command(name="help", about="What there is to ask and to set.", says="help"),
)


def commands_of(
    say: Say, suggest: Suggest
) -> list[app_commands.Command[Any, ..., None] | app_commands.Group]:
    """All commands. Those that manage a channel are, until a server says otherwise, for who may manage it."""
    group = app_commands.Group(
        name=GROUP,
        description="What this channel hears of.",
        default_permissions=discord.Permissions(manage_channels=True),
    )
    for command in MANAGING:
        group.add_command(_built(command, say, suggest))
    return [*(_built(command, say, suggest) for command in ASKING), group]


def _built(command: Command, say: Say, suggest: Suggest) -> app_commands.Command[Any, ..., None]:
    async def plain(interaction: discord.Interaction) -> None:
        await say(interaction, command.says)

    async def with_words(interaction: discord.Interaction, words: str) -> None:
        await say(interaction, command.says.format(words))

    async def complete(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=found.label[:MAX_NAME], value=found.value[:MAX_NAME])
            for found in suggest(current)[:MAX_CHOICES]
        ]

    if command.argument is None:
        return app_commands.Command(name=command.name, description=command.about, callback=plain)
    named = app_commands.rename(words=command.argument)(with_words)
    built: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=command.name,
        description=command.about,
        callback=app_commands.describe(words=command.hint)(named),
    )
    if command.suggests:
        built.autocomplete("words")(complete)
    return built


def are_published(ours: Sequence[Mapping[str, Any]], known: Sequence[app_commands.AppCommand]) -> bool:
    """Whether Discord has our commands just as they are: options, and who may use them, included."""
    theirs = [{**command.to_dict(), "default_member_permissions": _rights(command)} for command in known]
    return _shape(ours) == _shape(theirs)


def _rights(command: app_commands.AppCommand) -> int | None:
    rights = command.default_member_permissions
    return None if rights is None else rights.value


def _shape(commands: Any) -> dict[str, tuple[Any, ...]]:
    """What we say about commands or options, by name. What Discord adds by itself is not in it."""
    return {
        command["name"]: (
            int(command["type"]),
            command["description"],
            bool(command.get("required")),
            bool(command.get("autocomplete")),
            command.get("default_member_permissions"),
            _shape(command.get("options") or ()),
        )
        for command in commands
    }
