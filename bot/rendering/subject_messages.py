"""The message for an act about a subject: which of the cards and posts it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.catalog.catalog import Catalog
from bot.domain.channel import Ping
from bot.domain.incident import Grade, Incident, IncidentChange
from bot.domain.message import Message
from bot.domain.status import Impact
from bot.domain.subject import OURSELVES, IncidentSubject, NoticeSubject, Subject
from bot.domain.timeline import Timeline
from bot.rendering.alert import claim_update, incident_card, incident_ending, newcomers
from bot.rendering.notice import notice_card, notice_update
from bot.rendering.ourselves import own_message
from bot.rendering.view import View
from bot.speech.speech import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the channel was told before: the claim or how bad it was, when, and whether it was over."""

    grade: Grade | None = None
    root: str = ""
    at: datetime | None = None
    is_over: bool = False
    impact: Impact | None = None


def card_of(
    subject: Subject,
    catalog: Catalog,
    now: datetime,
    view: View,
    group: Incident | None = None,
    said: Incident | None = None,
) -> Message:
    """The message that is kept current. `said` is what a report said of its cause itself."""
    match subject:
        case IncidentSubject():
            return incident_card(subject.incident, catalog, now, view)
        case NoticeSubject() if subject.notice.source == OURSELVES:
            return own_message(subject.notice, now)
        case NoticeSubject():
            return notice_card(subject.notice, catalog, now, view, group, said)
        case _:
            assert_never(subject)


def thread_post_of(
    subject: Subject,
    before: Before,
    timeline: Timeline,
    catalog: Catalog,
    now: datetime,
    said: Incident | None = None,
) -> Message:
    """A post for the thread: who has joined, what the provider newly says, or that we are less sure."""
    match subject:
        case IncidentSubject():
            return _in_thread(subject.change, before, timeline, catalog, now)
        case NoticeSubject() if subject.notice.source == OURSELVES:
            return own_message(subject.notice, now)
        case NoticeSubject():
            return notice_update(
                subject.notice, catalog, now, was_over=before.is_over, was=before.impact, said=said
            )
        case _:
            assert_never(subject)


def post_of(
    subject: Subject,
    before: Before,
    timeline: Timeline,
    catalog: Catalog,
    now: datetime,
    said: Incident | None = None,
) -> Message:
    """A post of its own: the claim changed, it got worse, or it is over."""
    match subject:
        case IncidentSubject() if subject.is_over:
            return incident_ending(subject.change, catalog, now)
        case IncidentSubject():
            return claim_update(subject.change, before.grade, before.root, timeline, catalog, now)
        case NoticeSubject() if subject.notice.source == OURSELVES:
            return own_message(subject.notice, now)
        case NoticeSubject():
            return notice_update(
                subject.notice, catalog, now, was_over=before.is_over, was=before.impact, said=said
            )
        case _:
            assert_never(subject)


def pinging(message: Message, subject: Subject, ping: Ping | None) -> Message:
    """The same message, calling whom the channel wants called at this grade. An end calls nobody."""
    if ping is None or isinstance(subject, NoticeSubject) or subject.is_over:
        return message
    return replace(message, ping=ping.who) if subject.incident.grade.rank >= ping.grade.rank else message


def _in_thread(
    change: IncidentChange, before: Before, timeline: Timeline, catalog: Catalog, now: datetime
) -> Message:
    """Who has joined; where we are less sure that first, with those who joined meanwhile."""
    joined = newcomers(change, before.at, catalog, now)
    if before.grade is None or change.incident.grade.rank >= before.grade.rank:
        return joined
    weaker = claim_update(change, before.grade, "", timeline, catalog, now)
    new = tuple(
        replace(section, title=say("Joined meanwhile")) for section in joined.sections if section.lines
    )
    return replace(weaker, sections=(*weaker.sections, *new))
