"""Reads what stands behind `watch`, `unwatch` and `stack`."""

import re
from typing import Final

from bot.channel_commands.command import ChangeWatches, Command, FormId, InvalidCommand, OpenForm
from bot.channel_commands.context import CommandContext
from bot.channel_commands.importing import MAX_ENTRIES, entries_in
from bot.channel_commands.watch_names import look_up, look_up_service
from bot.domain.command_outcome import WatchVerb

# "for Me" with a capital is of a name, as in SAP for Me.
_TAIL: Final = re.compile(
    r"(?<!\s)(?:\s+(?:(?i:please|pls|too|here)|for us|for me"
    r"|(?i:(?:in|for|to|from|on) (?:this|the|our|my|your) (?:channel|list|watch ?list)))){1,4}\s*$"
)
_SEPARATORS: Final = re.compile(r"[,;\n]+")
_EVERYTHING: Final = re.compile(
    r"(?:all|everything|the (?:whole )?list)(?: (?:of them|of it|services|watches))?", re.IGNORECASE
)
_AROUND: Final = " \t\r.!\"'`*_"
_LINK: Final = re.compile(r"<(https?://[^|<>\s]+)(?:\|[^<>]*)?>")


def watch(rest: str, context: CommandContext) -> Command:
    """Read what to watch."""
    if not rest:
        return InvalidCommand(
            reason="Say what to watch, for example: watch github, cloudflare, or: watch all ai."
        )
    if _EVERYTHING.fullmatch(rest):
        count = len(context.catalog.services)
        return InvalidCommand(
            reason=f"That would be {count:,} services: write watch shared for every shared"
            " incident, watch infrastructure, or a category, like watch all ai."
        )
    return ChangeWatches(verb=WatchVerb.WATCH, names=_names_in(rest, context))


def unwatch(rest: str, context: CommandContext) -> Command:
    """Read what to watch no longer."""
    if not rest:
        return InvalidCommand(reason="Say what to unwatch, for example: unwatch github, or: unwatch all.")
    if _EVERYTHING.fullmatch(rest):
        return ChangeWatches(verb=WatchVerb.UNWATCH, everything=True)
    return ChangeWatches(verb=WatchVerb.UNWATCH, names=_names_in(rest, context))


def perhaps_watch(rest: str, context: CommandContext) -> Command | None:
    """The same behind a word that is also used for other things."""
    return watch(rest, context) if _names_something(rest, context) else None


def perhaps_unwatch(rest: str, context: CommandContext) -> Command | None:
    """The same behind a word that is also used for other things."""
    means_it = _EVERYTHING.fullmatch(rest) or _names_something(rest, context)
    return unwatch(rest, context) if means_it else None


def stack(rest: str, context: CommandContext) -> Command | None:
    """Read a pasted list; without one, ask for it."""
    if not rest:
        return OpenForm(form=FormId.STACK)
    command = import_command(rest, context)
    is_list = _SEPARATORS.search(rest) is not None
    return command if is_list or _names_something(rest, context) else None


def import_command(text: str, context: CommandContext) -> ChangeWatches | InvalidCommand:
    """Read a pasted list."""
    names, catalog = context.names, context.catalog
    entries = entries_in(text, lambda entry: bool(look_up_service(entry, names, catalog).matches))
    if not entries:
        return InvalidCommand(
            reason="I found no names in that list: paste one vendor a line, or with commas between."
        )
    return ChangeWatches(verb=WatchVerb.IMPORT, names=entries)


def _names_something(rest: str, context: CommandContext) -> bool:
    return any(look_up(name, context.names, context.catalog) for name in _split(rest, context))


def _names_in(rest: str, context: CommandContext) -> tuple[str, ...]:
    """What is to be watched; just what we offer is one name, whatever commas are in it."""
    return (rest,) if context.names.offered(rest) is not None else _split(rest, context)


def _split(rest: str, context: CommandContext) -> tuple[str, ...]:
    """The stretches between commas, without the words behind that name nothing; as many as an import has."""
    parts = _SEPARATORS.split(_LINK.sub(r"\1", rest))
    cleaned = (_without_tail(part, context).strip(_AROUND) for part in parts)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:MAX_ENTRIES]


def _without_tail(part: str, context: CommandContext) -> str:
    """Without words behind that name nothing, unless they belong to a name: "SAP for me" is one."""
    cut = _TAIL.sub("", part)
    is_name = cut != part and look_up_service(part.strip(_AROUND), context.names, context.catalog)
    return part if is_name else cut
