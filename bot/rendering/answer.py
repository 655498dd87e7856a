"""An answer as a message: the verdict first, then how fresh it is, then what it rests on."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident
from bot.domain.message import Line, Link, Message, Moment, Quote, Section, Text, Tone
from bot.domain.question import Answer, Intent, Question, Verdict
from bot.domain.report import Report
from bot.domain.service import Edge
from bot.rendering.card import card, headline
from bot.rendering.text import MAX_QUOTE_CHARACTERS, clean, clock, duration, listing, plural
from bot.rendering.words import certainty

MAX_REPORTS: Final = 3
MAX_EXPOSED: Final = 10
_SAYS: Final = {
    Verdict.UP: "up",
    Verdict.DEGRADED: "has trouble",
    Verdict.DOWN: "down",
    Verdict.MAINTENANCE: "under maintenance",
    Verdict.UNKNOWN: "unknown",
}
_TONES: Final = {
    Verdict.UP: Tone.RESOLVED,
    Verdict.DEGRADED: Tone.DEGRADED,
    Verdict.DOWN: Tone.OUTAGE,
    Verdict.MAINTENANCE: Tone.MAINTENANCE,
    Verdict.UNKNOWN: Tone.NEUTRAL,
}


def render_answer(answer: Answer, catalog: Catalog, own: frozenset[str] = frozenset()) -> Message:
    """The answer for people. `own` are the services that the channel watches."""
    question = answer.question
    if question.intent is Intent.HELP:
        return _help()
    if question.intent is Intent.UNKNOWN:
        return _unknown(question, catalog)
    if question.intent is Intent.INCIDENTS:
        return _incidents(answer, catalog)
    if question.intent is Intent.WHY and answer.incident is not None:
        return card(answer.incident, catalog, answer.asked_at)
    if question.intent is Intent.IMPACT:
        return _impact(answer, catalog, own)
    return _verdict(answer, catalog)


def _verdict(answer: Answer, catalog: Catalog) -> Message:
    name = _name(answer.question, catalog)
    sections = [
        Section(
            title="In its own words",
            lines=_reports(answer.reports),
            more=max(0, len(answer.reports) - MAX_REPORTS),
        )
        if answer.reports
        else None,
        _forgotten(answer),
        _our_incident(answer.incident, catalog),
        _upstream(answer, name, catalog),
        _below(answer, name, catalog),
        _hearsay(answer),
    ]
    return Message(
        headline=clean(f"{name}: {_first_line(answer, catalog)}", 200),
        tone=_TONES[answer.verdict],
        sections=tuple(section for section in sections if section is not None),
        footer=_freshness(answer),
    )


def _first_line(answer: Answer, catalog: Catalog) -> str:
    if answer.likely_affected_by is not None:
        root = catalog.name_of(answer.likely_affected_by.root)
        return f"unknown, but probably affected: it stands on {root}, which has trouble"
    said = _SAYS[answer.verdict]
    if answer.below:
        roots = listing([catalog.name_of(below.edge.infrastructure) for below in answer.below])
        return f"{said}; it stands on {roots}, where something is wrong"
    if answer.verdict is Verdict.UP and answer.standing_on is not None:
        root = catalog.name_of(answer.standing_on.infrastructure)
        return f"its page says up, but it stands on {root}, which has trouble; pages can lag"
    since = min((report.started_at for report in answer.reports), default=None)
    if answer.verdict in (Verdict.DOWN, Verdict.DEGRADED) and since is not None:
        return f"{said} since {clock(since)}"
    return said


def _upstream(answer: Answer, name: str, catalog: Catalog) -> Section | None:
    """The inference through the graph, worded as one, with its sources."""
    incident, edge = answer.likely_affected_by, answer.standing_on
    if incident is None or edge is None:
        return None
    root = catalog.name_of(edge.infrastructure)
    started: Line = (
        Text(f"{root} has a {incident.grade} incident since "),
        Moment(incident.started_at),
        Text(f" ({certainty(incident)}): {headline(incident, catalog)}"),
    )
    why = answer.unreadable_because or "no fresh reading"
    return Section(
        title="Inferred, not read",
        lines=((Text(f"We cannot read {name}: {clean(why, 120)}"),), _stands_on(edge, name, root), started),
    )


def _below(answer: Answer, name: str, catalog: Catalog) -> Section | None:
    """Trouble further down, without a claim that it is the cause."""
    lines: list[Line] = []
    for below in answer.below[:MAX_REPORTS]:
        root = catalog.name_of(below.edge.infrastructure)
        lines.append(_stands_on(below.edge, name, root))
        if below.report is not None:
            title = clean(below.report.title, 150)
            named = Link(title, below.report.url) if below.report.url else Text(title)
            lines.append((Text(f"{root}'s page: "), named, Text(" since "), Moment(below.report.started_at)))
        if below.incident is not None:
            lines.append(_summary(below.incident, catalog))
    return Section(title="What it stands on; that proves nothing", lines=tuple(lines)) if lines else None


def _stands_on(edge: Edge, name: str, root: str) -> Line:
    dated = [e.known_from for e in edge.evidence if e.known_from is not None]
    newest = f", newest {max(dated).isoformat()}" if dated else ""
    best = edge.evidence[0]
    said = Text(f"{name} stands on {root}: {plural(len(edge.evidence), 'source')}{newest} ")
    return (
        (said, Link(best.kind.replace("_", " "), best.source)) if best.source.startswith("http") else (said,)
    )


def _reports(reports: tuple[Report, ...]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for report in reports[:MAX_REPORTS]:
        title = clean(report.title, 150)
        named = Link(title, report.url) if report.url else Text(title, bold=True)
        lines.append((named, Text(f" · {report.status} since "), Moment(report.started_at)))
        words = next((u.text for u in reversed(report.updates) if u.text), "")
        if words:
            lines.append((Quote(clean(words, MAX_QUOTE_CHARACTERS)),))
    return tuple(lines)


def _forgotten(answer: Answer) -> Section | None:
    """What the page still calls open though nobody has posted for days, and where the page has gone."""
    lines: list[Line] = [
        (Text(f"{clean(report.title, 150)} · no news since "), Moment(report.updated_at))
        for report in answer.stale[:MAX_REPORTS]
    ]
    if answer.moved_to is not None:
        lines.append((Text(f"Its page has moved to {clean(answer.moved_to, 200)}"),))
    return Section(title="About its page", lines=tuple(lines)) if lines else None


def _hearsay(answer: Answer) -> Section | None:
    """What others say; marked as that."""
    lines: list[Line] = []
    for mention in answer.hearsay[:MAX_REPORTS]:
        title = clean(mention.title, 150)
        named = Link(title, mention.url) if mention.url else Text(title)
        lines.append((named, Text(" · "), Moment(mention.at)))
    return Section(title="Said by others, proves nothing", lines=tuple(lines)) if lines else None


def _our_incident(incident: Incident | None, catalog: Catalog) -> Section | None:
    if incident is None:
        return None
    lines: tuple[Line, ...] = (
        _summary(incident, catalog),
        *((Text(clean(e.says, 250)),) for e in incident.evidence[:3]),
        *((Text(f"Against: {clean(e.says, 250)}"),) for e in incident.counter_evidence[:1]),
    )
    return Section(title="Who else", lines=lines)


def _summary(incident: Incident, catalog: Catalog) -> Line:
    said = Text(headline(incident, catalog), bold=True)
    return (said, Text(f" · {certainty(incident)} · since "), Moment(incident.started_at))


def _impact(answer: Answer, catalog: Catalog, own: frozenset[str]) -> Message:
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
        (Text(f"Reporting trouble now: {listing(hit, 15) if hit else 'nobody'}"),),
        (Text(f"Also stand on it: {listing(rest, 25) if rest else 'nobody we know of'}"),),
    )
    name = catalog.name_of(node)
    exposed = [edge for edge in edges if edge.service in own]
    if own:
        lines = ((Text(f"{len(exposed)} of your {plural(len(own), 'vendor')} stand on it."),), *lines)
    lines = (*_exposed(exposed, name, catalog), *lines)
    return Message(
        headline=f"{plural(len(edges), 'service')} we know of depend on {name}",
        sections=(Section(lines=lines),),
        footer=_freshness(answer),
    )


def _exposed(edges: list[Edge], root: str, catalog: Catalog) -> tuple[Line, ...]:
    """The channel's own vendors, each with the best source for its edge."""
    return tuple(_stands_on(edge, catalog.name_of(edge.service), root) for edge in edges[:MAX_EXPOSED])


