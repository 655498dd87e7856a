"""The plan about whatever a channel may be told of."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.flapping import Flapping
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan, earliest
from bot.alerting.plan_incident import plan_incident
from bot.alerting.plan_notice import plan_notice
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject


def plan_of(
    subject: Subject,
    record: Notification,
    context: DeliveryContext,
    *,
    is_wanted: bool,
    group: str | None = None,
) -> Plan:
    """What is to be done about it. `group` is the incident that speaks for a report in this channel."""
    match subject:
        case IncidentSubject():
            plan = plan_incident(subject, record, context, is_wanted=is_wanted)
        case NoticeSubject():
            plan = plan_notice(subject, record, context, is_wanted=is_wanted, group=group)
        case _:
            assert_never(subject)
    every = context.repeats_every
    is_done = subject.is_over or (isinstance(subject, NoticeSubject) and subject.notice.is_test)
    return plan if every is None or is_done else _repeated(plan, record, context.now, every)


def _repeated(plan: Plan, record: Notification, now: datetime, every: timedelta) -> Plan:
    """The same, with the card sent again where the platform has not been sent it for so long."""
    if Act.POST_CARD in plan.acts or Act.EDIT_CARD in plan.acts:
        return replace(plan, again_at=earliest(plan.again_at, now + every))
    if record.card is None:
        return plan
    due = (record.shown_at or now) + every
    if now < due:
        return replace(plan, again_at=earliest(plan.again_at, due))
    acts = (Act.EDIT_CARD, *plan.acts)
    return replace(plan, acts=acts, again_at=earliest(plan.again_at, now + every))


def flapping_in(context: DeliveryContext, subject: Subject, topic: Notification) -> DeliveryContext:
    """The channel at its moment, with whether the subject flaps there."""
    known = topic.flapping or Flapping()
    is_shown = known.calm_at is not None and context.now < known.calm_at and subject.id in known.subjects
    is_held = known.holds(subject, context.now)
    if not (is_shown or is_held):
        return context
    return replace(context, shows_flapping=is_shown, is_flapping=is_held)
