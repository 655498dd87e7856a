"""Pace: so many cards in ten minutes, longer waits after failures, and when a pair is told instead."""

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
    pace = CardBudget()
    for moment in moments:
        pace = pace.with_card(moment, cap)
    return pace


def test_a_channel_is_full_until_the_oldest_of_its_newest_cards_is_ten_minutes_old() -> None:
    pace = after_cards(at(12, 0), at(12, 1), at(12, 2))

    assert pace.full_until(at(12, 3), 3) == at(12, 10)
    assert pace.full_until(at(12, 10), 3) is None
    assert pace.full_until(at(12, 3), 4) is None


def test_a_cap_that_is_lowered_holds_at_once() -> None:
    pace = after_cards(at(12, 0), at(12, 1), at(12, 2))

    assert pace.full_until(at(12, 3), 1) == at(12, 12)


@given(st.lists(st.integers(0, 240), max_size=40), st.integers(1, 5))
def test_ten_minutes_never_bring_more_cards_than_the_cap(waits: list[int], cap: int) -> None:
    pace, now, posted = CardBudget(), NOON, list[datetime]()
    for wait in waits:
        now += timedelta(seconds=wait)
        now = max(now, pace.full_until(now, cap) or now)
        pace = pace.with_card(now, cap)
        posted.append(now)

    for n, moment in enumerate(posted):
        assert len([other for other in posted[n:] if other - moment < CAP_WINDOW]) <= cap


def test_each_failure_in_a_row_waits_longer_up_to_five_minutes() -> None:
    pace, now, waits = ChannelHealth(), NOON, list[timedelta]()
    for _ in range(12):
        pace = pace.failed(now, "no answer")
        assert pace.retry_at is not None
        waits.append(pace.retry_at - now)
        now = pace.retry_at

    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2)
    assert waits[-1] == LONGEST_BACK_OFF
    assert pace.failing_since == NOON


def test_a_pair_is_told_after_two_minutes_of_failure_and_not_for_waiting_when_asked_to() -> None:
    pace = ChannelHealth().failed(NOON, "no answer")

    assert not pace.tells_pair(NOON + TELL_PAIR_AFTER - timedelta(seconds=1))
    assert pace.tells_pair(NOON + TELL_PAIR_AFTER)
    assert not ChannelHealth().asked_to_wait(NOON, timedelta(minutes=10)).tells_pair(at(13))
    assert not pace.well().tells_pair(at(13))


def test_a_success_begins_anew() -> None:
    pace = ChannelHealth().failed(NOON, "no answer").failed(at(12, 1), "no answer").well()

    assert (pace.failures, pace.retry_at, pace.trouble) == (0, None, "")
    assert pace.failed(at(13), "again").failing_since == at(13)


def test_failures_that_lie_long_apart_are_no_long_failure() -> None:
    pace = ChannelHealth().failed(NOON, "no answer").failed(at(18), "no answer")

    assert pace.failing_since == at(18)
    assert not pace.tells_pair(at(18, 1))
