"""What is open, as a message."""

from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import IncidentsAnswer, OpenAt
from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.rendering.answers.seen import network_section, network_words, signs_section
from bot.rendering.answers.status import linked, summary
from bot.rendering.baseline import HEADLINE_ONLY
from bot.rendering.beside import beside_lines
from bot.rendering.text import clean, listing
from bot.rendering.witness import words_section
from bot.speech.speech import mark, say, say_many

MAX_LINES: Final = 10
_ASK_BY_NAME: Final = mark("That is what several services share. For one, ask by name: is github down?")


def render_incidents(answer: IncidentsAnswer, catalog: Catalog, own: frozenset[str]) -> Message:
    """What is shared, and what else of the channel's own has trouble; calm only where all of it was read."""
    now = answer.asked_at
    shared = tuple(summary(incident, catalog, now) for incident in answer.incidents[:MAX_LINES])
    alone = tuple(_alone(one, catalog, now) for one in answer.alone[:MAX_LINES])
    calm = [one for one in answer.calm if one.service in own]
    us = network_section(answer.networks, answer.seen, catalog, now, is_asked=False)
    sections = (
        (us or Section()) if not answer.question.asks_of_us else _pages(answer, catalog, own),
        Section(lines=shared, more=max(0, len(answer.incidents) - MAX_LINES)),
        *signs_section(answer.seen, catalog, now),
        words_section(answer.early[:MAX_LINES], catalog) or Section(),
        Section(
            title=say("By themselves, of what this channel watches"),
            lines=alone,
            more=max(0, len(answer.alone) - MAX_LINES),
        ),
        Section(lines=beside_lines(calm, catalog) if own else ((Text(say(_ASK_BY_NAME)),),)),
    )
    return Message(
        headline=_headline(answer, catalog, own),
        tone=_tone(answer, own),
        sections=tuple(section for section in sections if section.lines),
    )


def _headline(answer: IncidentsAnswer, catalog: Catalog, own: frozenset[str]) -> str:
    if not answer.question.asks_of_us:
        return _open_now(answer, catalog, own)
    return network_words(answer.networks, answer.seen, catalog)[0]


def _pages(answer: IncidentsAnswer, catalog: Catalog, own: frozenset[str]) -> Section:
    """How it looks from other places, and what pages say, where the first line is about us."""
    others = network_words(answer.networks, answer.seen, catalog)[1:]
    return Section(lines=tuple((Text(line),) for line in (*others, _open_now(answer, catalog, own))))


def _open_now(answer: IncidentsAnswer, catalog: Catalog, own: frozenset[str]) -> str:
    number, alone = len(answer.incidents), [catalog.name_of(one.service) for one in answer.alone]
    shared = (
        say(
            "{counted} open",
            counted=say_many("{number} shared incident", "{number} shared incidents", number),
        )
        if number
        else say("No shared incident is open")
    )
    if alone:
        return clean(say("{shared}; trouble by itself at {alone}", shared=shared, alone=listing(alone)), 200)
    if own - answer.read:
        return say(
            "{shared}; {number} of {counted} here cannot be read",
            shared=shared,
            number=len(own - answer.read),
            counted=say_many("{number} service", "{number} services", len(own)),
        )
    if unclear := _unclear(answer, own):
        return say(
            "{shared}; {number} of {counted} here may be up or down",
            shared=shared,
            number=len(unclear),
            counted=say_many("{number} service", "{number} services", len(own)),
        )
    return say("{shared}; nothing else at what this channel watches", shared=shared) if own else shared


def _unclear(answer: IncidentsAnswer, own: frozenset[str]) -> list[OpenAt]:
    """Those of its own whose pages are read, and do not say how they are."""
    return [one for one in answer.calm if one.is_unclear and one.service in own]


def _tone(answer: IncidentsAnswer, own: frozenset[str]) -> Tone:
    if answer.incidents:
        return Tone.OUTAGE
    if answer.alone:
        return Tone.DEGRADED
    is_known = own <= answer.read and not _unclear(answer, own)
    return Tone.RESOLVED if own and is_known else Tone.NEUTRAL


def _alone(one: OpenAt, catalog: Catalog, now: datetime) -> Line:
    name = Text(clean(catalog.name_of(one.service), 60), bold=True)
    if not one.reports:
        return (name, Text(f" · {say(HEADLINE_ONLY)}"))
    report = one.reports[0]
    return (
        name,
        Text(" · "),
        linked(report.title, report.url),
        Text(say(" · {status} since ", status=report.status)),
        Moment(report.started_at, now),
    )
