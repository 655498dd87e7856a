"""An incident as messages: the card that is kept current, the posts about it, and its end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import UNKNOWN, Catalog
from bot.domain.incident import (
    Evidence,
    EvidenceKind,
    Grade,
    Incident,
    IncidentChange,
    IncidentState,
    Member,
)
from bot.domain.message import Line, Link, Message, Moment, Section, Span, Text, Tone
from bot.rendering.taken_back import believed_section, is_taken_back, still_open_lines
from bot.rendering.text import clean, duration, listing, plural
from bot.rendering.witness import is_word_of_one, word_of_one
from bot.rendering.words import STATUS, certainty, claim, percent

MAX_MEMBERS: Final = 12
MAX_EVIDENCE: Final = 8
# Candidates that are less likely than this are not worth a word.
MIN_PROBABILITY: Final = 0.01
# Pages are polled every other minute: what is closer together has no order.
LEAST_LEAD: Final = timedelta(minutes=1)


def card(incident: Incident, catalog: Catalog, now: datetime) -> Message:
    """The incident as it stands at `now`."""
    if is_taken_back(incident):
        return Message(
            headline=headline(incident, catalog),
            tone=tone(incident),
            sections=(believed_section(incident, catalog),),
            footer=(Text(f"{incident.state} · {incident.id} · as of "), Moment(now)),
        )
    sections = (
        _root_section(incident, catalog),
        _member_section(incident, catalog),
        _evidence_section("Why", incident.evidence),
        _evidence_section("Against", incident.counter_evidence),
        _needs_section(incident),
    )
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=tuple(section for section in sections if section.lines),
        footer=(Text(f"{certainty(incident)} · {incident.id} · as of "), Moment(now)),
    )


def headline(incident: Incident, catalog: Catalog) -> str:
    """One line that is enough by itself."""
    if is_word_of_one(incident):
        joined = f"; joined with another incident, {incident.merged_into}" if incident.merged_into else ""
        return f"{word_of_one(incident, catalog)} (one witness{joined})"
    root = catalog.name_of(incident.root)
    names = [catalog.name_of(service) for service in incident.services]
    who = f"{plural(len(names), 'service')} ({listing(names)})"
    if incident.state is IncidentState.RESOLVED:
        perhaps = "perhaps " if incident.grade is Grade.SUSPECTED else ""
        return clean(f"Over: {perhaps}{root}, {who}", 200)
    if incident.state is IncidentState.MERGED:
        return clean(f"Joined with another incident, {incident.merged_into}: {root}, {who}", 200)
    if incident.state is not IncidentState.OPEN:
        return clean(f"Withdrawn: we no longer connect {who} with {root}", 200)
    return clean(f"{claim(incident, root)}: trouble at {who}", 200)


def closing(change: IncidentChange, catalog: Catalog) -> Message:
    """The end: resolved with who is left, or withdrawn with the reason."""
    incident = change.incident
    lasted = duration(change.at - incident.started_at)
    lines: list[Line] = []
    if is_word_of_one(incident) and incident.state is not IncidentState.MERGED:
        lines.append((Text(f"That was all there was to it, {lasted} long: {clean(change.reason, 200)}."),))
    elif incident.state is IncidentState.RESOLVED:
        lines.append((Text(f"Lasted {lasted}; {plural(len(incident.services), 'service')} affected."),))
        if (lead := _lead(incident)) is not None:
            lines.append((Text(f"We named it {duration(lead)} before we saw it on its own page."),))
        if incident.stragglers:
            names = listing([catalog.name_of(s) for s in incident.stragglers], shown=8)
            lines.append((Text(f"Not yet closed on their own pages: {names}."),))
    elif incident.state is IncidentState.MERGED:
        lines.append((Text("Both have one root; what comes next is told with the other one."),))
    else:
        lines.append((Text(f"We said {incident.peak_grade}; {clean(change.reason, 200)}."),))
        lines += still_open_lines(incident, catalog)
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines)),),
        footer=(Text(f"{incident.id} · "), Moment(change.at)),
    )


def member_line(member: Member, catalog: Catalog) -> Line:
    """Who, how bad, since when, in which words."""
    state: tuple[Span, ...] = (Text(f" · {STATUS[member.status]} since "), Moment(member.since))
    if member.resolved_at is not None:
        state = (Text(" · closed "), Moment(member.resolved_at))
    return (
        Text(clean(catalog.name_of(member.service), 60), bold=True),
        *state,
        Text(" · "),
        *_titled(member),
    )


def evidence_line(evidence: Evidence) -> Line:
    """A reason with its source."""
    says = Text(clean(evidence.says, 300))
    return (says, Text(" "), Link("source", evidence.source)) if evidence.source else (says,)


def tone(incident: Incident) -> Tone:
    """The colour of a claim."""
    if incident.state is IncidentState.RESOLVED:
        return Tone.RESOLVED
    if incident.state is not IncidentState.OPEN:
        return Tone.WITHDRAWN
    return Tone.OUTAGE if incident.grade.rank >= Grade.PROBABLE.rank else Tone.DEGRADED


def _root_section(incident: Incident, catalog: Catalog) -> Section:
    own = incident.root_report
    if own is None:
        likely = (c for c in incident.root_candidates if c.probability >= MIN_PROBABILITY)
        others = [c for c in likely if c.id != incident.root and not c.id.startswith(f"{UNKNOWN}/")][:2]
        if not others:
            return Section()
        also = ", ".join(f"{catalog.name_of(c.id)} {percent(c.probability)}" for c in others)
        return Section(title="Other candidates", lines=((Text(also),),))
    lead = _lead(incident)
    ahead = (Text(f" (seen there {duration(lead)} after we named it)"),) if lead is not None else ()
    closed = (Text(" · closed "), Moment(own.resolved_at)) if own.resolved_at is not None else ()
    line: Line = (*_titled(own), Text(" since "), Moment(own.since), *closed, *ahead)
    return Section(title=f"{catalog.name_of(incident.root)}'s own page", lines=(line,))


def _lead(incident: Incident) -> timedelta | None:
    """How long we had named the root when its own page said so; None where the page was first."""
    own = incident.root_report
    if own is None or is_word_of_one(incident):
        return None
    lead = own.joined_at - (incident.named_at or incident.opened_at)
    return lead if lead >= LEAST_LEAD else None


def _member_section(incident: Incident, catalog: Catalog) -> Section:
    lines = tuple(member_line(member, catalog) for member in incident.members[:MAX_MEMBERS])
    return Section(title="Who", lines=lines, more=max(0, len(incident.members) - MAX_MEMBERS))


def _titled(member: Member) -> tuple[Span, ...]:
    title = clean(member.title, 120)
    return (Link(title, member.url),) if member.url else (Text(title),)


def _evidence_section(title: str, evidence: Iterable[Evidence]) -> Section:
    """The weightiest first; what is shown once is not said again in other words."""
    ranked = sorted(evidence, key=lambda e: (e.kind is not EvidenceKind.ROOT_PAGE, -abs(e.weight)))
    lines = tuple(evidence_line(e) for e in ranked[:MAX_EVIDENCE])
    return Section(title=title, lines=lines, more=max(0, len(ranked) - MAX_EVIDENCE))


def _needs_section(incident: Incident) -> Section:
    """What it would take for the next grade, while there may be one."""
    is_open = incident.state is IncidentState.OPEN
    lines = ((Text(clean(incident.needs, 300)),),) if incident.needs and is_open else ()
    return Section(title="What would make us surer", lines=lines)
