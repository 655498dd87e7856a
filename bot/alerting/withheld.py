"""What is open and was not told in a channel, and why: the plan that would be made now knows."""

from dataclasses import dataclass
from datetime import datetime

from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan
from bot.alerting.reason import Reason
from bot.domain.reactions import Reactions
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject, report_subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStanding:
    """How something open stands in a channel: what was told of it, and what would be done about it now.

    `is_pending`: the channel is to be told something of it.
    """

    subject: Subject
    record: Notification
    plan: Plan
    reactions: Reactions
    is_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Why it was not told, and `until` when, where that is known."""

    reason: Reason
    until: datetime | None = None


def withheld(
    one: ChannelStanding, speaker: ChannelStanding | None = None, *, is_failing: bool = False
) -> Withheld | None:
    """Why it was not told; None where it was, by itself or by the `speaker`, the incident that it is part of.

    `is_failing`: the channel cannot be reached.
    """
    if one.record.posted_at is not None:
        return None
    if one.plan.reason is Reason.GROUPED and speaker is not None:
        return _by(speaker, one.subject) or withheld(speaker, is_failing=is_failing)
    if one.record.held:
        return Withheld(reason=Reason.FLAPPING)
    if Act.POST_CARD not in one.plan.acts:
        return Withheld(reason=one.plan.reason, until=one.plan.again_at)
    if not one.is_pending:
        return Withheld(reason=Reason.BEFORE_WATCHED)
    return Withheld(reason=Reason.UNREACHABLE if is_failing else Reason.ON_ITS_WAY)


def _by(speaker: ChannelStanding, subject: Subject) -> Withheld | None:
    """What keeps back that a report has joined an incident which has a message of its own."""
    said = speaker.record.said
    if speaker.record.posted_at is None or said is None or said.at is None:
        return None
    incident = speaker.subject.incident if isinstance(speaker.subject, IncidentSubject) else None
    joined = [m.joined_at for m in incident.members if _is(m.source, m.report, subject)] if incident else []
    if not joined or joined[0] <= said.at:
        return None
    mute, plan = speaker.reactions.mute, speaker.plan
    if plan.acts and Act.EDIT_CARD not in plan.acts[-1:]:
        return Withheld(reason=Reason.ON_ITS_WAY)
    return Withheld(
        reason=plan.reason, until=mute.until if mute and plan.reason is Reason.MUTED else plan.again_at
    )


def _is(source: str, report: str, subject: Subject) -> bool:
    return isinstance(subject, NoticeSubject) and report_subject(source, report) == subject.id
