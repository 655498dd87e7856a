"""The plan about whatever a channel may be told of."""

from dataclasses import replace
from typing import assert_never

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.flapping import Flapping
from bot.alerting.notification import Notification
from bot.alerting.plan import Plan
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
            return plan_incident(subject, record, context, is_wanted=is_wanted)
        case NoticeSubject():
            return plan_notice(subject, record, context, is_wanted=is_wanted, group=group)
        case _:
            assert_never(subject)


def flapping_in(context: DeliveryContext, subject: Subject, topic: Notification) -> DeliveryContext:
    """The channel at its moment, with whether the subject flaps there."""
    known = topic.flapping or Flapping()
    is_shown = known.calm_at is not None and context.now < known.calm_at and subject.id in known.subjects
    return replace(context, shows_flapping=is_shown, is_flapping=known.holds(subject, context.now))
