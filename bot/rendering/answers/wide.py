"""Answers about many services: who stands on something, and what is open."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import ImpactAnswer, IncidentsAnswer
from bot.domain.message import Line, Link, Message, Moment, Section, Text, Tone
from bot.domain.report import Report
from bot.domain.service import Edge
from bot.rendering.answers.lines import freshness, stands_on, summary
from bot.rendering.text import clean, clock, listing, plural

MAX_EXPOSED: Final = 10
MAX_LINES: Final = 10
_ASK_BY_NAME: Final[Line] = (
    Text("That is what several services share. For one, ask by name: is github down?"),
)


def impact(answer: ImpactAnswer, catalog: Catalog, own: frozenset[str]) -> Message:
    """Who stands on it, and which of them report trouble; the channel's own vendors first."""
    assert answer.question.service is not None
    node = answer.question.service
    edges = catalog.edges_to(node)
    reporting = {
        s for i in answer.incidents if node in (i.root, *catalog.ancestors(i.root)) for s in i.services
    }
    hit = [catalog.name_of(s) for s in sorted(reporting)]
    rest = [catalog.name_of(edge.service) for edge in edges if edge.service not in reporting]
    lines: tuple[Line, ...] = (
        (Text(f"In a shared incident with it now: {listing(hit, 15) if hit else 'nobody'}"),),
        (Text(f"Also stand on it: {listing(rest, 25) if rest else 'nobody we know of'}"),),
    )
    name = catalog.name_of(node)
    exposed = [edge for edge in edges if edge.service in own]
    if own:
        count = (Text(f"{len(exposed)} of your {plural(len(own), 'vendor')} stand on it."),)
        lines = (count, *_exposed(exposed, name, catalog), *lines)
    trouble = min((report.started_at for report in answer.itself.reports), default=None)
    itself = f"; it reports trouble itself since {clock(trouble)}" if trouble is not None else ""
    dependents = plural(len(edges), "service we know of depends on", "services we know of depend on")
    return Message(
        headline=f"{dependents} {name}{itself}",
        tone=Tone.DEGRADED if trouble is not None or hit else Tone.NEUTRAL,
        sections=(Section(lines=lines),),
        footer=freshness(answer.itself),
    )


def _exposed(edges: list[Edge], root: str, catalog: Catalog) -> tuple[Line, ...]:
    """The channel's own vendors, each with the best source for its edge."""
    return tuple(stands_on(edge, catalog.name_of(edge.service), root) for edge in edges[:MAX_EXPOSED])


def incidents(answer: IncidentsAnswer, catalog: Catalog, own: frozenset[str]) -> Message:
    """What is shared, and what else of the channel's own has trouble; calm only where all of it was read."""
    shared = tuple(summary(incident, catalog) for incident in answer.incidents[:MAX_LINES])
    alone = tuple(_alone(service, report, catalog) for service, report in answer.alone[:MAX_LINES])
    sections = (
        Section(lines=shared, more=max(0, len(answer.incidents) - MAX_LINES)),
        Section(
            title="By themselves, of what this channel watches",
            lines=alone,
            more=max(0, len(answer.alone) - MAX_LINES),
        ),
        Section(lines=() if own else (_ASK_BY_NAME,)),
    )
    return Message(
        headline=_open_now(answer, catalog, own),
        tone=_tone(answer, own),
        sections=tuple(section for section in sections if section.lines),
    )


def _open_now(answer: IncidentsAnswer, catalog: Catalog, own: frozenset[str]) -> str:
    count, alone = len(answer.incidents), [catalog.name_of(service) for service, _ in answer.alone]
    shared = f"{plural(count, 'shared incident')} open" if count else "No shared incident is open"
    if alone:
        return clean(f"{shared}; trouble by itself at {listing(alone)}", 200)
    if own - answer.read:
        return f"{shared}; {len(own - answer.read)} of {plural(len(own), 'service')} here cannot be read"
    return f"{shared}; nothing else at what this channel watches" if own else shared


def _tone(answer: IncidentsAnswer, own: frozenset[str]) -> Tone:
    if answer.incidents:
        return Tone.OUTAGE
    if answer.alone:
        return Tone.DEGRADED
    return Tone.RESOLVED if own and own <= answer.read else Tone.NEUTRAL


def _alone(service: str, report: Report, catalog: Catalog) -> Line:
    title = clean(report.title, 150)
    named = Link(title, report.url) if report.url else Text(title)
    return (
        Text(clean(catalog.name_of(service), 60), bold=True),
        Text(" · "),
        named,
        Text(f" · {report.status} since "),
        Moment(report.started_at),
    )
