"""Times that were noted before the clock was put back: none of them holds anything up."""

from datetime import timedelta

import pytest

from bot.alerting.channel_health import LONGEST_WAIT, CardBudget, ChannelHealth
from bot.clock import SteadyClock, SystemClock
from bot.domain.backoff import is_over
from bot.domain.heartbeat import SKEW, is_ill
from tests.builders import NOON

HOUR = timedelta(hours=1)


def test_a_wait_that_is_longer_than_any_was_begun_by_a_wrong_clock() -> None:
    waits = [timedelta(0), timedelta(seconds=1), LONGEST_WAIT, LONGEST_WAIT + timedelta(seconds=1), HOUR]

    assert [is_over(NOON + wait, NOON, LONGEST_WAIT) for wait in waits] == [True, False, False, True, True]


def test_a_channel_is_neither_left_alone_nor_full_by_what_was_noted_in_the_future() -> None:
    failing = ChannelHealth().failed(NOON + HOUR, "no answer")

    assert not failing.is_waiting(NOON)
    assert failing.tells_pair(NOON)
    assert CardBudget().with_card(NOON + HOUR, 1).full_until(NOON, 1) is None


@pytest.mark.parametrize("part", ["poll", "chat slack"])
def test_a_beat_from_the_future_is_no_sign_of_health(part: str) -> None:
    assert not is_ill(part, NOON + SKEW, NOON)
    assert is_ill(part, NOON + HOUR, NOON)


def test_a_steady_clock_heeds_nobody_who_sets_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SteadyClock()
    before = clock.now()
    monkeypatch.setattr(SystemClock, "now", lambda _: NOON)

    assert timedelta(0) <= clock.now() - before < HOUR
