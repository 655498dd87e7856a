"""The card of an incident in five lines: what is wrong, for whom, why, what speaks against it, how sure.

Everything else is behind Why.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident, IncidentChange, IncidentState
from bot.domain.message import Line, Message, Moment, Section, Span, Text, Tone
from bot.domain.times import duration
from bot.rendering.evidence import counter_line, evidence_line, strongest, strongest_against
from bot.rendering.taken_back import believed_section, is_taken_back, still_open_lines
from bot.rendering.text import clean, listing, plural
from bot.rendering.view import View, reaction_words, yours
from bot.rendering.witness import is_word_of_one, word_of_one
from bot.rendering.words import certainty, claim

# Pages are polled every other minute: what is closer together has no order.
LEAST_LEAD: Final = timedelta(minutes=1)
_NEEDS: Final = 120  # characters


def card(incident: Incident, catalog: Catalog, now: datetime, view: View) -> Message:
    """The incident as it stands at `now`, seen from one channel."""
    if is_taken_back(incident):
        return _taken_back(incident, catalog, now, view)
    lines = [_whom(incident, catalog, now, view)]
    if incident.state is IncidentState.OPEN:
        lines += argument(incident)
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines)),),
        footer=sureness(incident, now),
    )


def headline(incident: Incident, catalog: Catalog) -> str:
    """One line that is enough by itself."""
    if is_word_of_one(incident):
        joined = f"; joined with another incident, {incident.merged_into}" if incident.merged_into else ""
        return f"{word_of_one(incident, catalog)} (one witness{joined})"
    root = catalog.name_of(incident.root)
    names = [catalog.name_of(service) for service in incident.services]
    who = listing(names)
    if incident.state is IncidentState.MERGED:
        return clean(f"Joined with another incident, {incident.merged_into}: {root} ({who})", 200)
    if incident.state is IncidentState.WITHDRAWN:
        services = plural(len(names), "service")
        return clean(f"Withdrawn: we no longer connect {services} ({who}) with {root}", 200)
    said = claim(incident, root)
    if incident.state is IncidentState.RESOLVED:
        return clean(f"{said} is over: {who}", 200)
    return clean(f"{said}: {who}", 200)


def argument(incident: Incident) -> list[Line]:
    """The strongest reason for the claim, and the strongest against it."""
    lines = [evidence_line(evidence) for evidence in strongest(incident)]
    return lines + [counter_line(evidence) for evidence in strongest_against(incident)]


def sureness(incident: Incident, now: datetime, was: Grade | None = None) -> Line:
    """How sure, what it would take to be surer, and how fresh; with the grade that it `was`."""
    before = f", was {was}" if was is not None else ""
    sure = f"{certainty(incident).capitalize()}{before}"
    if incident.state is not IncidentState.OPEN:
        return (Text(f"{sure} · updated "), Moment(now, now, is_brief=True))
    # What was stored by an earlier version recites the rules.
    lacks = incident.needs is not None and incident.needs.startswith("for ")
    needs = f" · {clean(incident.needs or '', _NEEDS)}" if lacks else ""
    return (Text(f"{sure}{needs} · updated "), Moment(now, now, is_brief=True))


def closing(change: IncidentChange, catalog: Catalog, now: datetime) -> Message:
    """The end: resolved with who is left, or withdrawn with the reason."""
    incident = change.incident
    return Message(
        headline=headline(incident, catalog),
        tone=tone(incident),
        sections=(Section(lines=tuple(_end(change, catalog))),),
        footer=(Text("Ended "), Moment(change.at, now)),
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
    mine = yours(incident, catalog, view.watched)
    went: tuple[Span, ...] = (Text(f"{mine} · lasted {_lasted(incident, now)}"),)
    if incident.state is IncidentState.OPEN:
        went = (Text(f"{mine} · since "), Moment(incident.started_at, now))
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
        footer=(Text(f"{incident.state.capitalize()} · updated "), Moment(now, now, is_brief=True)),
    )


def _lasted(incident: Incident, until: datetime) -> str:
    return duration((incident.resolved_at or until) - incident.started_at)


def _end(change: IncidentChange, catalog: Catalog) -> list[Line]:
    incident = change.incident
    lasted = _lasted(incident, change.at)
    if is_word_of_one(incident) and incident.state is not IncidentState.MERGED:
        return [(Text(f"That was all there was to it, {lasted} long: {clean(change.reason, 200)}."),)]
    if incident.state is IncidentState.MERGED:
        return [(Text("Both have one root; what comes next is told with the other one."),)]
    if incident.state is not IncidentState.RESOLVED:
        said: Line = (Text(f"We said {incident.peak_grade}; {clean(change.reason, 200)}."),)
        return [said, *still_open_lines(incident, catalog)]
    lines: list[Line] = [(Text(f"Lasted {lasted}; {plural(len(incident.services), 'service')} affected."),)]
    if (lead := lead_of(incident)) is not None:
        lines.append((Text(f"We named it {duration(lead)} before we saw it on its own page."),))
    if incident.stragglers:
        names = listing([catalog.name_of(s) for s in incident.stragglers], shown=8)
        lines.append((Text(f"Not yet closed on their own pages: {names}."),))
    return lines
