"""Who depends on a service, as a message."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import ImpactAnswer
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.service import Edge
from bot.domain.times import when
from bot.rendering.answers.status import depends_on, freshness
from bot.rendering.text import listing, plural

MAX_EXPOSED: Final = 10


def render_impact(answer: ImpactAnswer, catalog: Catalog, own: frozenset[str]) -> Message:
    """Who depends on it, and which of them report trouble; the channel's own vendors first."""
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
        (Text(f"Also depend on it: {listing(rest, 25) if rest else 'nobody we know of'}"),),
    )
    name = catalog.name_of(node)
    exposed = [edge for edge in edges if edge.service in own]
    if own:
        count = (Text(f"{len(exposed)} of your {plural(len(own), 'vendor')} depend on it."),)
        lines = (count, *_exposed(exposed, name, catalog), *lines)
    trouble = min((report.started_at for report in answer.itself.reports), default=None)
    itself = (
        f"; it reports trouble itself since {when(trouble, answer.itself.asked_at)}"
        if trouble is not None
        else ""
    )
    dependents = plural(len(edges), "service we know of depends on", "services we know of depend on")
    return Message(
        headline=f"{dependents} {name}{itself}",
        tone=Tone.DEGRADED if trouble is not None or hit else Tone.NEUTRAL,
        sections=(Section(lines=lines),),
        footer=freshness(answer.itself),
    )


def _exposed(edges: list[Edge], root: str, catalog: Catalog) -> tuple[Line, ...]:
    """The channel's own vendors, each with the best source for its edge."""
    return tuple(depends_on(edge, catalog.name_of(edge.service), root) for edge in edges[:MAX_EXPOSED])
