"""Who depends on a service, as a message."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import ImpactAnswer
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.service import Edge
from bot.domain.times import when
from bot.rendering.answers.depending import depends_on
from bot.rendering.answers.status import freshness
from bot.rendering.text import listing
from bot.speech.speech import say, say_many

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
    hit_now = listing(hit, 15) if hit else say("nobody")
    others = listing(rest, 25) if rest else say("nobody we know of")
    lines: tuple[Line, ...] = (
        (Text(say("In a shared incident with it now: {names}", names=hit_now)),),
        (Text(say("Also depend on it: {names}", names=others)),),
    )
    name = catalog.name_of(node)
    exposed = [edge for edge in edges if edge.service in own]
    if own:
        vendors = say_many("{number} vendor", "{number} vendors", len(own))
        exposure = say("{number} of your {vendors} depend on it.", number=len(exposed), vendors=vendors)
        lines = ((Text(exposure),), *_exposed(exposed, name, catalog), *lines)
    trouble = min((report.started_at for report in answer.itself.reports), default=None)
    itself = (
        say("; it reports trouble itself since {when}", when=when(trouble, answer.itself.asked_at))
        if trouble is not None
        else ""
    )
    dependents = say_many(
        "{number} service we know of depends on", "{number} services we know of depend on", len(edges)
    )
    return Message(
        headline=f"{dependents} {name}{itself}",
        tone=Tone.DEGRADED if trouble is not None or hit else Tone.NEUTRAL,
        sections=(Section(lines=lines),),
        footer=freshness(answer.itself),
    )


def _exposed(edges: list[Edge], root: str, catalog: Catalog) -> tuple[Line, ...]:
    """The channel's own vendors, each with the best source for its edge."""
    return tuple(depends_on(edge, catalog.name_of(edge.service), root) for edge in edges[:MAX_EXPOSED])
