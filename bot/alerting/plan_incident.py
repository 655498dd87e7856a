"""What to do in one channel about one incident of ours: which message to post, which to edit, what to leave.

One message an incident and channel, edited as it grows. Newcomers are told in its thread. What changes the
claim itself (a higher grade than ever, another root, the end) is posted anew, because an edit notifies
nobody. The plan compares what was said aloud with how things stand, so that a backlog collapses by itself
and a plan made again after a crash finds nothing left to do.
"""

from dataclasses import replace

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Announcement, Notification
from bot.alerting.plan import News, Plan, following, opening, state_of
from bot.alerting.reason import Reason
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.subject import IncidentSubject


def plan_incident(
    subject: IncidentSubject, record: Notification, context: DeliveryContext, *, is_wanted: bool
) -> Plan:
    """The plan. `is_wanted`: it concerns the channel and passes its filters; once told, it is told on."""
    incident = subject.incident
    if record.card is None and record.deferred and incident.state is IncidentState.RESOLVED:
        return _after_quiet(incident, record, context)
    announced = _announced(incident, record)
    shown = state_of(subject, context.reactions, is_flapping=context.shows_flapping)
    if record.card is None and not (incident.is_over and record.is_unfinished):
        return opening(record, context, announced, shown, _unwanted(incident, record, is_wanted=is_wanted))
    withheld = context.withholds_claim(incident.grade, incident.root)
    return following(record, context, shown, _news(incident, record, context), announced, withheld)


def _after_quiet(incident: Incident, record: Notification, context: DeliveryContext) -> Plan:
    """Quiet hours promised to tell it, and it ended in them: one post says both when they are over."""
    if context.is_quiet_for(incident.grade):
        return Plan(after=record, reason=Reason.QUIET_HOURS, again_at=context.quiet_until)
    after = replace(record, said=_announced(incident, record), deferred=False)
    return Plan(after=after, acts=(Act.POST_ANEW,), reason=Reason.ENDED)


def _unwanted(incident: Incident, record: Notification, *, is_wanted: bool) -> Reason | None:
    """Why it is not to get a card, if it is not."""
    if not is_wanted:
        return Reason.NOT_WANTED
    if incident.state is not IncidentState.OPEN:
        return Reason.UP_TO_DATE if record.says_over else Reason.OVER_BEFORE_TOLD
    if incident.grade is Grade.COINCIDENT:
        return Reason.NOT_ANNOUNCED
    is_more = record.said is None or incident.grade.rank > record.said.peak
    return Reason.QUIET_HOURS if record.dropped and not is_more else None


def _news(incident: Incident, record: Notification, context: DeliveryContext) -> News | None:
    """What is worth a post, against what was said aloud last."""
    announced = record.said or Announcement()
    if incident.is_over or announced.is_over:
        return News(Act.POST_ANEW, Reason.ENDED) if not announced.is_over else None
    if incident.root != announced.root:
        return News(Act.POST_ANEW, Reason.ROOT_CHANGED)
    if incident.grade.rank > announced.peak:
        return News(Act.POST_ANEW, Reason.GRADE_RAISED)
    if announced.grade is not None and incident.grade.rank < announced.grade.rank:
        return News(Act.POST_IN_THREAD, Reason.GRADE_LOWERED)
    newcomers = [m for m in incident.members if announced.at is None or m.joined_at > announced.at]
    is_own = any(member.service in context.own for member in newcomers)
    return News(Act.POST_IN_THREAD, Reason.NEW_MEMBERS, is_owed=is_own) if newcomers else None


def _announced(incident: Incident, record: Notification) -> Announcement:
    before = record.said or Announcement()
    return Announcement(
        grade=incident.grade,
        root=incident.root,
        peak=max(before.peak, incident.grade.rank),
        is_over=incident.is_over,
        at=incident.updated_at,
    )
