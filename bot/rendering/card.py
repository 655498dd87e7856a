"""The card of an incident in five lines: what is wrong, for whom, why, what speaks against it, how sure.

Everything else is behind Why.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import EvidenceKind, Grade, Incident, IncidentChange, IncidentState
from bot.domain.message import Line, Message, Moment, Section, Span, Text, Tone
from bot.domain.times import duration
from bot.rendering.evidence import (
    corroboration,
    counter_line,
    evidence_line,
    strongest,
    strongest_against,
)
from bot.rendering.seen import by_whom, is_not_us, lone_look, retold, seen_headline, seen_lines, us_lines
from bot.rendering.taken_back import believed_section, is_taken_back, still_open_lines
from bot.rendering.text import clean, listing
from bot.rendering.view import View, reaction_words, whose
from bot.rendering.witness import is_word_of_one, word_of_one
from bot.rendering.words import certainty, claim
from bot.speech.speech import say, say_many

# Pages are polled every other minute: what is closer together has no order.
LEAST_LEAD: Final = timedelta(minutes=1)
_NEEDS: Final = 120  # characters


def card(incident: Incident, catalog: Catalog, now: datetime, view: View) -> Message:
    """The incident as it stands at `now`, seen from one channel."""
    if is_taken_back(incident):
        return _taken_back(incident, catalog, now, view)
    lines = [_whom(incident, catalog, now, view)]
    if incident.state is IncidentState.OPEN:
        lines += argument(incident, catalog, now)
        lines += () if is_not_us(incident) else us_lines(view.networks, now)
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines)),),
        footer=sureness(incident, now),
    )


def headline(incident: Incident, catalog: Catalog) -> str:
    """One line that is enough by itself."""
    if (look := lone_look(incident)) is not None:
        return seen_headline(incident, look, catalog)
    if is_word_of_one(incident):
        joined = (
            say("; joined with another incident, {merged_into}", merged_into=incident.merged_into)
            if incident.merged_into
            else ""
        )
        return say(
            "{word_of_one} (one witness{joined})", word_of_one=word_of_one(incident, catalog), joined=joined
        )
    root = catalog.name_of(incident.root)
    names = [catalog.name_of(service) for service in incident.services]
    who = listing(names)
    if incident.state is IncidentState.MERGED:
        return clean(
            say(
                "Joined with another incident, {merged_into}: {root} ({who})",
                merged_into=incident.merged_into,
                root=root,
                who=who,
            ),
            200,
        )
    if incident.state is IncidentState.WITHDRAWN:
        services = say_many("{number} service", "{number} services", len(names))
        return clean(
            say(
                "Withdrawn: we no longer connect {services} ({who}) with {root}",
                services=services,
                who=who,
                root=root,
            ),
            200,
        )
    said = claim(incident, root)
    if incident.state is IncidentState.RESOLVED:
        return clean(say("{said} is over: {who}", said=said, who=who), 200)
    return clean(f"{said}: {who}", 200)


def argument(incident: Incident, catalog: Catalog, now: datetime) -> list[Line]:
    """The strongest reason for the claim, and the strongest against it; or what was seen and is said."""
    against = strongest_against(incident)
    if (look := lone_look(incident)) is not None:
        lines, reasons = list(seen_lines(incident, look, catalog, now)), corroboration(incident)
        # That its own page is quiet, the headline says.
        against = tuple(doubt for doubt in against if doubt.kind is not EvidenceKind.ROOT_PAGE)
    else:
        lines, reasons = [], strongest(retold(incident, catalog, now))
    return [*lines, *map(evidence_line, reasons), *map(counter_line, against)]


def sureness(incident: Incident, now: datetime, was: Grade | None = None) -> Line:
    """How sure, what it would take to be surer, and how fresh; with the grade that it `was`."""
    before = say(", was {was}", was=was) if was is not None else ""
    sure = f"{certainty(incident).capitalize()}{before}"
    if incident.state is not IncidentState.OPEN:
        return (Text(say("{sure} · updated ", sure=sure)), Moment(now, now, is_brief=True))
    # What was stored by an earlier version recites the rules.
    lacks = incident.needs is not None and incident.needs.startswith("for ")
    needs = f" · {clean(incident.needs or '', _NEEDS)}" if lacks else ""
    return (Text(say("{sure}{needs} · updated ", sure=sure, needs=needs)), Moment(now, now, is_brief=True))


def closing(change: IncidentChange, catalog: Catalog, now: datetime) -> Message:
    """The end: resolved with who is left, or withdrawn with the reason."""
    incident = change.incident
    lines: list[Line] = [(Text(text),) for text in _end(change, catalog)]
    if incident.state is IncidentState.WITHDRAWN:
        lines += still_open_lines(incident, catalog)
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines)),),
        footer=(Text(say("Ended ")), Moment(change.at, now)),
    )


def tone(incident: Incident) -> Tone:
    """The colour of a claim."""
    if incident.state is IncidentState.RESOLVED:
        return Tone.RESOLVED
    if incident.state is not IncidentState.OPEN:
        return Tone.WITHDRAWN
    return Tone.OUTAGE if incident.grade.rank >= Grade.PROBABLE.rank else Tone.DEGRADED


def lead_of(incident: Incident) -> timedelta | None:
    """How long we had named the root when its own page said so; None where the page was first."""
    own = incident.root_report
    if own is None or is_word_of_one(incident):
        return None
    lead = own.joined_at - (incident.named_at or incident.opened_at)
    return lead if lead >= LEAST_LEAD else None


def _whom(incident: Incident, catalog: Catalog, now: datetime, view: View) -> Line:
    """Which of the channel's own are hit, since when, and what people here did about it."""
    mine = whose(incident, catalog, view)
    went: tuple[Span, ...] = (
        Text(say("{mine} · lasted {lasted}", mine=mine, lasted=_lasted(incident, now))),
    )
    if incident.state is IncidentState.OPEN:
        went = (Text(say("{mine} · since ", mine=mine)), Moment(incident.started_at, now))
    return (*went, *reaction_words(view, now))


