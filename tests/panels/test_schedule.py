"""Who is asked when: manners first, then speed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.probe import ProbeOutcome, ProbeTarget
from bot.panels.burst import Burst, next_burst
from bot.panels.schedule import Schedule, after, due, left_alone, next_due_at, scheduled
from bot.storage.codec import decode, encode
from tests.page_builders import NOON
from tests.panel_builders import EDGES, a_panel, a_result, a_target, canaries

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PANELS = [target for edge in EDGES for target in a_panel(edge)]
Answer = Callable[[ProbeTarget, datetime], ProbeOutcome]


def fine(_target: ProbeTarget, _now: datetime) -> ProbeOutcome:
    return ProbeOutcome.SERVED


def asked_over(
    schedule: Schedule, span: timedelta, answer: Answer = fine, *, start: datetime = NOON
) -> tuple[list[tuple[datetime, ProbeTarget]], Schedule]:
    """Whom the schedule asks, where answers come at once."""
    asked: list[tuple[datetime, ProbeTarget]] = []
    now = start
    while now < start + span:
        targets, schedule = due(schedule, now)
        for target in targets:
            asked.append((now, target))
            schedule = after(schedule, a_result(target, answer(target, now), at=now), now)
        now += timedelta(seconds=1)
    return asked, schedule


def of_target(asked: list[tuple[datetime, ProbeTarget]]) -> dict[str, list[datetime]]:
    times: dict[str, list[datetime]] = defaultdict(list)
    for at, target in asked:
        times[target.id].append(at)
    return times


def most_in_a_minute(times: list[datetime]) -> int:
    """Of times in order, the most that fall into one minute."""
    return max(bisect_left(times, at + MINUTE) - number for number, at in enumerate(times))


def test_a_front_page_is_asked_once_in_five_minutes_while_nothing_fails() -> None:
    asked, _ = asked_over(scheduled(Schedule(), PANELS, NOON), HOUR)

    times = of_target(asked)
    gaps = [later - one for of in times.values() for one, later in pairwise(of)]
    assert len(times) == len(PANELS)
    assert timedelta(minutes=5) <= min(gaps) <= max(gaps) <= timedelta(minutes=5.5)


def test_canaries_are_asked_every_other_minute() -> None:
    asked, _ = asked_over(scheduled(Schedule(), canaries(), NOON), HOUR)

    assert {len(of) for of in of_target(asked).values()} <= {28, 29, 30}


def test_all_together_are_asked_forty_times_a_minute_at_most() -> None:
    many = [target for number in range(12) for target in a_panel(f"edge{number}")] + canaries()
    watched = [a_target(f"watched{number}", node="w", is_of_panel=False) for number in range(60)]
    asked, _ = asked_over(scheduled(Schedule(), many + watched, NOON), HOUR)

    assert len({target.id for _, target in asked}) == len(many) + len(watched)
    assert 36 * 60 <= len(asked) <= 40 * 60


def test_turns_are_spread() -> None:
    asked, _ = asked_over(scheduled(Schedule(), PANELS, NOON), HOUR)

    assert most_in_a_minute([at for at, _ in asked]) <= 40


@pytest.mark.parametrize("outcome", [ProbeOutcome.BLAMES_EDGE, ProbeOutcome.SILENT])
def test_a_failure_is_asked_again_after_fifteen_seconds(outcome: ProbeOutcome) -> None:
    target = a_target()
    schedule = scheduled(Schedule(), [target], NOON)
    now = next_due_at(schedule)
    assert now is not None
    _, schedule = due(schedule, now)

    schedule = after(schedule, a_result(target, outcome, at=now), now)

    assert next_due_at(schedule) == now + timedelta(seconds=15)


@pytest.mark.parametrize(
    "outcome", [ProbeOutcome.SERVED, ProbeOutcome.CHANGED, ProbeOutcome.BLAMES_ORIGIN, ProbeOutcome.FAILED]
)
def test_what_blames_no_edge_is_not_asked_again(outcome: ProbeOutcome) -> None:
    asked, _ = asked_over(scheduled(Schedule(), PANELS, NOON), HOUR, lambda *_: outcome)

    assert len(asked) <= 12 * len(PANELS)


def first_failure(schedule: Schedule) -> tuple[datetime, Schedule, ProbeTarget]:
    """The first target that is due fails, twice."""
    now = next_due_at(schedule)
    assert now is not None
    (target, *_), schedule = due(schedule, now)
    schedule = after(schedule, a_result(target, ProbeOutcome.SILENT, at=now), now)
    while True:
        now = next_due_at(schedule)
        assert now is not None
        asked, schedule = due(schedule, now)
        for one in asked:
            outcome = ProbeOutcome.SILENT if one == target else ProbeOutcome.SERVED
            schedule = after(schedule, a_result(one, outcome, at=now), now)
        if target in asked:
            return now, schedule, target


def test_who_fails_twice_brings_its_whole_panel_within_twenty_seconds_and_two_of_every_other() -> None:
    now, schedule, failed = first_failure(scheduled(Schedule(), PANELS, NOON))
    asked, _ = asked_over(schedule, timedelta(seconds=20), start=now)

    of_edge = defaultdict(set)
    for _, target in asked:
        of_edge[target.node].add(target.id)
    assert of_edge.pop(failed.node) >= {t.id for t in PANELS if t.node == failed.node} - {failed.id}
    assert set(of_edge) == set(EDGES) - {failed.node}
    assert min(len(of) for of in of_edge.values()) >= 2


def test_an_edge_of_the_same_provider_is_no_control() -> None:
    panels = [*a_panel("azure"), *a_panel("azure/front-door"), *a_panel("fastly")]
    now, schedule, failed = first_failure(scheduled(Schedule(), panels, NOON))
    beside = {
        id_ for id_, turn in schedule.turns.items() if turn.extra_at is not None and turn.extra_at > now
    }

    related = {t.id for t in panels if t.node != failed.node and "azure" in t.node and "azure" in failed.node}
    assert beside
    assert not beside & related


def test_a_region_is_compared_with_other_regions() -> None:
    now, schedule, failed = first_failure(scheduled(Schedule(), [*canaries(), *PANELS[:1]], NOON))
    asked, _ = asked_over(schedule, timedelta(seconds=20), start=now)

    assert {t.node for _, t in asked if t.is_canary} >= {t.node for t in canaries()} - {failed.node}


def test_whatever_fails_nobody_is_asked_more_than_the_hard_cap() -> None:
    asked, _ = asked_over(scheduled(Schedule(), PANELS, NOON), HOUR, lambda *_: ProbeOutcome.SILENT)

    assert most_in_a_minute([at for at, _ in asked]) <= 120
    worst = max(of_target(asked).values(), key=len)
    assert most_in_a_minute(worst) <= 4  # its turn, the repeat, and one with others


def test_what_goes_on_failing_is_not_asked_by_the_minute() -> None:
    def one_edge(target: ProbeTarget, _now: datetime) -> ProbeOutcome:
        return ProbeOutcome.BLAMES_EDGE if target.node == "fastly" else ProbeOutcome.SERVED

    asked, _ = asked_over(scheduled(Schedule(), PANELS, NOON), 3 * HOUR, one_edge)

    late = [t for at, t in asked if at >= NOON + 2 * HOUR and t.node == "fastly"]
    assert len(late) / 20 <= 60 / 5 * 4 + 1  # turn and burst in five minutes, each once more


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(ProbeOutcome.CHALLENGED, 503), (ProbeOutcome.CHANGED, 429), (ProbeOutcome.CHANGED, 403)],
)
def test_who_refuses_us_is_left_alone_for_a_day(outcome: ProbeOutcome, status: int) -> None:
    target = a_target()
    schedule = after(scheduled(Schedule(), [target], NOON), a_result(target, outcome, status=status), NOON)

    assert next_due_at(schedule) == NOON + timedelta(days=1)
    assert left_alone(schedule, NOON + 23 * HOUR) == {target.id}
    assert left_alone(schedule, NOON + 25 * HOUR) == frozenset()


def test_a_canary_whose_usual_answer_is_a_refusal_is_asked_on() -> None:
    canary = canaries()[0]
    schedule = scheduled(Schedule(), [canary], NOON)
    usual = after(schedule, a_result(canary, status=403), NOON)

    assert left_alone(usual, NOON) == frozenset()
    assert left_alone(after(schedule, a_result(canary, ProbeOutcome.CHANGED, status=403), NOON), NOON)


def test_what_was_put_off_comes_before_turns_and_repeats_before_all() -> None:
    schedule = scheduled(Schedule(), PANELS, NOON)
    later = NOON + timedelta(minutes=5)  # everybody's turn has come
    failed = next(target for target in reversed(PANELS))
    schedule = after(schedule, a_result(failed, ProbeOutcome.SILENT, at=later), later)

    asked, _ = due(schedule, later + timedelta(seconds=15))
    assert asked[0] == failed
    assert len(asked) == 60


def test_a_clock_that_is_put_back_does_not_stop_us() -> None:
    _, schedule = asked_over(scheduled(Schedule(), PANELS, NOON), HOUR, lambda *_: ProbeOutcome.SILENT)
    before = NOON - HOUR
    asked, _ = asked_over(scheduled(schedule, PANELS, before), 5 * MINUTE, start=before)

    assert len(asked) >= len(PANELS)


def test_retry_after_is_obeyed_for_a_week_at_most() -> None:
    target = a_target()
    forever = a_result(target, ProbeOutcome.FAILED, retry_after=timedelta(days=4000))
    schedule = after(scheduled(Schedule(), [target], NOON), forever, NOON)

    assert next_due_at(schedule) == NOON + timedelta(days=7)


def test_bursts_are_counted_anew_after_a_quarter_of_an_hour() -> None:
    burst = next_burst(Burst(at=NOON, rounds=9), NOON + timedelta(minutes=15))

    assert burst == Burst(at=NOON + timedelta(minutes=15), rounds=1)


def test_a_burst_that_comes_too_soon_is_put_off() -> None:
    burst = next_burst(Burst(at=NOON, rounds=1), NOON + timedelta(seconds=20))

    assert burst == Burst(at=NOON + MINUTE, rounds=2)
    assert burst is not None
    assert next_burst(burst, NOON + timedelta(seconds=30)) is None


def test_retry_after_is_obeyed_even_by_the_repeat() -> None:
    target = a_target()
    schedule = scheduled(Schedule(), [target], NOON)
    failed = a_result(target, ProbeOutcome.BLAMES_EDGE, status=503, retry_after=timedelta(minutes=40))
    schedule = after(schedule, failed, NOON)

    assert next_due_at(schedule) == NOON + timedelta(minutes=40)


def test_who_leaves_and_comes_back_is_still_left_alone() -> None:
    target = a_target()
    schedule = after(scheduled(Schedule(), [target], NOON), a_result(target, ProbeOutcome.CHALLENGED), NOON)
    gone = scheduled(schedule, [a_target("other")], NOON + HOUR)
    back = scheduled(gone, [target], NOON + 2 * HOUR)

    assert next_due_at(back) == NOON + timedelta(days=1)


def test_a_schedule_that_was_stored_goes_on_where_it_was() -> None:
    def flapping(target: ProbeTarget, now: datetime) -> ProbeOutcome:
        return ProbeOutcome.SILENT if now.minute % 7 == 0 and target.node == "akamai" else ProbeOutcome.SERVED

    _, schedule = asked_over(scheduled(Schedule(), PANELS, NOON), HOUR, flapping)
    stored = decode(encode(schedule), Schedule)

    assert stored == schedule
    assert asked_over(stored, HOUR, flapping, start=NOON + HOUR) == asked_over(
        schedule, HOUR, flapping, start=NOON + HOUR
    )


def test_after_a_pause_nobody_is_asked_at_once() -> None:
    schedule = scheduled(Schedule(), PANELS, NOON)
    later = NOON + 9 * HOUR
    asked, _ = asked_over(scheduled(schedule, PANELS, later), 5 * MINUTE, start=later)

    assert most_in_a_minute([at for at, _ in asked]) <= 40


def test_a_result_of_nobody_we_know_changes_nothing() -> None:
    schedule = scheduled(Schedule(), PANELS, NOON)

    assert after(schedule, a_result(a_target("stranger"), ProbeOutcome.SILENT), NOON) == schedule
    assert next_due_at(Schedule()) is None
    assert due(Schedule(), NOON) == ((), Schedule())
