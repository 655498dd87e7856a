"""What probes and checks see, in answers: who sees it, what it is worth, and whether it may be us."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import SeenTrouble
from bot.domain.look import LookRule, OwnNetwork
from bot.domain.look_words import look_sentence, network_sentence
from bot.domain.message import Line, Message, Section, Text
from bot.rendering.answers.depending import depends_on
from bot.rendering.seen import SENTENCE, look_line, us_lines
from bot.rendering.text import clean
from bot.speech.speech import mark, say

MAX_SEEN: Final = 5
_CHECKS: Final = mark("Seen by checks")
_TOLD: Final = mark("Seen by our probes")
_SHADOW: Final = mark("Seen by our probes, which do not announce yet")
_UNPROVEN: Final = mark("Seen by our probes, proves nothing")
_NOBODY_PROBES: Final = mark(
    "Cannot tell: nothing is probed from here. Whoever runs me can set SHAREDFATE_PROBES (docs/probes.md)."
)


def seen_sections(
    seen: Sequence[SeenTrouble], name: str, catalog: Catalog, now: datetime
) -> Iterator[Section]:
    """A section for each sort of witness; `name` is the service that was asked for."""
    for title in (_CHECKS, _TOLD, _SHADOW, _UNPROVEN):
        mine = [one for one in seen if _title(one) == title]
        if mine:
            lines = tuple(line for one in mine[:MAX_SEEN] for line in _lines(one, name, catalog, now))
            yield Section(title=say(title), lines=lines, more=max(0, len(mine) - MAX_SEEN))


def signs_section(seen: Sequence[SeenTrouble], catalog: Catalog, now: datetime) -> Iterator[Section]:
    """The same where nothing in particular was asked for: of whom, too. What proves nothing is left out."""
    for title in (_CHECKS, _TOLD, _SHADOW):
        mine = [one for one in seen if _title(one) == title and one.look.is_telling]
        lines = tuple(_signs_of(one, catalog, now) for one in mine[:MAX_SEEN])
        if lines:
            yield Section(title=say(title), lines=lines, more=max(0, len(mine) - MAX_SEEN))


def network_section(
    networks: Sequence[OwnNetwork],
    seen: Iterable[SeenTrouble],
    catalog: Catalog,
    now: datetime,
    *,
    is_asked: bool,
) -> Section | None:
    """Whether it is us: what is asked for, or else that it may be, while it is."""
    if is_asked:
        said = network_words(networks, seen, catalog)
        return Section(title=say("Is it us?"), lines=tuple((Text(one),) for one in said))
    lines = us_lines(networks, now)
    return Section(lines=lines) if lines else None


def network_words(
    networks: Sequence[OwnNetwork], seen: Iterable[SeenTrouble], catalog: Catalog
) -> tuple[str, ...]:
    """A sentence for each place that we probe from."""
    looks = [one.look for one in seen if not one.look.is_of_checks]
    said = (clean(network_sentence(own, looks, catalog.name_of), SENTENCE) for own in networks)
    return tuple(said) or (say(_NOBODY_PROBES),)


def with_networks(
    message: Message, networks: Sequence[OwnNetwork], seen: Iterable[SeenTrouble], catalog: Catalog
) -> Message:
    """How we are, with how our own network is, where anybody probes."""
    if not networks:
        return message
    lines = tuple((Text(one),) for one in network_words(networks, seen, catalog))
    return replace(message, sections=(*message.sections, Section(title=say("Is it us?"), lines=lines)))


def with_signs(line: str, seen: Sequence[SeenTrouble], catalog: Catalog) -> str:
    """A first line that knows of no trouble, with the signs of it that are evidence with us."""
    telling = [one for one in seen if one.is_told and one.look.is_telling]
    if not telling:
        return line
    if any(one.edge is None for one in telling):
        return say("{line}, but there are signs of trouble", line=line)
    return f"{line}; {_shows_signs(telling[0], catalog)}"


def _title(one: SeenTrouble) -> str:
    if one.look.is_of_checks:
        return _CHECKS
    if one.look.rule is None:
        return _UNPROVEN
    return _TOLD if one.is_told else _SHADOW


def _lines(one: SeenTrouble, name: str, catalog: Catalog, now: datetime) -> Iterator[Line]:
    if one.edge is None:
        yield look_line(one.look, catalog, now)
        return
    said = look_sentence(one.look, catalog.name_of, now)
    yield (Text(clean(f"{_shows_signs(one, catalog)}: {said}", SENTENCE)),)
    yield depends_on(one.edge, name, catalog.name_of(one.edge.infrastructure))


def _signs_of(one: SeenTrouble, catalog: Catalog, now: datetime) -> Line:
    root = clean(catalog.name_of(one.look.node), 60)
    return (
        Text(say("Signs of trouble at {root}", root=root), bold=True),
        Text(": "),
        *look_line(one.look, catalog, now),
    )


def _shows_signs(one: SeenTrouble, catalog: Catalog) -> str:
    """An edge stands in front of a service, a region under it."""
    root = clean(catalog.name_of(one.look.node), 60)
    return (
        say("{root}, on which it stands, shows signs of trouble", root=root)
        if one.look.rule in (LookRule.REGION, LookRule.CHECKS)
        else say("{root}, in front of it, shows signs of trouble", root=root)
    )
