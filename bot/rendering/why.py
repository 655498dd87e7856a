"""The reasoning behind a claim, for who asks why: who, what speaks for it and against it, what is missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Evidence, EvidenceKind, Incident, Member
from bot.domain.look_words import example_words
from bot.domain.message import Line, Link, Message, Moment, Section, Span, Text
from bot.domain.times import duration
from bot.rendering.card import headline, lead_of, sureness, tone
from bot.rendering.evidence import evidence_line, ranked
from bot.rendering.seen import MAX_EXAMPLES, by_whom, is_reported, look_line
from bot.rendering.taken_back import believed_section, is_taken_back
from bot.rendering.text import clean
from bot.rendering.words import STATUS
from bot.speech.speech import say

# All of it is read on a phone: 25 lines.
MAX_MEMBERS: Final = 4
MAX_FOR: Final = 4
MAX_AGAINST: Final = 3
_LONGEST: Final = 100  # characters of a line


def why(incident: Incident, catalog: Catalog, now: datetime) -> Message:
    """The incident as it stands at `now`, with the evidence."""
    sections = (
        (believed_section(incident, catalog),)
        if is_taken_back(incident)
        else (
            _own_page(incident, catalog, now),
            _seen(incident, catalog, now),
            _section(say("Who"), [member_line(m, catalog, now) for m in incident.members], MAX_MEMBERS),
            # What was seen takes lines of its own.
            _evidence(say("For"), _reasons(incident), MAX_FOR if incident.look is None else MAX_FOR - 2),
            _evidence(say("Against"), incident.counter_evidence, MAX_AGAINST),
        )
    )
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=tuple(section for section in sections if section.lines),
        footer=(*sureness(incident, now), Text(f" · {incident.id}")),
    )


def member_line(member: Member, catalog: Catalog, now: datetime) -> Line:
    """Who, how bad, and since when; the name leads to its report."""
    name = clean(catalog.name_of(member.service), 60)
    named: Span = Link(name, member.url) if member.url else Text(name, bold=True)
    if member.resolved_at is not None:
        return (named, Text(say(": closed ")), Moment(member.resolved_at, now, is_brief=True))
    return (
        named,
        Text(say(": {status}, began ", status=say(STATUS[member.status]))),
        Moment(member.since, now, is_brief=True),
    )


def titled(member: Member) -> Span:
    """A report's title, leading to it."""
    title = clean(member.title, _LONGEST)
    return Link(title, member.url) if member.url else Text(title)


def _own_page(incident: Incident, catalog: Catalog, now: datetime) -> Section:
    own = incident.root_report
    if own is None:
        return Section()
    lead = lead_of(incident)
    ahead = (
        (Text(say(" (seen there {lead} after we named it)", lead=duration(lead))),)
        if lead is not None
        else ()
    )
    closed: tuple[Span, ...] = ()
    if own.resolved_at is not None:
        closed = (Text(say(" · closed ")), Moment(own.resolved_at, now))
    line = (titled(own), Text(say(" since ")), Moment(own.since, now), *closed, *ahead)
    return Section(
        title=say("{name_of}'s own page", name_of=clean(catalog.name_of(incident.root), 60)), lines=(line,)
    )


def _seen(incident: Incident, catalog: Catalog, now: datetime) -> Section:
    """What probes or checks have seen, with whom they asked."""
    look = incident.look
    if look is None:
        return Section()
    examples: list[Line] = [
        (Text(clean(example_words(example, catalog.name_of), _LONGEST)),) for example in look.examples
    ]
    seen = look_line(look, catalog, now, is_reported=is_reported(incident))
    lines = (seen, *examples[:MAX_EXAMPLES])
    return Section(title=say("Seen by {whom}", whom=by_whom(look)), lines=lines)


def _reasons(incident: Incident) -> tuple[Evidence, ...]:
    """What speaks for it, but for what was seen, which has been said."""
    seen = incident.look is not None
    return tuple(e for e in ranked(incident) if not (seen and e.kind is EvidenceKind.PROBE))


def _evidence(title: str, evidence: Sequence[Evidence], most: int) -> Section:
    return _section(title, [evidence_line(e, _LONGEST) for e in evidence], most)


def _section(title: str, lines: Sequence[Line], most: int) -> Section:
    return Section(title=title, lines=tuple(lines[:most]), more=max(0, len(lines) - most))
