"""The slash commands: built from what there is to choose, and compared with what Discord has."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import discord
from discord import app_commands

from bot.domain.contact import Choice
from bot.domain.slash_command import SlashCommand

MAX_CHOICES: Final = 25
MAX_NAME: Final = 100
GROUP: Final = "sharedfate"

Say = Callable[[discord.Interaction, str], Awaitable[None]]
Suggest = Callable[[str], tuple[Choice, ...]]


def commands_of(
    listed: Sequence[SlashCommand], say: Say, suggest: Suggest
) -> list[app_commands.Command[Any, ..., None] | app_commands.Group]:
    """All commands. Those that manage a channel are, until a server says otherwise, for who may manage it."""
    group = app_commands.Group(
        name=GROUP,
        description="What this channel hears of.",
        default_permissions=discord.Permissions(manage_channels=True),
    )
    for command in listed:
        if command.manages:
            group.add_command(_built(command, say, suggest))
    return [*(_built(command, say, suggest) for command in listed if not command.manages), group]


def are_published(ours: Sequence[Mapping[str, Any]], known: Sequence[app_commands.AppCommand]) -> bool:
    """Whether Discord has our commands just as they are: options, and who may use them, included."""
    theirs = [{**command.to_dict(), "default_member_permissions": _rights(command)} for command in known]
    return _shape(ours) == _shape(theirs)


def _built(command: SlashCommand, say: Say, suggest: Suggest) -> app_commands.Command[Any, ..., None]:
    async def without_words(interaction: discord.Interaction) -> None:
        await say(interaction, command.text)

    async def with_words(interaction: discord.Interaction, words: str) -> None:
        await say(interaction, command.text.format(words))

    async def complete(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=found.label[:MAX_NAME], value=found.value[:MAX_NAME])
            for found in suggest(current)[:MAX_CHOICES]
        ]

    option = command.option
    if option is None:
        return app_commands.Command(name=command.name, description=command.about, callback=without_words)
    named = app_commands.rename(words=option.name)(with_words)
    built: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=command.name,
        description=command.about,
        callback=app_commands.describe(words=option.hint)(named),
    )
    if option.is_completed:
        built.autocomplete("words")(complete)
    return built


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
