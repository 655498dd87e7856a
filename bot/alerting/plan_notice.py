"""What to do in one channel about what a provider's own page says.

Open fast, close slowly: a report is told at once, and called over only once it has stayed so for a while. One
that an incident of ours speaks for gets no message of its own, and the one it has is no longer followed.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Announcement, Notification
from bot.alerting.plan import News, Plan, following, group_in, opening, state_of
from bot.alerting.reason import Reason
from bot.domain.subject import Notice, NoticeSubject

# Pages take an all-clear back within minutes: what comes back in this time was never over.
CLOSE_AFTER: Final = timedelta(minutes=5)


def plan_notice(
    subject: NoticeSubject,
    record: Notification,
    context: DeliveryContext,
    *,
    is_wanted: bool,
    group: str | None,
) -> Plan:
    """The plan. `group` is the incident that this channel hears of and that the report is part of."""
    notice = subject.notice
    if record.card is None and not (notice.is_over and record.is_unfinished and group is None):
        unwanted = _unwanted(notice, record, group, is_wanted=is_wanted)
        shown = state_of(subject, context.reactions, group or "", is_flapping=context.shows_flapping)
        return opening(replace(record, group=group), context, _announced(notice, record), shown, unwanted)
    if group is not None or record.group is not None:
        return _grouped(subject, record, context, group)
    if notice.is_over and not record.says_over:
        return _closing(subject, record, context)
    return _followed(subject, replace(record, over_since=None), context, _news(notice, record))


def _closing(subject: NoticeSubject, record: Notification, context: DeliveryContext) -> Plan:
    """Wait whether it stays over; then say so."""
    since = record.over_since or context.now
    if context.now - since < CLOSE_AFTER:
        waiting = replace(record, over_since=since)
        return Plan(after=waiting, reason=Reason.WAITING_TO_CLOSE, again_at=since + CLOSE_AFTER)
    return _followed(subject, record, context, News(Act.POST_ANEW, Reason.ENDED))


def _grouped(
    subject: NoticeSubject, record: Notification, context: DeliveryContext, group: str | None
) -> Plan:
    """The incident speaks for it, or no longer does: one edit says so."""
    reason = Reason.GROUPED if group is not None else Reason.UNGROUPED
    says_so = not context.edits or group_in(record.shown) == (group or "")
    if group == record.group and says_so and not subject.is_over:
        return Plan(after=record, reason=reason)
    peak = (record.said or Announcement()).peak
    if group is None and not subject.is_over and subject.notice.severity > peak:
        # It became worse while the incident spoke for it: that was never said of itself.
        news = News(Act.POST_ANEW, Reason.SEVERITY_RAISED)
        return _followed(subject, replace(record, group=None, over_since=None), context, news)
    shown = state_of(subject, context.reactions, group or "")
    heard = replace(_announced(subject.notice, record), peak=peak)
    after = replace(record, group=group, said=heard, over_since=None, shown=shown)
    acts = (Act.EDIT_CARD,) if shown != record.shown and context.edits else ()
    return Plan(after=after, acts=acts, reason=reason)


def _followed(
    subject: NoticeSubject, record: Notification, context: DeliveryContext, news: News | None
) -> Plan:
    announced = _announced(subject.notice, record)
    shown = state_of(subject, context.reactions, is_flapping=context.shows_flapping)
    withheld = context.withholds_report(subject.notice.severity)
    return following(record, context, shown, news, announced, withheld)


def _unwanted(notice: Notice, record: Notification, group: str | None, *, is_wanted: bool) -> Reason | None:
    """Why it is not to get a card, if it is not."""
    if not is_wanted:
        return Reason.NOT_WANTED
    if group is not None:
        return Reason.GROUPED
    if notice.is_over:
        return Reason.UP_TO_DATE if record.says_over else Reason.OVER_BEFORE_TOLD
    is_more = record.said is None or notice.severity > record.said.peak
    return Reason.QUIET_HOURS if record.dropped and not is_more else None


def _news(notice: Notice, record: Notification) -> News | None:
    """What is worth a post, against what was said aloud last."""
    announced = record.said or Announcement()
    if announced.is_over:
        return News(Act.POST_ANEW, Reason.REOPENED) if not notice.is_over else None
    if notice.severity > announced.peak:
        return News(Act.POST_ANEW, Reason.SEVERITY_RAISED)
    is_newer = announced.at is None or notice.at > announced.at
    return News(Act.POST_IN_THREAD, Reason.PROVIDER_UPDATE) if is_newer else None


def _announced(notice: Notice, record: Notification) -> Announcement:
    before = record.said or Announcement()
    return Announcement(peak=max(before.peak, notice.severity), is_over=notice.is_over, at=notice.at)
