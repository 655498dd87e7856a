"""Carries out commands on a channel as it is: what it is then, and what became of every name."""

import re
from dataclasses import replace
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.command import (
    ChangeSettings,
    ChangeWatches,
    Command,
    InvalidCommand,
    OpenForm,
    RunCheck,
    ShowPage,
)
from bot.channel_commands.context import CommandContext
from bot.channel_commands.forms import form_of
from bot.channel_commands.watch_names import (
    Looked,
    joined,
    look_up,
    look_up_service,
    look_up_several,
    missing,
)
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.chat_traits import Traits
from bot.domain.command_outcome import CommandOutcome, WatchMatch, WatchMiss, WatchVerb
from bot.questions.names import Names, words_of

MAX_WATCHES: Final = 500
# Guessing what a name may have been takes a millisecond or two.
_MAX_GUESSES: Final = 50
_MAX_SHOWN: Final = 80  # characters
_LONGEST_LIST: Final = 300  # characters
_AND: Final = re.compile(r"\s+(?:and|plus|&)\s+", re.IGNORECASE)


def carry_out(command: Command, channel: Channel, context: CommandContext) -> CommandOutcome:
    """What a command does. With an error, the channel stays as it is."""
    names, catalog = context.names, context.catalog
    match command:
        case ChangeWatches(verb=WatchVerb.UNWATCH):
            return _unwatch(command, channel, names, catalog)
        case ChangeWatches():
            return _watch(command, channel, names, catalog)
        case ChangeSettings():
            return _set(command, channel, context.traits)
        case OpenForm():
            return CommandOutcome(channel=channel, form=form_of(command.form, channel, catalog))
        case ShowPage():
            return CommandOutcome(channel=channel, page=command.page(channel, context))
        case RunCheck():  # whoever runs us looks; nothing changes here
            return CommandOutcome(channel=channel)
        case InvalidCommand():
            return CommandOutcome(channel=channel, error=command.reason)


def _watch(command: ChangeWatches, channel: Channel, names: Names, catalog: Catalog) -> CommandOutcome:
    looked, unknown = _look_up_all(command, names, catalog)
    once = tuple({match.watch: match for match in reversed(looked.matches)}.values())[::-1]
    there = frozenset(channel.watches)
    fresh = tuple(match for match in once if match.watch not in there)
    room = max(0, MAX_WATCHES - len(channel.watches))
    return CommandOutcome(
        channel=replace(channel, watches=(*channel.watches, *(match.watch for match in fresh[:room]))),
        verb=command.verb,
        added=fresh[:room],
        already=tuple(match for match in once if match.watch in there),
        left_out=fresh[room:],
        unknown=unknown,
        ambiguous=looked.ambiguous,
    )


def _unwatch(command: ChangeWatches, channel: Channel, names: Names, catalog: Catalog) -> CommandOutcome:
    if command.everything:
        every = tuple(WatchMatch(said="", watch=watch) for watch in channel.watches)
        return CommandOutcome(channel=replace(channel, watches=()), verb=command.verb, removed=every)
    # What has left the catalogue since has no name but its id.
    gone = {
        watch.target.casefold(): watch for watch in channel.watches if watch.target not in catalog.services
    }
    dropped = tuple(
        WatchMatch(said=name, watch=gone[name.casefold()])
        for name in command.names
        if name.casefold() in gone
    )
    left = tuple(name for name in command.names if name.casefold() not in gone)
    looked, unknown = _look_up_all(replace(command, names=left), names, catalog)
    matches = (*dropped, *looked.matches)
    meant = [(match, _meant(match.watch, channel.watches, catalog)) for match in matches]
    removed = {
        watch: WatchMatch(said=match.said, watch=watch) for match, watches in meant for watch in watches
    }
    return CommandOutcome(
        channel=replace(channel, watches=tuple(watch for watch in channel.watches if watch not in removed)),
        verb=command.verb,
        removed=tuple(removed.values()),
        absent=tuple(match for match, watches in meant if not watches),
        unknown=unknown,
        ambiguous=looked.ambiguous,
    )


def _meant(watch: Watch, watches: tuple[Watch, ...], catalog: Catalog) -> tuple[Watch, ...]:
    """The lines that a name takes away: a service with its parts; a category, or else what is of it."""
    if watch.kind is WatchKind.SERVICE and watch.component is None:
        return tuple(w for w in watches if w.kind is WatchKind.SERVICE and w.target == watch.target)
    if watch in watches or watch.kind is not WatchKind.CATEGORY:
        return (watch,) if watch in watches else ()
    members = {service.id for service in catalog.services.values() if service.category == watch.target}
    return tuple(w for w in watches if w.kind is WatchKind.SERVICE and w.target in members)


def _look_up_all(
    command: ChangeWatches, names: Names, catalog: Catalog
) -> tuple[Looked, tuple[WatchMiss, ...]]:
    look = _look_up_pasted if command.verb is WatchVerb.IMPORT else look_up
    typed = command.names
    if command.verb is not WatchVerb.IMPORT:
        typed = tuple(part for name in typed for part in _parts(name, names, catalog))
    found = [(name, look(name, names, catalog)) for name in typed]
    unknown = [name for name, looked in found if not looked]
    guessed = (missing(name, names, catalog) for name in unknown[:_MAX_GUESSES])
    others = (WatchMiss(said=name[:_MAX_SHOWN]) for name in unknown[_MAX_GUESSES:])
    return joined(looked for _, looked in found), (*guessed, *others)


def _parts(name: str, names: Names, catalog: Catalog) -> tuple[str, ...]:
    """Two names joined by "and" of which only one is known: what is known is not lost with the rest."""
    parts = tuple(part for part in _AND.split(name) if part) if len(name) <= _LONGEST_LIST else ()
    if len(parts) < 2 or look_up(name, names, catalog):
        return (name,)
    return parts if any(look_up(part, names, catalog) for part in parts) else (name,)


def _look_up_pasted(name: str, names: Names, catalog: Catalog) -> Looked:
    """An entry of a list names services only: "AI" in a list of vendors is a heading."""
    several = words_of(name[:_MAX_SHOWN])
    return look_up_service(name, names, catalog) or look_up_several(several, names, catalog)


def _set(command: ChangeSettings, channel: Channel, traits: Traits) -> CommandOutcome:
    values: dict[str, Any] = {}
    for change in command.changes:
        value = change.setting.adapt(change.value, channel, traits)
        if isinstance(value, InvalidCommand):
            return CommandOutcome(channel=channel, error=value.reason)
        values[change.setting.field] = value
    after = replace(channel, **values)
    sets = tuple(change.setting for change in command.changes)
    changed = tuple(s for s in sets if getattr(after, s.field) != getattr(channel, s.field))
    return CommandOutcome(channel=after, sets=sets, changed=changed)
