"""Plans about reports and planned work: open fast, close slowly, and silent where an incident speaks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan
from bot.alerting.plan_notice import CLOSE_AFTER, plan_notice
from bot.domain.status import Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import NoticeSubject
from tests.builders import NOON, a_maintenance, at
from tests.chat_builders import (
    QUIET,
    QUIET_UNTIL,
    a_channel,
    a_context,
    a_notice,
    carried_out,
    muted,
    posts,
    reported,
    untold,
)

CARD, EDIT, THREAD, ANEW = Act.POST_CARD, Act.EDIT_CARD, Act.POST_IN_THREAD, Act.POST_ANEW
OPEN, RESOLVED = ReportStatus.INVESTIGATING, ReportStatus.RESOLVED
LATER = at(12, 10)
GROUP = "inc-1"
FIRST = reported()
QUIETLY = a_channel(quiet=QUIET)
DROPPING = a_channel(quiet=replace(QUIET, defers=False))


def planned(
    subject: NoticeSubject,
    record: Notification,
    context: DeliveryContext,
    *,
    is_wanted: bool = True,
    group: str | None = None,
) -> Plan:
    return plan_notice(subject, record, context, is_wanted=is_wanted, group=group)


def after(
    subject: NoticeSubject, record: Notification, now: datetime, *, group: str | None = None
) -> Notification:
    return carried_out(planned(subject, record, a_context(now=now), group=group), record, now)


TOLD = after(FIRST, untold(FIRST), NOON)
CLOSED = after(reported(RESOLVED, at=LATER), after(reported(RESOLVED, at=LATER), TOLD, LATER), at(12, 15))


@pytest.mark.parametrize(
    ("subject", "acts"),
    [
        (FIRST, ()),
        (reported(ReportStatus.IDENTIFIED, at=LATER), (EDIT, THREAD)),
        (reported(impact=None, at=LATER), (EDIT, THREAD)),
        (reported(impact=Impact.NONE, at=LATER), (EDIT, THREAD)),
        (reported(impact=Impact.MAJOR, at=LATER), (EDIT, ANEW)),
        (reported(RESOLVED, at=LATER), ()),
    ],
)
def test_worse_is_posted_anew_and_other_words_go_to_the_thread(
    subject: NoticeSubject, acts: tuple[Act, ...]
) -> None:
    assert planned(subject, TOLD, a_context(now=LATER)).acts == acts


def test_a_severity_that_was_said_before_is_not_posted_anew() -> None:
    worse = after(reported(impact=Impact.CRITICAL, at=LATER), TOLD, LATER)
    better = after(reported(impact=Impact.MINOR, at=at(12, 20)), worse, at(12, 20))

    again = planned(reported(impact=Impact.CRITICAL, at=at(12, 30)), better, a_context(now=at(12, 30)))

    assert again.acts == (EDIT, THREAD)


@pytest.mark.parametrize(
    "status", [RESOLVED, ReportStatus.POSTMORTEM, ReportStatus.WITHDRAWN, ReportStatus.STALE]
)
def test_an_end_is_told_once_it_has_stayed_so(status: ReportStatus) -> None:
    ended = reported(status, at=LATER)

    plan = planned(ended, TOLD, a_context(now=LATER))
    waiting = carried_out(plan, TOLD, LATER)
    assert (plan.acts, plan.again_at) == ((), LATER + CLOSE_AFTER)
    early = planned(ended, waiting, a_context(now=LATER + CLOSE_AFTER - timedelta(seconds=1)))
    assert early.acts == ()
    in_time = planned(ended, waiting, a_context(now=LATER + CLOSE_AFTER))
    assert (in_time.acts, in_time.again_at) == ((EDIT, ANEW), None)


def test_what_comes_back_while_we_wait_was_never_over() -> None:
    waiting = after(reported(RESOLVED, at=LATER), TOLD, LATER)

    back = planned(reported(OPEN, at=at(12, 12)), waiting, a_context(now=at(12, 12)))

    assert back.acts == (EDIT, THREAD)
    assert back.after.over_since is None
    again = planned(
        reported(RESOLVED, at=at(12, 14)), carried_out(back, waiting, at(12, 12)), a_context(now=at(12, 14))
    )
    assert again.again_at == at(12, 14) + CLOSE_AFTER


def test_what_comes_back_after_its_end_was_told_is_posted_anew() -> None:
    assert planned(reported(OPEN, at=at(12, 30)), CLOSED, a_context(now=at(12, 30))).acts == (EDIT, ANEW)


def test_a_post_mortem_is_shown_and_calls_nobody() -> None:
    late = reported(ReportStatus.POSTMORTEM, at=at(20))

    assert planned(late, CLOSED, a_context(now=at(20))).acts == (EDIT,)


def test_what_was_over_when_we_first_saw_it_is_never_told() -> None:
    assert planned(reported(RESOLVED), untold(FIRST), a_context()).acts == ()
    assert planned(FIRST, untold(FIRST), a_context(), is_wanted=False).acts == ()


# Where an incident speaks for a report.


def test_a_report_that_an_incident_speaks_for_gets_no_message_of_its_own() -> None:
    plan = planned(FIRST, untold(FIRST), a_context(), group=GROUP)

    assert plan.acts == ()
    assert plan.after.group == GROUP


def test_one_that_has_a_message_says_once_that_the_incident_speaks_for_it_and_is_silent_then() -> None:
    plan = planned(FIRST, TOLD, a_context(now=LATER), group=GROUP)
    grouped = carried_out(plan, TOLD, LATER)

    assert plan.acts == (EDIT,)
    for subject in (
        reported(impact=Impact.CRITICAL, at=at(12, 20)),
        reported(ReportStatus.IDENTIFIED, at=at(12, 21)),
    ):
        assert planned(subject, grouped, a_context(now=at(12, 22)), group=GROUP).acts == ()


def test_what_was_put_off_is_still_to_be_shown() -> None:
    plan = planned(FIRST, TOLD, a_context(now=LATER), group=GROUP)
    put_off = replace(plan.after, shown=TOLD.shown)

    assert planned(FIRST, put_off, a_context(now=at(12, 11)), group=GROUP).acts == (EDIT,)


def test_one_that_ends_in_its_group_shows_so_and_calls_nobody() -> None:
    grouped = after(FIRST, TOLD, LATER, group=GROUP)
    ended = reported(RESOLVED, at=at(12, 20))

    plan = planned(ended, grouped, a_context(now=at(12, 20)), group=GROUP)

    assert plan.acts == (EDIT,)
    done = carried_out(plan, grouped, at(12, 20))
    assert planned(ended, done, a_context(now=at(13)), group=None).acts in ((), (EDIT,))


def test_a_straggler_is_followed_again_when_its_incident_is_over() -> None:
    grouped = after(FIRST, TOLD, LATER, group=GROUP)

    freed = planned(FIRST, grouped, a_context(now=at(13)), group=None)
    assert freed.acts == (EDIT,)
    alone = carried_out(freed, grouped, at(13))
    assert planned(reported(impact=Impact.MAJOR, at=at(13, 5)), alone, a_context(now=at(13, 5))).acts == (
        EDIT,
        ANEW,
    )


def test_a_straggler_that_never_had_a_message_gets_one_and_is_followed() -> None:
    silent = after(FIRST, untold(FIRST), NOON, group=GROUP)
    late = reported(ReportStatus.IDENTIFIED, at=at(13))

    plan = planned(late, silent, a_context(now=at(13)))

    assert plan.acts == (CARD,)
    record = carried_out(plan, silent, at(13))
    assert record.group is None
    worse = reported(impact=Impact.CRITICAL, at=at(13, 5))
    assert planned(worse, record, a_context(now=at(13, 5))).acts == (EDIT, ANEW)


# Mutes, quiet hours, caps.


@pytest.mark.parametrize(
    "subject",
    [
        reported(ReportStatus.IDENTIFIED, at=LATER),
        reported(impact=Impact.NONE, at=LATER),
    ],
)
def test_a_muted_report_is_kept_current_in_silence(subject: NoticeSubject) -> None:
    context = replace(a_context(now=LATER), reactions=muted())

    assert planned(subject, TOLD, context).acts == (EDIT,)


def test_a_mute_breaks_when_a_report_gets_worse_than_it_was_then() -> None:
    once_muted = replace(a_context(now=LATER), reactions=muted(severity=1))

    assert planned(reported(impact=Impact.MINOR, at=LATER), TOLD, once_muted).acts == (EDIT,)
    assert planned(reported(impact=Impact.MAJOR, at=LATER), TOLD, once_muted).acts == (EDIT, ANEW)


def test_a_muted_report_ends_in_silence() -> None:
    context = replace(a_context(now=at(12, 15)), reactions=muted())
    ended = reported(RESOLVED, at=LATER)

    assert planned(ended, after(ended, TOLD, LATER), context).acts == (EDIT,)


def test_quiet_hours_defer_what_is_open_until_they_end_or_drop_it() -> None:
    deferred = planned(FIRST, untold(FIRST), a_context(QUIETLY))
    dropped = planned(FIRST, untold(FIRST), a_context(DROPPING))
    assert (deferred.acts, deferred.again_at, deferred.after.deferred) == ((), QUIET_UNTIL, True)
    assert (dropped.acts, dropped.again_at, dropped.after.dropped) == ((), None, True)

    awake = a_context(now=QUIET_UNTIL)
    assert planned(FIRST, deferred.after, awake).acts == (CARD,)
    assert planned(FIRST, dropped.after, awake).acts == ()
    assert planned(reported(ReportStatus.IDENTIFIED, at=QUIET_UNTIL), dropped.after, awake).acts == ()
    assert planned(reported(impact=Impact.MAJOR, at=QUIET_UNTIL), dropped.after, awake).acts == (CARD,)


def test_quiet_hours_defer_an_end_and_show_it_meanwhile() -> None:
    ended = reported(RESOLVED, at=LATER)
    waiting = after(ended, TOLD, LATER)

    deferred = planned(ended, waiting, a_context(QUIETLY, now=at(12, 15)))
    dropped = planned(ended, waiting, a_context(DROPPING, now=at(12, 15)))

    assert (deferred.acts, deferred.again_at) == ((EDIT,), QUIET_UNTIL)
    assert (dropped.acts, dropped.again_at) == ((EDIT,), None)
    awake = a_context(QUIETLY, now=QUIET_UNTIL)
    assert planned(ended, carried_out(deferred, waiting, at(12, 15)), awake).acts == (ANEW,)
    assert planned(ended, carried_out(dropped, waiting, at(12, 15)), awake).acts == ()


def test_a_full_channel_holds_reports_back() -> None:
    plan = planned(FIRST, untold(FIRST), replace(a_context(), full_until=LATER))

    assert (plan.acts, plan.again_at, plan.held) == ((), LATER, True)


def test_planned_work_begins_and_ends_with_a_post() -> None:
    begun = NoticeSubject(notice=a_notice(maintenance=a_maintenance()))
    done = a_notice(maintenance=a_maintenance(status=MaintenanceStatus.COMPLETED), at=at(14))
    record = after(begun, untold(begun), NOON)
    waiting = after(NoticeSubject(notice=done), record, at(14))

    assert record.card is not None
    assert planned(NoticeSubject(notice=done), waiting, a_context(now=at(14, 5))).acts == (EDIT, ANEW)


# Any life of a report, looked at as often or seldom as may be.


@dataclass(frozen=True)
class Step:
    status: ReportStatus
    impact: Impact | None
    group: str | None
    minutes: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(ReportStatus),
        st.sampled_from([None, *Impact]),
        st.sampled_from([None, None, "inc-1", "inc-2"]),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=7,
)


@dataclass
class Witness:
    """A channel that is told: every act, with the time, and the record."""

    record: Notification
    context: DeliveryContext
    acts: list[tuple[datetime, Act]]
    awaited: datetime | None = None

    def look(self, subject: NoticeSubject, group: str | None, now: datetime) -> None:
        context = replace(self.context, now=now)
        plan = planned(subject, self.record, context, group=group)
        self.record = carried_out(plan, self.record, now)
        self.acts += [(now, act) for act in plan.acts]
        self.awaited = plan.again_at
        again = planned(subject, self.record, context, group=group)
        assert again.acts == (), "planned again, there is still something to do"
        assert carried_out(again, self.record, now) == self.record


def witness(taken: Sequence[Step], seen: Sequence[bool], context: DeliveryContext) -> Witness:
    """What a channel is told that looks at some of the states, and at the last until all is done."""
    first = replace(taken[0], status=OPEN, group=None)
    now, found = NOON, Witness(untold(FIRST), context, [])
    subject, group = FIRST, None
    for n, step in enumerate((first, *taken)):
        now += timedelta(minutes=step.minutes, seconds=1)
        subject, group = reported(step.status, impact=step.impact, at=now), step.group
        if n in (0, len(taken)) or seen[n % len(seen)]:
            found.look(subject, group, now)
    for _ in range(10):
        if found.awaited is None:
            return found
        found.look(subject, group, found.awaited)
    raise AssertionError("it never comes to rest")


looks = st.lists(st.booleans(), min_size=7, max_size=7)


@given(steps, looks)
def test_however_a_report_is_looked_at_it_has_one_card_and_what_was_said_last_is_how_it_ended(
    taken: list[Step], seen: list[bool]
) -> None:
    for looked in (seen, [True]):
        found = witness(taken, looked, a_context())

        acts = [act for _, act in found.acts]
        assert acts.count(CARD) == 1
        assert found.record.said is not None
        last = taken[-1]
        if last.group is None:
            assert found.record.said.is_over is not last.status.is_open
            assert found.record.shown.count("inc-") == 0
            assert found.record.group is None
        else:
            assert found.record.group == last.group
            assert last.group in found.record.shown


@given(steps, looks)
def test_a_report_is_never_posted_about_while_an_incident_speaks_for_it(
    taken: list[Step], seen: list[bool]
) -> None:
    grouped = [replace(step, group="inc-1") for step in taken]

    found = witness(grouped, seen, a_context())

    assert posts([act for _, act in found.acts]) == [CARD]


@given(steps, looks)
def test_a_muted_channel_gets_no_post_and_its_card_ends_right(taken: list[Step], seen: list[bool]) -> None:
    alone = [replace(step, group=None) for step in taken]

    found = witness(alone, seen, replace(a_context(), reactions=muted()))

    assert posts([act for _, act in found.acts]) == [CARD]
    assert found.record.said is not None
    assert found.record.said.is_over is not taken[-1].status.is_open
