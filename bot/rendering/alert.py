"""What a channel is told of an incident of ours: the card, and the posts when the claim changes."""

from dataclasses import replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident, IncidentChange
from bot.domain.message import Line, Message, Moment, Section, Text
from bot.domain.timeline import Timeline
from bot.rendering.card import card, closing, evidence_line, member_line, tone
from bot.rendering.taken_back import is_taken_back
from bot.rendering.text import clean, listing, plural
from bot.rendering.view import View, buttons_for, radius_section, reactions_section
from bot.rendering.words import certainty, claim

MAX_NEWCOMERS = 8


def incident_card(incident: Incident, catalog: Catalog, now: datetime, view: View) -> Message:
    """The card that is kept current, with the channel's own side of it."""
    message = card(incident, catalog, now)
    is_claim = not is_taken_back(incident)
    own = (reactions_section(view), radius_section(incident, catalog, view) if is_claim else None)
    return replace(
        message,
        sections=(*(section for section in own if section is not None), *message.sections),
        buttons=buttons_for(incident.id, view.reactions, is_open=not incident.is_over, is_claim=is_claim),
    )


def incident_ending(change: IncidentChange, catalog: Catalog) -> Message:
    """The end, posted anew: resolved with who is left, or withdrawn with the reason."""
    message = closing(change, catalog)
    is_claim = not is_taken_back(change.incident)
    return replace(message, buttons=buttons_for(change.incident.id, None, is_open=False, is_claim=is_claim))


def claim_update(
    change: IncidentChange, said_grade: Grade | None, said_root: str, timeline: Timeline, catalog: Catalog
) -> Message:
    """A claim that has changed since it was last said aloud: another root, or more or less sure."""
    incident = change.incident
    root = catalog.name_of(incident.root)
    lines: list[Line] = [evidence_line(e) for e in incident.evidence[:3]]
    if said_root not in ("", incident.root) and said_grade is not Grade.EARLY:
        why = next((entry.reason for entry in reversed(timeline) if entry.previous_root), change.reason)
        text = f"Correction: we said {catalog.name_of(said_root)}; it looks like {root}"
        lines.insert(0, (Text(clean(why[:1].upper() + why[1:], 250)),))
    elif said_grade is not None and incident.grade.rank > said_grade.rank:
        text = f"{claim(incident, root)} (was {said_grade}): {listing(_names(incident, catalog))}"
    else:
        text = f"Less sure now: {incident.grade} (was {said_grade}) that {root} is the cause"
        lines = [evidence_line(e) for e in incident.counter_evidence[:3]]
    return Message(
        headline=clean(text, 200),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines)),) if lines else (),
        footer=(Text(f"{certainty(incident)} · {incident.id} · "), Moment(change.at)),
    )


def newcomers(change: IncidentChange, since: datetime | None, catalog: Catalog) -> Message:
    """Who has joined since then, for the thread."""
    incident = change.incident
    new = [member for member in incident.members if since is None or member.joined_at > since]
    services = tuple(dict.fromkeys(member.service for member in new))
    names = listing([catalog.name_of(service) for service in services], 3)
    lines = [member_line(member, catalog) for member in new[:MAX_NEWCOMERS]]
    lines += [evidence_line(e) for e in incident.evidence if e.service in services][:MAX_NEWCOMERS]
    count = plural(len(incident.services), "service")
    return Message(
        headline=clean(f"{names or 'Nobody'} joined: {count} so far", 200),
        tone=tone(incident),
        sections=(Section(lines=tuple(lines), more=max(0, len(new) - MAX_NEWCOMERS)),),
        footer=(Text(f"{certainty(incident)} · "), Moment(change.at)),
    )


def _names(incident: Incident, catalog: Catalog) -> list[str]:
    return [catalog.name_of(service) for service in incident.services]
