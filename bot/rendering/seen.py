"""What only probes or checks have seen, always as that: no service reports it, nobody knows who is hit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import EvidenceKind, Grade, Incident, IncidentState
from bot.domain.look import Look, LookRule, NetworkState, OwnNetwork
from bot.domain.look_words import end_words, example_words, look_sentence, us_sentence
from bot.domain.message import Line, Link, Text
from bot.rendering.text import clean, listing
from bot.rendering.words import claim
from bot.speech.speech import mark, say

MAX_EXAMPLES: Final = 5
# A sentence of ours about what was asked, with names that may be long.
SENTENCE: Final = 300  # characters
_NAME: Final = 60
# An answer over a verified connection has crossed our network; silence alone proves nothing about others.
_NOT_US: Final[Mapping[LookRule, str]] = MappingProxyType(
    {
        LookRule.ANSWERED: mark("It is not our network: {name} itself answered."),
        LookRule.MIXED: mark("It is not our network: {name} itself answered, and sites elsewhere do."),
        LookRule.SILENT: mark("It is not one network's fault: it is so from several places."),
        LookRule.REGION: mark("It is not our network: other regions answer."),
    }
)


def lone_look(incident: Incident) -> Look | None:
    """What was seen, where no service has reported it: that is all there is, but for its root's own page."""
    return incident.look if not incident.members else None


def seen_headline(incident: Incident, look: Look, catalog: Catalog) -> str:
    """One line that is enough by itself."""
    root = clean(catalog.name_of(incident.root), _NAME)
    match incident.state:
        case IncidentState.MERGED:
            into = incident.merged_into
            return say("Joined with another incident, {merged_into}: {root}", merged_into=into, root=root)
        case IncidentState.WITHDRAWN:
            why = end_words(look, catalog.name_of, is_reported=is_reported(incident))
            return clean(say("Withdrawn: {why}", why=why), 200)
        case IncidentState.RESOLVED:
            return clean(say("Trouble at {root} is over", root=root), 200)
        case IncidentState.OPEN:
            return clean(_open_headline(incident, look, root), 200)


def seen_lines(incident: Incident, look: Look, catalog: Catalog, now: datetime) -> Iterator[Line]:
    """What was seen with examples, whether it may be us, and what nobody knows."""
    yield look_line(look, catalog, now, is_reported=is_reported(incident))
    if look.end is not None:
        return
    if look.examples:
        named = [example_words(example, catalog.name_of) for example in look.examples]
        yield (Text(clean(say("Such as {examples}", examples=listing(named, MAX_EXAMPLES)), SENTENCE)),)
    yield (Text(" ".join(filter(None, (not_us_words(look, catalog), _unknown_words(incident))))),)


def is_reported(incident: Incident) -> bool:
    """Whether anybody's page has said that something is wrong."""
    return incident.root_report is not None or bool(incident.members)


def look_line(look: Look, catalog: Catalog, now: datetime, *, is_reported: bool = False) -> Line:
    """What was asked and what came back, or why that says nothing any more."""
    if look.end is not None:
        return (Text(_sentence(end_words(look, catalog.name_of, is_reported=is_reported))),)
    said = _sentence(look_sentence(look, catalog.name_of, now))
    return (Text(f"{said} "), Link(say("source"), look.url)) if look.url else (Text(said),)


def is_not_us(incident: Incident) -> bool:
    """Whether what is seen of it has crossed our network, or others see it, too."""
    look = incident.look
    return look is not None and look.is_telling and look.rule in _NOT_US


def not_us_words(look: Look, catalog: Catalog) -> str:
    """Why it is not our own network; nothing where a look proves none of that."""
    words = _NOT_US.get(look.rule) if look.rule is not None else None
    return say(words, name=clean(catalog.name_of(look.node), _NAME)) if words else ""


def us_lines(networks: Iterable[OwnNetwork], now: datetime) -> tuple[Line, ...]:
    """That it may be us, while it is: a line for each place from which nothing answers."""
    ours = (own for own in networks if own.state is NetworkState.OURS and own.is_current(now))
    return tuple((Text(f"{us_sentence(own, now)}."),) for own in ours)


def by_whom(look: Look) -> str:
    """Whose eyes these are."""
    return say("checks") if look.is_of_checks else say("our probes")


def retold(incident: Incident, catalog: Catalog, now: datetime) -> Incident:
    """The same, with what was seen in the reader's language and zone instead of the words that are stored."""
    look = incident.look
    if look is None:
        return incident
    said = look_sentence(look, catalog.name_of, now)
    evidence = tuple(
        replace(one, says=said) if one.kind is EvidenceKind.PROBE and one.service == look.node else one
        for one in incident.evidence
    )
    return replace(incident, evidence=evidence)


def _open_headline(incident: Incident, look: Look, root: str) -> str:
    own = incident.root_report
    if incident.grade in (Grade.EARLY, Grade.COINCIDENT):
        if look.is_of_checks:
            return say("Signs of trouble at {root}, seen by {whom}", root=root, whom=by_whom(look))
        return (
            say("Signs of trouble at {root}, which has not reported any", root=root)
            if own is None
            else say("Signs of trouble at {root}, and its own page reports some", root=root)
        )
    seen = say("{said}, seen by {whom}", said=claim(incident, root), whom=by_whom(look))
    is_said = own is None or incident.grade is Grade.CONFIRMED
    return seen if is_said else say("{seen}, and its own page reports trouble", seen=seen)


def _unknown_words(incident: Incident) -> str:
    return say("Not known: why, and who else is hit.") if incident.state is IncidentState.OPEN else ""


def _sentence(text: str) -> str:
    folded = clean(text, SENTENCE)
    return f"{folded[:1].upper()}{folded[1:]}"
