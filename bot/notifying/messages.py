"""The message for each act of a plan, made from what the channel was told before."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.alerting.flapping import HOUR, Flapping, within
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan
from bot.alerting.reason import Reason
from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.message import Message
from bot.domain.status import Impact
from bot.domain.subject import IncidentSubject, Subject
from bot.domain.timeline import Timeline
from bot.rendering.escalation import alert_of
from bot.rendering.flapping import flapping_words, with_flapping
from bot.rendering.picture.drawing import drawn_timeline
from bot.rendering.subject_messages import Before, card_of, post_of, thread_post_of
from bot.rendering.view import View, on_the_board

# A group of so many services gets a picture when it is over.
PICTURE_FROM: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationTask:
    """A subject and what is planned about it in one channel, of which `record` says what it was told before.

    `group` is the incident that speaks for it, `said` what it said itself of its cause, `timeline` that of an
    incident of ours, `flapping` how often it turns where it does.
    """

    subject: Subject
    record: Notification
    plan: Plan
    view: View
    group: Incident | None
    said: Incident | None
    timeline: Timeline
    flapping: Flapping | None = None


async def message_for(act: Act, task: NotificationTask, catalog: Catalog, now: datetime) -> Message:
    """The message, which calls nobody yet, with a picture and an alert where they belong."""
    message = await _words_for(act, task, catalog, now)
    if act is not Act.POST_IN_THREAD and isinstance(task.subject, IncidentSubject):
        # What stands in a thread stands under a card that leads there.
        message = on_the_board(message, task.subject.incident.id, task.view)
    is_news = act in (Act.POST_IN_THREAD, Act.POST_ANEW)
    alert = alert_of(task.subject, catalog, is_news=is_news, board=task.view.board)
    return replace(message, alert=alert)


async def _words_for(act: Act, task: NotificationTask, catalog: Catalog, now: datetime) -> Message:
    subject, before, timeline = task.subject, before_of(task.record), task.timeline
    match act:
        case Act.EDIT_CARD | Act.POST_CARD:
            return _card(task, catalog, now)
        case Act.POST_IN_THREAD:
            return thread_post_of(subject, before, timeline, catalog, now, task.said)
        case Act.POST_ANEW:
            message = post_of(subject, before, timeline, catalog, now, task.said)
            if not (isinstance(subject, IncidentSubject) and _gets_picture(subject.incident)):
                return message
            picture = await asyncio.to_thread(drawn_timeline, subject.incident, timeline, catalog, now)
            return replace(message, picture=picture)


def _card(task: NotificationTask, catalog: Catalog, now: datetime) -> Message:
    message = card_of(task.subject, catalog, now, task.view, task.group, task.said)
    if task.flapping is not None:
        return with_flapping(message, flapping_words(task.flapping.turns_in_an_hour(now)))
    if task.plan.reason is Reason.TOO_OFTEN:
        changes = within(HOUR, task.plan.after.updates, now)
        return with_flapping(message, flapping_words(len(changes), "change"))
    return message


def before_of(record: Notification) -> Before:
    """What was said aloud, for who words what comes next."""
    announced = record.said
    if announced is None:
        return Before()
    impact = tuple(Impact)[announced.peak] if announced.grade is None else None
    return Before(
        grade=announced.grade, root=announced.root, at=announced.at, is_over=announced.is_over, impact=impact
    )


def _gets_picture(incident: Incident) -> bool:
    return incident.state is IncidentState.RESOLVED and len(incident.services) >= PICTURE_FROM
