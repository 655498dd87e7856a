"""The message for an act about a subject: which of the cards and posts it is."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.domain.channel import Ping
from bot.domain.incident import Grade, Incident
from bot.domain.message import Message
from bot.domain.status import Impact
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline
from bot.rendering.alert import claim_update, incident_card, incident_ending, newcomers
from bot.rendering.notice import notice_card, notice_update
from bot.rendering.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the channel was told before: the claim or how bad it was, when, and whether it was over."""

    grade: Grade | None = None
    root: str = ""
    at: datetime | None = None
    is_over: bool = False
    impact: Impact | None = None


def card_of(
    subject: Subject, catalog: Catalog, now: datetime, view: View, group: Incident | None = None
) -> Message:
    """The message that is kept current."""
    if subject.incident is not None:
        return incident_card(subject.incident, catalog, now, view)
    assert subject.notice is not None
    return notice_card(subject.notice, catalog, now, view, group)


def thread_post_of(subject: Subject, before: Before, story: Timeline, catalog: Catalog) -> Message:
    """A post for the thread: who has joined, what the provider newly says, or that we are less sure."""
    if subject.notice is not None:
        return notice_update(subject.notice, catalog, was_over=before.is_over, was=before.impact)
    assert subject.change is not None
    joined = newcomers(subject.change, before.at, catalog)
    grade = subject.change.incident.grade
    if before.grade is None or grade.rank >= before.grade.rank:
        return joined
    weaker = claim_update(subject.change, before.grade, "", story, catalog)
    new = tuple(replace(section, title="Joined meanwhile") for section in joined.sections if section.lines)
    return replace(weaker, sections=(*weaker.sections, *new))


def post_of(subject: Subject, before: Before, story: Timeline, catalog: Catalog) -> Message:
    """A post of its own: the claim changed, it got worse, or it is over."""
    if subject.notice is not None:
        return notice_update(subject.notice, catalog, was_over=before.is_over, was=before.impact)
    assert subject.change is not None
    if subject.change.incident.is_over:
        return incident_ending(subject.change, catalog)
    return claim_update(subject.change, before.grade, before.root, story, catalog)


def pinging(message: Message, subject: Subject, ping: Ping | None) -> Message:
    """The same message, calling whom the channel wants called at this grade. An end calls nobody."""
    incident = subject.incident
    if ping is None or incident is None or incident.is_over or incident.grade.rank < ping.grade.rank:
        return message
    return replace(message, ping=ping.who)
