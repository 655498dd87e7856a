"""Channel health: so many cards in ten minutes, longer waits after failures, and when a pair is told."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.alerting.channel_health import (
    CAP_WINDOW,
    LONGEST_BACK_OFF,
    TELL_PAIR_AFTER,
    CardBudget,
    ChannelHealth,
)
from tests.builders import NOON, at


def after_cards(*moments: datetime, cap: int = 3) -> CardBudget:
    budget = CardBudget()
    for moment in moments:
        budget = budget.with_card(moment, cap)
    return budget


def test_a_channel_is_full_until_the_oldest_of_its_newest_cards_is_ten_minutes_old() -> None:
    budget = after_cards(at(12, 0), at(12, 1), at(12, 2))

    assert budget.full_until(at(12, 3), 3) == at(12, 10)
    assert budget.full_until(at(12, 10), 3) is None
    assert budget.full_until(at(12, 3), 4) is None


def test_a_cap_that_is_lowered_holds_at_once() -> None:
    budget = after_cards(at(12, 0), at(12, 1), at(12, 2))

    assert budget.full_until(at(12, 3), 1) == at(12, 12)


@given(st.lists(st.integers(0, 240), max_size=40), st.integers(1, 5))
def test_ten_minutes_never_bring_more_cards_than_the_cap(waits: list[int], cap: int) -> None:
    budget, now, posted = CardBudget(), NOON, list[datetime]()
    for wait in waits:
        now += timedelta(seconds=wait)
        now = max(now, budget.full_until(now, cap) or now)
        budget = budget.with_card(now, cap)
        posted.append(now)

    for n, moment in enumerate(posted):
        assert len([other for other in posted[n:] if other - moment < CAP_WINDOW]) <= cap


def test_each_failure_in_a_row_waits_longer_up_to_five_minutes() -> None:
    budget, now, waits = ChannelHealth(), NOON, list[timedelta]()
    for _ in range(12):
        budget = budget.failed(now, "no answer")
        assert budget.retry_at is not None
        waits.append(budget.retry_at - now)
        now = budget.retry_at

    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2)
    assert waits[-1] == LONGEST_BACK_OFF
    assert budget.failing_since == NOON


def test_a_pair_is_told_after_two_minutes_in_which_the_channel_took_nothing() -> None:
    budget = ChannelHealth().failed(NOON, "no answer")

    assert not budget.tells_pair(NOON + TELL_PAIR_AFTER - timedelta(seconds=1))
    assert budget.tells_pair(NOON + TELL_PAIR_AFTER)
    waiting = ChannelHealth().asked_to_wait(NOON, timedelta(minutes=1))
    assert not waiting.tells_pair(at(12, 1))
    assert waiting.asked_to_wait(at(12, 1), timedelta(minutes=1)).tells_pair(at(12, 2))
    assert not budget.well().tells_pair(at(13))


def test_a_success_begins_anew() -> None:
    budget = ChannelHealth().failed(NOON, "no answer").failed(at(12, 1), "no answer").well()

    assert (budget.failures, budget.retry_at, budget.trouble) == (0, None, "")
    assert budget.failed(at(13), "again").failing_since == at(13)


def test_failures_that_lie_long_apart_are_no_long_failure() -> None:
    budget = ChannelHealth().failed(NOON, "no answer").failed(at(18), "no answer")

    assert budget.failing_since == at(18)
    assert not budget.tells_pair(at(18, 1))


def test_field_a1_whatever_wait_is_asked_for_the_channel_is_tried_again_after_ten_minutes() -> None:
    waiting = ChannelHealth().asked_to_wait(NOON, timedelta(days=1))

    assert waiting.retry_at == at(12, 10)
