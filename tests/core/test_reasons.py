"""Reasons: every plan says truly why it posts, edits or leaves, and every reason is some plan's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Announcement, Notification
from bot.alerting.plan import Plan
from bot.alerting.plan_incident import plan_incident
from bot.alerting.plan_notice import CLOSE_AFTER, plan_notice
from bot.alerting.reason import Reason
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.reactions import Acknowledgement, Reactions
from bot.domain.status import Impact, ReportStatus
from bot.domain.subject import NoticeSubject
from tests.builders import NOON, at
from tests.chat_builders import (
    CARD,
    QUIET,
    QUIET_UNTIL,
    a_channel,
    a_context,
    a_record,
    an_open,
    carried_out,
    muted,
    of,
    over,
    reported,
    untold,
)

LATER = at(12, 10)
FIRST = an_open(grade=Grade.PROBABLE, members=2)
GROWN = an_open(2, members=3, at=LATER, known=FIRST)
ENDED = over(FIRST, at=LATER)
RESOLVED = ReportStatus.RESOLVED
QUIETLY = a_channel(quiet=QUIET)
DROPPING = a_channel(quiet=replace(QUIET, defers=False))
ACKNOWLEDGED = Reactions(acknowledgement=Acknowledgement(by="U1", at=LATER))
SILENT = replace(a_context(now=LATER), is_silent=True)
POSTING_ONLY = replace(a_context(now=LATER), edits=False)


def then(**changes: object) -> Incident:
    """What has become of the first by ten past."""
    return replace(FIRST, version=2, updated_at=LATER, **changes)  # type: ignore[arg-type]


def incident(
    state: Incident,
    record: Notification | None = None,
    context: DeliveryContext | None = None,
    *,
    is_wanted: bool = True,
) -> Plan:
    record, context = record or untold(of(state)), context or a_context(now=LATER)
    return plan_incident(of(state), record, context, is_wanted=is_wanted)


def page(
    subject: NoticeSubject,
    record: Notification | None = None,
    context: DeliveryContext | None = None,
    *,
    is_wanted: bool = True,
    group: str | None = None,
) -> Plan:
    record, context = record or untold(subject), context or a_context(now=LATER)
    return plan_notice(subject, record, context, is_wanted=is_wanted, group=group)


def after(plan: Plan, record: Notification, minute: int = 10) -> Notification:
    return carried_out(plan, record, at(12, minute))


TOLD = a_record(FIRST)
SHOWN = carried_out(incident(FIRST, context=a_context()), untold(of(FIRST)), NOON)
GONE = replace(TOLD, card=None)
DOUBTFUL = replace(untold(of(FIRST)), sending="inc-1:v1::post_card")
DEFERRED = incident(FIRST, context=a_context(QUIETLY)).after
DROPPED = incident(FIRST, context=a_context(DROPPING)).after
SAID_WEAKER = Announcement(grade=Grade.SUSPECTED, root="cloudflare", peak=Grade.SUSPECTED.rank, at=NOON)
NEVER_TOLD = untold(reported())
PAGE_TOLD = carried_out(page(reported(), context=a_context()), NEVER_TOLD, NOON)
GROUPED = after(page(reported(), PAGE_TOLD, group="inc-1"), PAGE_TOLD)
CLOSING = after(page(reported(RESOLVED, at=LATER), PAGE_TOLD), PAGE_TOLD)
CLOSE_NOW = a_context(now=LATER + CLOSE_AFTER)
CLOSED = after(page(reported(RESOLVED, at=LATER), CLOSING, CLOSE_NOW), CLOSING, 15)
PAGE_DROPPED = page(reported(), context=a_context(DROPPING)).after

FLAPPING = replace(a_context(now=LATER), shows_flapping=True, is_flapping=True)
HELD = page(reported(), context=FLAPPING).after
BUSY = replace(PAGE_TOLD, updates=tuple(at(12, minute) for minute in range(1, 9)))

PLANS: list[tuple[Reason, Callable[[], Plan], tuple[Act, ...]]] = [
    (Reason.FIRST_NOTIFICATION, lambda: incident(FIRST), (Act.POST_CARD,)),
    (Reason.FIRST_NOTIFICATION, lambda: page(reported()), (Act.POST_CARD,)),
    (Reason.FIRST_NOTIFICATION, lambda: incident(FIRST, DEFERRED), (Act.POST_CARD,)),
    (Reason.IN_DOUBT, lambda: incident(ENDED, DOUBTFUL, is_wanted=False), (Act.POST_CARD,)),
    (Reason.IN_DOUBT, lambda: incident(FIRST, DOUBTFUL, a_context(QUIETLY)), (Act.POST_CARD,)),
    (Reason.CARD_GONE, lambda: incident(then(), GONE), (Act.POST_CARD,)),
    (Reason.NEW_MEMBERS, lambda: incident(GROWN, TOLD), (Act.EDIT_CARD, Act.POST_IN_THREAD)),
    (
        Reason.GRADE_RAISED,
        lambda: incident(then(grade=Grade.CONFIRMED), TOLD),
        (Act.EDIT_CARD, Act.POST_ANEW),
    ),
    (
        Reason.GRADE_LOWERED,
        lambda: incident(replace(GROWN, grade=Grade.SUSPECTED), TOLD),
        (Act.EDIT_CARD, Act.POST_IN_THREAD),
    ),
    (
        Reason.ROOT_CHANGED,
        lambda: incident(then(root="aws", grade=Grade.CONFIRMED), TOLD),
        (Act.EDIT_CARD, Act.POST_ANEW),
    ),
    (
        Reason.SEVERITY_RAISED,
        lambda: page(reported(impact=Impact.CRITICAL, at=LATER), PAGE_TOLD),
        (Act.EDIT_CARD, Act.POST_ANEW),
    ),
    (
        Reason.PROVIDER_UPDATE,
        lambda: page(reported(ReportStatus.IDENTIFIED, at=LATER), PAGE_TOLD),
        (Act.EDIT_CARD, Act.POST_IN_THREAD),
    ),
    (
        Reason.REOPENED,
        lambda: page(reported(at=at(12, 30)), CLOSED, a_context(now=at(12, 30))),
        (Act.EDIT_CARD, Act.POST_ANEW),
    ),
    (Reason.ENDED, lambda: incident(ENDED, TOLD), (Act.EDIT_CARD, Act.POST_ANEW)),
    (Reason.ENDED, lambda: incident(ENDED, GONE), (Act.POST_ANEW,)),
    (Reason.ENDED, lambda: incident(ENDED, DEFERRED, a_context(now=QUIET_UNTIL)), (Act.POST_ANEW,)),
    (
        Reason.ENDED,
        lambda: page(reported(RESOLVED, at=LATER), CLOSING, CLOSE_NOW),
        (Act.EDIT_CARD, Act.POST_ANEW),
    ),
    (Reason.CARD_CHANGED, lambda: incident(then(probability=0.91), TOLD), (Act.EDIT_CARD,)),
    (
        Reason.CARD_CHANGED,
        lambda: incident(FIRST, SHOWN, replace(a_context(now=LATER), reactions=ACKNOWLEDGED)),
        (Act.EDIT_CARD,),
    ),
    (Reason.GROUPED, lambda: page(reported(), group="inc-1"), ()),
    (Reason.GROUPED, lambda: page(reported(), PAGE_TOLD, group="inc-1"), (Act.EDIT_CARD,)),
    (Reason.GROUPED, lambda: page(reported(at=LATER), GROUPED, group="inc-1"), ()),
    (Reason.UNGROUPED, lambda: page(reported(), GROUPED), (Act.EDIT_CARD,)),
    (Reason.EDIT_TOO_SOON, lambda: incident(then(probability=0.91), a_record(FIRST, at=LATER)), ()),
    (Reason.NOT_WORTH_A_POST, lambda: incident(GROWN, TOLD, POSTING_ONLY), ()),
    (Reason.NOT_WORTH_A_POST, lambda: incident(then(probability=0.91), TOLD, POSTING_ONLY), ()),
    (Reason.UP_TO_DATE, lambda: incident(FIRST, SHOWN), ()),
    (Reason.UP_TO_DATE, lambda: incident(ENDED, replace(GONE, said=Announcement(is_over=True))), ()),
    (Reason.UP_TO_DATE, lambda: page(reported(RESOLVED), replace(CLOSED, card=None)), ()),
    (Reason.NOT_WANTED, lambda: incident(FIRST, is_wanted=False), ()),
    (Reason.NOT_WANTED, lambda: page(reported(), is_wanted=False), ()),
    (Reason.NOT_WANTED, lambda: incident(ENDED, TOLD, SILENT, is_wanted=False), (Act.EDIT_CARD,)),
    (Reason.NOT_ANNOUNCED, lambda: incident(replace(FIRST, grade=Grade.COINCIDENT)), ()),
    (Reason.OVER_BEFORE_TOLD, lambda: incident(ENDED), ()),
    (Reason.OVER_BEFORE_TOLD, lambda: incident(over(FIRST, at=LATER, state=IncidentState.MERGED)), ()),
    (Reason.OVER_BEFORE_TOLD, lambda: page(reported(RESOLVED)), ()),
    (
        Reason.MUTED,
        lambda: incident(ENDED, TOLD, replace(a_context(now=LATER), reactions=muted())),
        (Act.EDIT_CARD,),
    ),
    (
        Reason.MUTED,
        lambda: page(
            reported(impact=Impact.MAJOR, at=LATER),
            PAGE_TOLD,
            replace(a_context(now=LATER), reactions=muted()),
        ),
        (Act.EDIT_CARD,),
    ),
    (Reason.QUIET_HOURS, lambda: incident(FIRST, context=a_context(QUIETLY)), ()),
    (Reason.QUIET_HOURS, lambda: incident(FIRST, context=a_context(DROPPING)), ()),
    (Reason.QUIET_HOURS, lambda: incident(then(), DROPPED, a_context(now=QUIET_UNTIL)), ()),
    (Reason.QUIET_HOURS, lambda: incident(ENDED, DEFERRED, a_context(QUIETLY, now=LATER)), ()),
    (Reason.QUIET_HOURS, lambda: incident(ENDED, TOLD, a_context(QUIETLY, now=LATER)), (Act.EDIT_CARD,)),
    (Reason.QUIET_HOURS, lambda: page(reported(), PAGE_DROPPED, a_context(now=QUIET_UNTIL)), ()),
    (Reason.CAP_REACHED, lambda: incident(FIRST, context=replace(a_context(), full_until=LATER)), ()),
    (Reason.FLAPPING, lambda: page(reported(), context=FLAPPING), ()),
    (Reason.FLAPPING, lambda: incident(ENDED, TOLD, FLAPPING), (Act.EDIT_CARD,)),
    (Reason.UP_TO_DATE, lambda: page(reported(), HELD), ()),
    (Reason.TOO_OFTEN, lambda: page(reported(at=LATER), BUSY), (Act.EDIT_CARD,)),
    (Reason.TOO_OFTEN, lambda: incident(GROWN, replace(TOLD, updates=BUSY.updates)), (Act.EDIT_CARD,)),
    (Reason.WAITING_TO_CLOSE, lambda: page(reported(RESOLVED, at=LATER), PAGE_TOLD), ()),
]


@pytest.mark.parametrize(("reason", "plan", "acts"), PLANS)
def test_a_plan_says_why(reason: Reason, plan: Callable[[], Plan], acts: tuple[Act, ...]) -> None:
    made = plan()

    assert made.reason is reason
    assert made.acts == acts


def test_every_reason_is_that_of_some_plan_or_of_what_is_told_beside_subjects() -> None:
    others = {Reason.DIGEST_DUE, Reason.CALM_AGAIN}
    others |= {Reason.ON_ITS_WAY, Reason.UNREACHABLE, Reason.BEFORE_WATCHED}

    assert {reason for reason, _, _ in PLANS} == set(Reason) - others


def test_a_claim_that_is_weaker_and_has_newcomers_is_told_as_weaker_and_a_new_root_outweighs_all() -> None:
    weaker = incident(replace(GROWN, grade=Grade.SUSPECTED), TOLD)
    rerooted = incident(replace(GROWN, grade=Grade.SUSPECTED, root="aws"), TOLD)
    joined = incident(replace(GROWN, grade=Grade.SUSPECTED), replace(TOLD, said=SAID_WEAKER))

    assert (weaker.reason, rerooted.reason) == (Reason.GRADE_LOWERED, Reason.ROOT_CHANGED)
    assert joined.reason is Reason.NEW_MEMBERS


def test_what_is_put_off_by_its_channel_is_held_and_says_until_when() -> None:
    full = incident(FIRST, context=replace(a_context(), full_until=LATER))
    quiet = incident(FIRST, context=a_context(QUIETLY))

    assert (full.held, full.again_at) == (True, LATER)
    assert (quiet.held, quiet.again_at) == (False, QUIET_UNTIL)


def test_a_card_that_is_there_is_never_a_first_notification() -> None:
    for minutes in range(0, 40, 7):
        context = a_context(now=NOON + timedelta(minutes=minutes))
        assert incident(GROWN, replace(TOLD, card=CARD), context).reason is not Reason.FIRST_NOTIFICATION
