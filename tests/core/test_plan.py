"""Plans about incidents: one card, edited in place; loud only for what changes the claim; nothing twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerting.delivery_context import EDIT_EVERY, EDIT_OLD_EVERY, DeliveryContext
from bot.alerting.notification import Act, Announcement, Notification
from bot.alerting.plan_incident import plan_incident
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.reactions import Acknowledgement, Reactions
from tests.builders import NOON, at
from tests.chat_builders import (
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
    posts,
    untold,
)

CARD, EDIT, THREAD, ANEW = Act.POST_CARD, Act.EDIT_CARD, Act.POST_IN_THREAD, Act.POST_ANEW
SUSPECTED, PROBABLE, CONFIRMED = Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED
LATER = at(12, 10)
FIRST = an_open(grade=PROBABLE, members=2)
MUTED = muted(grade=PROBABLE, root="cloudflare")
QUIETLY = a_channel(quiet=QUIET)
DROPPING = a_channel(quiet=replace(QUIET, defers=False))


def then(**changes: object) -> Incident:
    """What has become of the first by ten past."""
    grown = an_open(2, members=3, at=LATER, known=FIRST) if changes.pop("joined", False) else FIRST
    return replace(grown, version=2, updated_at=LATER, **changes)  # type: ignore[arg-type]


ENDED = over(FIRST, at=LATER)
WITHDRAWN = over(FIRST, at=LATER, state=IncidentState.WITHDRAWN)
MERGED = over(FIRST, at=LATER, state=IncidentState.MERGED)


@pytest.mark.parametrize(
    ("incident", "acts"),
    [
        (FIRST, ()),
        (then(probability=0.91), (EDIT,)),
        (then(joined=True), (EDIT, THREAD)),
        (then(grade=CONFIRMED), (EDIT, ANEW)),
        (then(grade=CONFIRMED, joined=True), (EDIT, ANEW)),
        (then(root="aws"), (EDIT, ANEW)),
        (then(root="aws", grade=SUSPECTED), (EDIT, ANEW)),
        (then(grade=SUSPECTED), (EDIT, THREAD)),
        (ENDED, (EDIT, ANEW)),
        (replace(ENDED, grade=CONFIRMED, root="aws"), (EDIT, ANEW)),
        (WITHDRAWN, (EDIT, ANEW)),
        (MERGED, (EDIT, ANEW)),
    ],
)
def test_what_changes_the_claim_is_posted_anew_and_newcomers_go_to_the_thread(
    incident: Incident, acts: tuple[Act, ...]
) -> None:
    context = a_context(now=LATER)
    shown = carried_out(
        plan_incident(of(FIRST), untold(of(FIRST)), a_context(), is_wanted=True), untold(of(FIRST)), NOON
    )

    assert plan_incident(of(incident), shown, context, is_wanted=True).acts == acts


def test_a_grade_that_was_said_before_is_not_said_again() -> None:
    record = a_record(
        FIRST, said=Announcement(grade=SUSPECTED, root="cloudflare", peak=CONFIRMED.rank, at=NOON)
    )

    for grade in (SUSPECTED, PROBABLE, CONFIRMED):
        assert plan_incident(of(then(grade=grade)), record, a_context(now=LATER), is_wanted=True).acts == (
            EDIT,
        )


@pytest.mark.parametrize("incident", [ENDED, WITHDRAWN, MERGED])
def test_what_is_over_before_it_was_told_is_never_told(incident: Incident) -> None:
    record = untold(of(FIRST))

    plan = plan_incident(of(incident), record, a_context(now=LATER), is_wanted=True)

    assert plan.acts == ()
    assert plan.again_at is None


def test_what_is_not_wanted_is_not_told_and_once_told_it_is_told_on() -> None:
    assert plan_incident(of(FIRST), untold(of(FIRST)), a_context(), is_wanted=False).acts == ()

    assert plan_incident(of(ENDED), a_record(FIRST), a_context(now=LATER), is_wanted=False).acts == (
        EDIT,
        ANEW,
    )


def test_edits_wait_their_turn_and_news_does_not() -> None:
    record = a_record(FIRST, at=LATER)
    edited = plan_incident(of(then(probability=0.91)), record, a_context(now=LATER), is_wanted=True)
    joined = plan_incident(of(then(joined=True)), record, a_context(now=LATER), is_wanted=True)
    ended = plan_incident(of(ENDED), record, a_context(now=LATER), is_wanted=True)

    assert (edited.acts, edited.again_at) == ((), LATER + EDIT_EVERY)
    assert (joined.acts, joined.again_at) == ((THREAD,), LATER + EDIT_EVERY)
    assert (ended.acts, ended.again_at) == ((EDIT, ANEW), None)


def test_an_old_card_is_edited_more_seldom() -> None:
    record = replace(a_record(FIRST), shown_at=at(14))

    plan = plan_incident(of(then(probability=0.91)), record, a_context(now=at(14, 1)), is_wanted=True)

    assert (plan.acts, plan.again_at) == ((), at(14) + EDIT_OLD_EVERY)


def test_a_reaction_is_shown_at_once() -> None:
    record = replace(a_record(FIRST, shown="v1//nobody"), shown_at=LATER)
    done = Reactions(acknowledgement=Acknowledgement(by="U1", at=LATER))
    context = replace(a_context(now=LATER), reactions=done)

    assert plan_incident(of(FIRST), record, context, is_wanted=True).acts == (EDIT,)


def test_where_nothing_can_be_edited_only_what_changes_the_claim_is_sent() -> None:
    context = replace(a_context(now=LATER), edits=False)
    record = a_record(FIRST)

    def acts(incident: Incident) -> tuple[Act, ...]:
        return plan_incident(of(incident), record, context, is_wanted=True).acts

    assert acts(then(probability=0.91)) == ()
    assert acts(then(joined=True)) == ()
    assert acts(then(grade=CONFIRMED)) == (ANEW,)
    assert acts(ENDED) == (ANEW,)


@pytest.mark.parametrize(
    ("incident", "acts"),
    [
        (then(joined=True), (EDIT,)),
        (then(grade=SUSPECTED), (EDIT,)),
        (ENDED, (EDIT,)),
        (then(grade=CONFIRMED), (EDIT, ANEW)),
        (then(root="aws"), (EDIT, ANEW)),
    ],
)
def test_a_mute_holds_the_claim_as_it_was_and_breaks_for_a_higher_grade_or_another_root(
    incident: Incident, acts: tuple[Act, ...]
) -> None:
    context = replace(a_context(now=LATER), reactions=MUTED)

    assert plan_incident(of(incident), a_record(FIRST), context, is_wanted=True).acts == acts


def test_a_mute_for_an_hour_ends_and_what_it_kept_back_is_not_told_late() -> None:
    for_an_hour = muted(until=at(13), grade=PROBABLE, root="cloudflare")
    during, after = (replace(a_context(now=now), reactions=for_an_hour) for now in (at(12, 59), at(13)))
    grown = then(joined=True)
    kept = carried_out(
        plan_incident(of(grown), a_record(FIRST), during, is_wanted=True), a_record(FIRST), at(12, 59)
    )

    assert plan_incident(of(grown), kept, after, is_wanted=True).acts == ()
    joined = an_open(3, members=4, at=at(13), known=grown)
    assert THREAD in plan_incident(of(joined), kept, after, is_wanted=True).acts


def test_a_channel_that_watches_nothing_any_more_has_its_cards_kept_true_in_silence() -> None:
    silent = replace(a_context(now=LATER), is_silent=True)

    for incident in (then(grade=CONFIRMED), then(root="aws"), then(joined=True), ENDED):
        assert plan_incident(of(incident), a_record(FIRST), silent, is_wanted=False).acts == (EDIT,)


def test_quiet_hours_defer_a_card_until_they_end() -> None:
    record = untold(of(FIRST))
    plan = plan_incident(of(FIRST), record, a_context(QUIETLY), is_wanted=True)
    assert (plan.acts, plan.again_at) == ((), QUIET_UNTIL)

    again = plan_incident(of(FIRST), plan.after, a_context(QUIETLY, now=QUIET_UNTIL), is_wanted=True)
    assert again.acts == (CARD,)


def test_quiet_hours_that_drop_let_a_card_go_and_only_more_than_it_is_told_after_them() -> None:
    plan = plan_incident(of(FIRST), untold(of(FIRST)), a_context(DROPPING), is_wanted=True)
    assert (plan.acts, plan.again_at, plan.after.dropped) == ((), None, True)

    awake = a_context(DROPPING, now=QUIET_UNTIL)
    assert plan_incident(of(then(joined=True)), plan.after, awake, is_wanted=True).acts == ()
    assert plan_incident(of(then(grade=CONFIRMED)), plan.after, awake, is_wanted=True).acts == (CARD,)


def test_what_began_and_ended_in_quiet_hours_that_defer_is_told_in_one_post_after_them() -> None:
    deferred = plan_incident(of(FIRST), untold(of(FIRST)), a_context(QUIETLY), is_wanted=True).after

    still = plan_incident(of(ENDED), deferred, a_context(QUIETLY, now=LATER), is_wanted=True)
    morning = plan_incident(of(ENDED), deferred, a_context(now=QUIET_UNTIL), is_wanted=True)

    assert (still.acts, still.again_at) == ((), QUIET_UNTIL)
    assert morning.acts == (ANEW,)
    assert plan_incident(of(ENDED), morning.after, a_context(now=QUIET_UNTIL), is_wanted=True).acts == ()


def test_deferred_and_dropped_are_told_apart() -> None:
    deferred = plan_incident(of(FIRST), untold(of(FIRST)), a_context(QUIETLY), is_wanted=True).after
    dropped = plan_incident(of(FIRST), untold(of(FIRST)), a_context(DROPPING), is_wanted=True).after

    assert (deferred.deferred, deferred.dropped) == (True, False)
    assert (dropped.deferred, dropped.dropped) == (False, True)


def test_quiet_hours_defer_or_drop_posts_and_keep_the_card_true() -> None:
    deferred = plan_incident(of(ENDED), a_record(FIRST), a_context(QUIETLY, now=LATER), is_wanted=True)
    dropped = plan_incident(of(ENDED), a_record(FIRST), a_context(DROPPING, now=LATER), is_wanted=True)
    assert (deferred.acts, deferred.again_at) == ((EDIT,), QUIET_UNTIL)
    assert (dropped.acts, dropped.again_at) == ((EDIT,), None)

    def after(kept: Notification) -> tuple[Act, ...]:
        return plan_incident(of(ENDED), kept, a_context(QUIETLY, now=QUIET_UNTIL), is_wanted=True).acts

    assert after(carried_out(deferred, a_record(FIRST), LATER)) == (ANEW,)
    assert after(carried_out(dropped, a_record(FIRST), LATER)) == ()


def test_a_grade_breaks_through_quiet_hours_where_it_may() -> None:
    context = a_context(a_channel(quiet=replace(QUIET, unless=CONFIRMED)))

    assert plan_incident(of(FIRST), untold(of(FIRST)), context, is_wanted=True).acts == ()
    confirmed = of(then(grade=CONFIRMED))
    assert plan_incident(confirmed, untold(confirmed), context, is_wanted=True).acts == (CARD,)
    assert plan_incident(confirmed, a_record(FIRST), replace(context, now=LATER), is_wanted=True).acts == (
        EDIT,
        ANEW,
    )


def test_a_full_channel_holds_cards_back_and_no_news_of_what_it_has() -> None:
    full = replace(a_context(now=LATER), full_until=at(12, 15))

    plan = plan_incident(of(FIRST), untold(of(FIRST)), full, is_wanted=True)

    assert (plan.acts, plan.again_at, plan.held) == ((), at(12, 15), True)
    assert plan_incident(of(ENDED), a_record(FIRST), full, is_wanted=True).acts == (EDIT, ANEW)


def test_who_stands_in_for_another_is_told_whatever_its_own_wishes() -> None:
    context = replace(a_context(QUIETLY), full_until=QUIET_UNTIL, speaks_for="slack:C2")

    assert plan_incident(of(FIRST), untold(of(FIRST)), context, is_wanted=True).acts == (CARD,)
    late = replace(context, now=LATER)
    assert plan_incident(of(ENDED), a_record(FIRST), late, is_wanted=True).acts == (EDIT, ANEW)


def test_a_card_whose_arrival_is_in_doubt_is_made_sure_of_even_after_the_end() -> None:
    doubtful = replace(untold(of(FIRST)), sending="inc-1:v1:post_card")
    context = replace(a_context(QUIETLY, now=LATER), full_until=QUIET_UNTIL)

    plan = plan_incident(of(ENDED), doubtful, context, is_wanted=False)

    assert plan.acts == (CARD,)
    assert plan.after.said is not None
    assert plan.after.said.is_over


# Any life of an incident, looked at as often or seldom as may be.


@dataclass(frozen=True)
class Step:
    grade: Grade
    root: str
    joining: int
    minutes: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from([SUSPECTED, PROBABLE, CONFIRMED]),
        st.sampled_from(["cloudflare", "aws"]),
        st.integers(0, 2),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=6,
)
endings = st.sampled_from([None, IncidentState.RESOLVED, IncidentState.WITHDRAWN, IncidentState.MERGED])
ContextAt = Callable[[datetime], DeliveryContext]


def life_of(steps: Sequence[Step], ending: IncidentState | None) -> list[Incident]:
    life, now = list[Incident](), NOON
    for n, step in enumerate(steps):
        now += timedelta(minutes=step.minutes)
        before = life[-1] if life else None
        members = (len(before.members) if before else 2) + step.joining
        life.append(an_open(n + 1, grade=step.grade, root=step.root, members=members, at=now, known=before))
    if ending is not None:
        life.append(over(life[-1], at=now + timedelta(minutes=1), state=ending))
    return life


@dataclass
class Witness:
    """A channel that is told: every act, with the time, and the record."""

    record: Notification
    context_at: ContextAt
    acts: list[tuple[datetime, Act]]
    awaited: datetime | None = None

    def look(self, incident: Incident, now: datetime) -> None:
        context = self.context_at(now)
        plan = plan_incident(of(incident), self.record, context, is_wanted=True)
        self.record = carried_out(plan, self.record, now)
        self.acts += [(now, act) for act in plan.acts]
        self.awaited = plan.again_at
        again = plan_incident(of(incident), self.record, context, is_wanted=True)
        assert again.acts == (), "planned again, there is still something to do"
        assert carried_out(again, self.record, now) == self.record

    def settle(self, incident: Incident) -> None:
        for _ in range(10):
            if self.awaited is None:
                return
            self.look(incident, self.awaited)
        raise AssertionError("it never comes to rest")


def witness(
    life: Sequence[Incident], seen: Sequence[bool], context_at: ContextAt = lambda now: a_context(now=now)
) -> Witness:
    """What a channel is told that looks at the first version, at some of the others, and at the last."""
    found = Witness(untold(of(life[0])), context_at, [])
    for n, incident in enumerate(life):
        if n in (0, len(life) - 1) or seen[n % len(seen)]:
            found.look(incident, incident.updated_at)
    found.settle(life[-1])
    return found


looks = st.lists(st.booleans(), min_size=7, max_size=7)


@given(steps, endings, looks)
def test_however_a_life_is_looked_at_its_card_shows_the_end_and_the_end_is_said_last(
    taken: list[Step], ending: IncidentState | None, seen: list[bool]
) -> None:
    life = life_of(taken, ending)

    some, every = witness(life, seen), witness(life, [True])

    for one in (some, every):
        acts = [act for _, act in one.acts]
        assert acts.count(CARD) == 1
        assert acts[0] is CARD
        said = one.record.said
        assert said is not None
        assert said.is_over is (ending is not None)
        assert said.root == life[-1].root
        assert said.peak >= life[-1].grade.rank
        assert one.record.shown.startswith(f"v{life[-1].version}/")
        if ending is not None:
            assert posts(acts)[-1] is ANEW or len(life) == 1
            assert said.grade is life[-1].grade
    assert some.record.shown == every.record.shown


@given(steps, endings, looks)
def test_nothing_is_posted_after_the_end(
    taken: list[Step], ending: IncidentState | None, seen: list[bool]
) -> None:
    life = life_of(taken, ending or IncidentState.RESOLVED)
    found = witness(life, seen)
    before = len(found.acts)

    for hours in range(1, 4):
        late = replace(life[-1], version=life[-1].version + hours, grade=CONFIRMED, root="aws")
        found.look(late, life[-1].updated_at + timedelta(hours=hours))

    assert posts([act for _, act in found.acts[before:]]) == []
    assert found.record.shown.startswith(f"v{life[-1].version + 3}/")


@given(steps, endings, looks)
def test_a_muted_channel_gets_no_post_but_for_more_and_its_card_ends_right(
    taken: list[Step], ending: IncidentState | None, seen: list[bool]
) -> None:
    ever = muted(grade=CONFIRMED, root="cloudflare")
    life = life_of([replace(step, root="cloudflare") for step in taken], ending)

    found = witness(life, seen, lambda now: replace(a_context(now=now), reactions=ever))

    assert posts([act for _, act in found.acts]) == [CARD]
    assert found.record.shown.startswith(f"v{life[-1].version}/")
    assert found.record.said is not None
    assert found.record.said.is_over is (ending is not None)


@given(steps, endings, looks, st.booleans())
def test_a_quiet_channel_gets_no_post_until_the_quiet_ends(
    taken: list[Step],
    ending: IncidentState | None,
    seen: list[bool],
    defers: bool,  # noqa: FBT001
) -> None:
    channel = QUIETLY if defers else DROPPING
    life = life_of([replace(step, minutes=min(step.minutes, 9)) for step in taken], ending)

    found = witness(life, seen, lambda now: a_context(channel, now=now))

    assert [act for now, act in found.acts if now < QUIET_UNTIL] == []
    after = posts([act for _, act in found.acts])
    if not defers or ending not in (None, IncidentState.RESOLVED):
        assert after == []
    elif ending is None:
        assert after == [CARD]
    else:
        # What nobody looked at while it was open was not promised to anybody.
        assert after in ([], [ANEW])


@given(steps, endings, looks)
def test_quiet_hours_that_come_later_keep_the_card_true_and_tell_the_end_when_they_are_over(
    taken: list[Step], ending: IncidentState | None, seen: list[bool]
) -> None:
    life = life_of([replace(step, minutes=min(step.minutes, 9)) for step in taken], ending)

    def context_at(now: datetime) -> DeliveryContext:
        return a_context(a_channel() if now == life[0].updated_at else QUIETLY, now=now)

    found = witness(life, seen, context_at)

    quiet = [act for now, act in found.acts if now not in (life[0].updated_at, QUIET_UNTIL)]
    assert posts(quiet) == []
    assert found.record.said is not None
    assert found.record.said.is_over is (ending is not None)
    assert found.record.shown.startswith(f"v{life[-1].version}/")
