"""What a command did, as a message: the first line says it, the sections say what became of every name."""

from collections.abc import Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.chat_traits import Traits
from bot.domain.command_outcome import CommandOutcome, WatchMatch, WatchMiss, WatchVerb
from bot.domain.contact import Choice
from bot.domain.message import Line, Message, Section, Text
from bot.rendering.channel.settings import render_changes
from bot.rendering.channel.words import is_taken_on_trust, watch_name
from bot.rendering.text import clean, listing
from bot.speech.speech import say, say_many

MAX_LINES: Final = 15
_MAX_HEADLINE: Final = 200
_FEW: Final = 3


def render_outcome(outcome: CommandOutcome, catalog: Catalog, traits: Traits) -> Message:
    """What a command did."""
    if outcome.error is not None:
        return _refusal(outcome.error)
    if outcome.page is not None:
        return outcome.page
    if outcome.verb is not None:
        return _names(outcome, outcome.verb, catalog)
    if outcome.form is not None:
        return Message(
            headline=clean(
                say("{title}: there is a form to fill in.", title=outcome.form.title), _MAX_HEADLINE
            )
        )
    return render_changes(outcome, traits)


def _is_in_headline(outcome: CommandOutcome, verb: WatchVerb) -> bool:
    """Whether the first line names all that stands for nothing."""
    others = (*outcome.added, *outcome.already, *outcome.left_out, *outcome.removed, *outcome.absent)
    return verb is not WatchVerb.IMPORT and not others and len(outcome.unknown) + len(outcome.ambiguous) == 1


def _refusal(error: str) -> Message:
    if len(error) <= _MAX_HEADLINE:
        return Message(headline=clean(error, _MAX_HEADLINE))
    return Message(
        headline=say("Nothing was changed."), sections=(Section(lines=((Text(clean(error, 1500)),),)),)
    )


def _names(outcome: CommandOutcome, verb: WatchVerb, catalog: Catalog) -> Message:
    is_in_headline = _is_in_headline(outcome, verb)
    sections = (
        _matched(say("Added"), _worth_listing(outcome, verb), catalog),
        _matched(say("Watched already"), outcome.already if outcome.added else (), catalog),
        _matched(
            say(
                "Left out: {counted} fill the list",
                counted=say_many("{number} line", "{number} lines", len(outcome.channel.watches)),
            ),
            outcome.left_out,
            catalog,
        ),
        _matched(say("No longer watched"), outcome.removed if len(outcome.removed) > _FEW else (), catalog),
        _matched(say("Not on the list"), outcome.absent if outcome.removed else (), catalog),
        _missed(say("Names of several things"), () if is_in_headline else outcome.ambiguous),
        _missed(say("Not known"), () if is_in_headline else outcome.unknown),
    )
    headline = _removed(outcome, catalog) if verb is WatchVerb.UNWATCH else _added(outcome, verb, catalog)
    return Message(
        headline=clean(headline, _MAX_HEADLINE),
        sections=tuple(section for section in sections if section),
        footer=_on_trust(outcome.added, catalog),
    )


def _on_trust(added: Sequence[WatchMatch], catalog: Catalog) -> Line:
    """Parts that we cannot check: their names are the page's, and one that is misspelt is never told."""
    named = [match.watch.component or "" for match in added if is_taken_on_trust(match.watch, catalog)]
    if not named:
        return ()
    return (
        Text(
            say(
                "Taken as written, as its page names it: {named}. Check the spelling there.",
                named=listing(named),
            )
        ),
    )


def _worth_listing(outcome: CommandOutcome, verb: WatchVerb) -> tuple[WatchMatch, ...]:
    """What a first line cannot hold, or what should be checked: how the names of a pasted list were read."""
    return outcome.added if verb is WatchVerb.IMPORT or len(outcome.added) > _FEW else ()


def _added(outcome: CommandOutcome, verb: WatchVerb, catalog: Catalog) -> str:
    if verb is WatchVerb.IMPORT:
        missed = len(outcome.unknown) + len(outcome.ambiguous)
        left = (
            say("{counted} not matched", counted=say_many("{number} name", "{number} names", missed))
            if missed
            else say("every name matched")
        )
        already = say(", {number} watched already", number=len(outcome.already)) if outcome.already else ""
        return say(
            "Imported {counted}{already}; {left}",
            counted=say_many("{number} service", "{number} services", len(outcome.added)),
            already=already,
            left=left,
        )
    if outcome.added:
        return say("Now watching {names}", names=_listing(outcome.added, catalog))
    if outcome.already:
        return say("Already watching {names}", names=_listing(outcome.already, catalog))
    if outcome.left_out:
        return say(
            "The list is full: it holds {number} lines. Unwatch something first.",
            number=len(outcome.channel.watches),
        )
    return _nothing(outcome)


def _removed(outcome: CommandOutcome, catalog: Catalog) -> str:
    if outcome.removed:
        is_all = not outcome.channel.watches and len(outcome.removed) > _FEW
        return say(
            "No longer watching {names}",
            names=say("anything") if is_all else _listing(outcome.removed, catalog),
        )
    if outcome.absent:
        return say("Not on the list: {names}", names=_listing(outcome.absent, catalog))
    return _nothing(outcome) if outcome.unknown or outcome.ambiguous else say("This channel watches nothing.")


def _nothing(outcome: CommandOutcome) -> str:
    misses = (*outcome.ambiguous, *outcome.unknown)
    if len(misses) != 1:
        return say(
            "I know none of these {counted}", counted=say_many("{number} name", "{number} names", len(misses))
        )
    said, choices = clean(misses[0].said, 60), _choices(misses[0].choices)
    if outcome.ambiguous:
        return say("“{said}” is the name of several things: {choices}", said=said, choices=choices)
    return say(
        "I do not know “{said}”. {more}",
        said=said,
        more=say("Did you mean {choices}?", choices=choices) if choices else say("Try its domain."),
    )


def _matched(title: str, matches: Sequence[WatchMatch], catalog: Catalog) -> Section | None:
    lines = tuple(_match_line(match, catalog) for match in matches[:MAX_LINES])
    return Section(title=title, lines=lines, more=max(0, len(matches) - MAX_LINES)) if lines else None


def _match_line(match: WatchMatch, catalog: Catalog) -> Line:
    """What it is, and what was typed where that reads differently."""
    name, said = watch_name(match.watch, catalog), clean(match.said, 60)
    same = not said or said.casefold() == name.casefold()
    return (
        (Text(name, bold=True),) if same else (Text(name, bold=True), Text(say(" · for “{said}”", said=said)))
    )


def _missed(title: str, misses: Sequence[WatchMiss]) -> Section | None:
    lines = tuple(_miss_line(miss) for miss in misses[:MAX_LINES])
    return Section(title=title, lines=lines, more=max(0, len(misses) - MAX_LINES)) if lines else None


def _miss_line(miss: WatchMiss) -> Line:
    said = Text(clean(miss.said, 60), bold=True)
    return (
        (said, Text(say(": perhaps {choices}", choices=_choices(miss.choices)))) if miss.choices else (said,)
    )


def _choices(choices: Sequence[Choice]) -> str:
    """What may have been meant, with what to type for it."""
    shown = [
        clean(c.label, 60)
        if c.label.casefold() == c.value.casefold()
        else f"{clean(c.label, 60)} ({clean(c.value, 60)})"
        for c in choices
    ]
    return say(" or ").join(shown)


def _listing(matches: Sequence[WatchMatch], catalog: Catalog) -> str:
    return listing([watch_name(match.watch, catalog) for match in matches], _FEW)
