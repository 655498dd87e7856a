"""What to do in one channel about what a provider's own page says.

Open fast, close slowly: a report is told at once, and called over only once it has stayed so for a while. One
that an incident of ours speaks for gets no message of its own, and the one it has is no longer followed.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Notification, Plan, Said
from bot.alerting.plan import earliest, group_in, opening, state_of, with_edit
from bot.domain.notice import Notice
from bot.domain.subject import Subject

# Pages take an all-clear back within minutes: what comes back in this time was never over.
CLOSE_AFTER: Final = timedelta(minutes=5)


def plan_notice(
    subject: Subject, told: Notification, scene: DeliveryContext, *, is_wanted: bool, group: str | None
) -> Plan:
    """The plan. `group` is the incident that this channel hears of and that the report is part of."""
    notice = subject.notice
    assert notice is not None
    is_over = notice.is_over
    if told.card is None and not (is_over and told.is_unfinished and group is None):
        is_news = is_wanted and not is_over and group is None and not _is_dropped(notice, told)
        shown = state_of(subject, scene, group or "")
        return opening(replace(told, group=group), scene, _said(notice, told), shown, is_wanted=is_news)
    if group is not None or told.group is not None:
        return _grouped(subject, told, scene, group)
    if is_over and not _was_over(told):
        return _closing(subject, told, scene)
    act = _loud(notice, told)
    return _told(subject, replace(told, over_since=None), scene, act, None)


def _closing(subject: Subject, told: Notification, scene: DeliveryContext) -> Plan:
    """Wait whether it stays over; then say so."""
    since = told.over_since or scene.now
    if scene.now - since < CLOSE_AFTER:
        return Plan(after=replace(told, over_since=since), again_at=since + CLOSE_AFTER)
    return _told(subject, told, scene, Act.POST_ANEW, None)


def _grouped(subject: Subject, told: Notification, scene: DeliveryContext, group: str | None) -> Plan:
    """The incident speaks for it, or no longer does: one edit says so."""
    assert subject.notice is not None
    after = replace(told, group=group, said=_said(subject.notice, told), over_since=None)
    shown = state_of(subject, scene, group or "")
    says_so = not scene.edits or group_in(told.shown) == (group or "")
    if group == told.group and says_so and not subject.notice.is_over:
        return Plan(after=told)
    return Plan(
        after=replace(after, shown=shown),
        acts=(Act.EDIT_CARD,) if shown != told.shown and scene.edits else (),
    )


def _told(
    subject: Subject, told: Notification, scene: DeliveryContext, act: Act | None, again: datetime | None
) -> Plan:
    """Edit the card and do the act, as far as mutes and quiet hours let it."""
    notice, said = subject.notice, told.said
    assert notice is not None
    if act is not None and scene.is_muted_at(severity_of(notice)):
        act, said = None, _said(notice, told)
    elif act is not None and scene.is_quiet_for(None):
        again = scene.quiet_until if scene.defers else None
        act, said = None, said if scene.defers else _said(notice, told)
    elif act is not None:
        said = _said(notice, told)
    shown = state_of(subject, scene)
    acts, edit_at = with_edit(act, told, shown, scene)
    is_shown = Act.EDIT_CARD in acts or not scene.edits
    since = None if said is not None and said.is_over else told.over_since
    after = replace(told, shown=shown if is_shown else told.shown, said=said, over_since=since)
    return Plan(after=after, acts=acts, again_at=earliest(again, edit_at))


def _loud(notice: Notice, told: Notification) -> Act | None:
    said = told.said or Said()
    if said.is_over:
        return None if notice.is_over else Act.POST_ANEW
    if severity_of(notice) > said.peak:
        return Act.POST_ANEW
    return Act.POST_IN_THREAD if said.at is None or notice.at > said.at else None


def _said(notice: Notice, told: Notification) -> Said:
    before = told.said or Said()
    return Said(peak=max(before.peak, severity_of(notice)), is_over=notice.is_over, at=notice.at)


def _was_over(told: Notification) -> bool:
    return told.said is not None and told.said.is_over


def _is_dropped(notice: Notice, told: Notification) -> bool:
    return told.dropped and told.said is not None and severity_of(notice) <= told.said.peak


def severity_of(notice: Notice) -> int:
    """How bad its provider says it is, as a rank in Impact; 0 where it says nothing."""
    impact = notice.report.impact if notice.report else None
    return impact.rank if impact is not None else 0