def _taken_back(incident: Incident, catalog: Catalog, now: datetime, view: View) -> Message:
    """What is believed instead, with what people here did about it."""
    believed = believed_section(incident, catalog)
    *lines, last = believed.lines
    own = (*last, *reaction_words(view, now))
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=(replace(believed, lines=(*lines, own)),),
        footer=(
            Text(say("{sure} · updated ", sure=say(incident.state).capitalize())),
            Moment(now, now, is_brief=True),
        ),
    )


def _lasted(incident: Incident, until: datetime) -> str:
    return duration((incident.resolved_at or until) - incident.started_at)


def _end(change: IncidentChange, catalog: Catalog) -> Iterator[str]:
    incident, reason = change.incident, clean(change.reason, 200)
    lasted = _lasted(incident, change.at)
    if lone_look(incident) is not None and incident.state is IncidentState.WITHDRAWN:
        yield say("Seen for {lasted}; we had said {grade}.", lasted=lasted, grade=incident.peak_grade)
    elif is_word_of_one(incident) and incident.state is not IncidentState.MERGED:
        yield say("That was all there was to it, {lasted} long: {reason}.", lasted=lasted, reason=reason)
    elif incident.state is IncidentState.MERGED:
        yield say("Both have one root; what comes next is told with the other one.")
    elif incident.state is not IncidentState.RESOLVED:
        yield say("We said {grade}; {reason}.", grade=incident.peak_grade, reason=reason)
    else:
        yield _what_it_was(incident, lasted)
        if (lead := lead_of(incident)) is not None:
            yield say("We named it {lead} before we saw it on its own page.", lead=duration(lead))
        if incident.stragglers:
            names = listing([catalog.name_of(s) for s in incident.stragglers], shown=8)
            yield say("Not yet closed on their own pages: {names}.", names=names)


def _what_it_was(incident: Incident, lasted: str) -> str:
    if (look := lone_look(incident)) is not None:
        return say("Lasted {lasted}, seen by {whom}.", lasted=lasted, whom=by_whom(look))
    services = say_many("{number} service", "{number} services", len(incident.services))
    return say("Lasted {lasted}; {services} affected.", lasted=lasted, services=services)
