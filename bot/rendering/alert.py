"""What a channel is told of an incident of ours: the card, and the posts when the claim changes."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident, IncidentChange
from bot.domain.message import Line, Message, Section, Text
from bot.domain.timeline import Timeline
from bot.rendering.card import argument, card, closing, headline, sureness, tone
from bot.rendering.evidence import counter_line, evidence_line, ranked, strongest_against
from bot.rendering.seen import lone_look
from bot.rendering.taken_back import is_taken_back
from bot.rendering.text import clean, listing
from bot.rendering.view import View, buttons_for
from bot.rendering.why import member_line
from bot.speech.speech import mark, say, say_many

MAX_NEWCOMERS: Final = 3
_LESS_SURE: Final = mark("Less sure now: {grade} (was {said_grade}) that {root} is the cause")
_SEEN_LESS_SURE: Final = mark("Less sure now: {grade} (was {said_grade}) that {root} has trouble")


def incident_card(incident: Incident, catalog: Catalog, now: datetime, view: View) -> Message:
    """The card that is kept current, with the channel's own side of it."""
    is_claim = not is_taken_back(incident)
    buttons = buttons_for(incident.id, view.reactions, is_open=not incident.is_over, is_claim=is_claim)
    return replace(card(incident, catalog, now, view), buttons=buttons)


def incident_ending(change: IncidentChange, catalog: Catalog, now: datetime) -> Message:
    """The end, posted anew: resolved with who is left, or withdrawn with the reason."""
    message = closing(change, catalog, now)
    is_claim = not is_taken_back(change.incident)
    return replace(message, buttons=buttons_for(change.incident.id, None, is_open=False, is_claim=is_claim))


def claim_update(
    change: IncidentChange,
    said_grade: Grade | None,
    said_root: str,
    timeline: Timeline,
    catalog: Catalog,
    now: datetime,
) -> Message:
    """A claim that has changed since it was last said aloud: another root, or more or less sure."""
    incident = change.incident
    root = catalog.name_of(incident.root)
    lines, was = argument(incident, catalog, now), said_grade
    if said_root not in ("", incident.root) and said_grade is not Grade.EARLY:
        why = next((entry.reason for entry in reversed(timeline) if entry.previous_root), change.reason)
        text = say(
            "Correction: we said {name_of}; it looks like {root}",
            name_of=catalog.name_of(said_root),
            root=root,
        )
        lines.insert(0, (Text(clean(why[:1].upper() + why[1:], 150)),))
        was = None
    elif said_grade is not None and incident.grade.rank > said_grade.rank:
        text = headline(incident, catalog)
    else:
        text = say(
            _LESS_SURE if lone_look(incident) is None else _SEEN_LESS_SURE,
            grade=incident.grade,
            said_grade=said_grade,
            root=root,
        )
        lines, was = [counter_line(e) for e in strongest_against(incident)], None
    return Message(
        headline=clean(text, 200),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines)),) if lines else (),
        footer=sureness(incident, now, was),
    )


def newcomers(change: IncidentChange, since: datetime | None, catalog: Catalog, now: datetime) -> Message:
    """Who has joined since then, for the thread; one alone with the strongest reason for it."""
    incident = change.incident
    new = [member for member in incident.members if since is None or member.joined_at > since]
    services = tuple(dict.fromkeys(member.service for member in new))
    names = listing([catalog.name_of(service) for service in services], 3)
    shown = MAX_NEWCOMERS if len(new) <= MAX_NEWCOMERS else MAX_NEWCOMERS - 1
    lines: list[Line] = [member_line(member, catalog, now) for member in new[:shown]]
    if len(services) == 1:
        lines += [evidence_line(e) for e in ranked(incident) if e.service == services[0]][:1]
    so_far = say_many("{number} service", "{number} services", len(incident.services))
    return Message(
        headline=clean(
            say("{names} joined: {so_far} so far", names=names or say("Nobody"), so_far=so_far), 200
        ),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines), more=max(0, len(new) - shown)),),
        footer=sureness(incident, now),
    )