def _incidents(answer: Answer, catalog: Catalog) -> Message:
    lines = tuple(_summary(incident, catalog) for incident in answer.incidents[:10])
    count = len(answer.incidents)
    return Message(
        headline=f"{plural(count, 'shared incident')} open" if count else "No shared incident is open",
        tone=Tone.OUTAGE if count else Tone.RESOLVED,
        sections=(Section(lines=lines, more=max(0, count - 10)),) if lines else (),
    )


def _unknown(question: Question, catalog: Catalog) -> Message:
    if question.suggestions:
        names = [catalog.name_of(service) for service in question.suggestions]
        meant = " or ".join(clean(name, 60) for name in names)
        return Message(headline=f"I do not know that name. Did you mean {meant}?")
    return Message(headline="That is no question I can answer. Try: is discord down?")


def _help() -> Message:
    examples = ("is discord down?", "why is chatgpt down?", "impact of cloudflare", "incidents")
    return Message(
        headline="Ask me whether something is down, and whether it shares its cause with others.",
        sections=(Section(title="For example", lines=tuple((Text(example),) for example in examples)),),
    )


def _freshness(answer: Answer) -> Line:
    if answer.as_of is None:
        why = f": {clean(answer.unreadable_because, 120)}" if answer.unreadable_because else ""
        return (Text(f"no reading of its own{why}"), *_page_link(answer))
    age = duration(answer.asked_at - answer.as_of)
    reason = f" · now unreadable ({answer.unreadable_because})" if answer.unreadable_because else ""
    return (Text(f"read {age} ago{reason}"), *_page_link(answer))


def _page_link(answer: Answer) -> Line:
    return (Text(" · "), Link("its status page", answer.page_url)) if answer.page_url else ()


def _name(question: Question, catalog: Catalog) -> str:
    if question.service is None:
        return "?"
    known = catalog.services.get(question.service)
    parts = {c.id: c.name for c in known.components} if known else {}
    return parts.get(question.component or "", catalog.name_of(question.service))
