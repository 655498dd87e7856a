"""People who ask at once: counted as little as can be, and weighed against the usual rate."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from benchmarks.crowd import false_alarms
from bot.domain.crowd import Crowd, crowd_words
from bot.domain.look import CorroborationKind
from bot.panels.crowd import (
    MAX_A_CHANNEL,
    MAX_A_WORKSPACE,
    MAX_NATS,
    Asking,
    AskingTally,
    ToldCrowd,
    corroboration_of,
    counted_once_more,
    crowd_of,
    is_to_be_told,
    nats_of,
    usual_an_hour,
    with_asking,
)
from bot.speech.language import Language
from bot.speech.speech import speaking
from tests.builders import NOON, at

LONG_AGO = NOON - timedelta(days=200)
MINUTE = timedelta(minutes=1)


def an_asking(person: str, channel: str = "c1", workspace: str = "w1", *, when: datetime = NOON) -> Asking:
    return Asking(person=person, channel=channel, pool=channel, workspace=workspace, at=when)


def a_direct_asking(person: str, workspace: str = "w1") -> Asking:
    return Asking(person=person, channel=person, pool=f"{workspace} dm", workspace=workspace, at=NOON)


def crowded(*askings: Asking, tally: AskingTally | None = None, now: datetime = NOON) -> Crowd:
    counted: tuple[Asking, ...] = ()
    for asking in askings:
        counted = with_asking(counted, asking)
    crowd = crowd_of(counted, tally, LONG_AGO, now)
    assert crowd is not None
    return crowd


def spread(people: int, channels: int, minutes: int = 10) -> list[Asking]:
    """So many people in so many channels of different workspaces, evenly over the time before noon."""
    step = minutes * MINUTE / max(people - 1, 1)
    return [
        an_asking(f"p{n}", f"c{n % channels}", f"w{n % channels}", when=NOON - (people - 1 - n) * step)
        for n in range(people)
    ]


def test_six_people_in_four_channels_are_as_much_as_can_be() -> None:
    crowd = crowded(*spread(6, 4))

    assert (crowd.people, crowd.channels, crowd.nats) == (6, 4, MAX_NATS)
    assert crowd.since == NOON - 10 * MINUTE


def test_three_people_in_two_channels_are_the_least() -> None:
    assert crowded(*spread(3, 2)).nats == 0.75
    assert crowded(*spread(2, 2)).nats == 0.0
    assert crowded(*spread(40, 1)).nats == 0.0


def test_fifty_accounts_in_one_channel_move_nothing() -> None:
    crowd = crowded(*(an_asking(f"p{n}") for n in range(50)))

    assert (crowd.people, crowd.nats) == (MAX_A_CHANNEL, 0.0)


def test_fifty_accounts_that_write_to_us_directly_move_nothing() -> None:
    crowd = crowded(*(a_direct_asking(f"p{n}") for n in range(50)))

    assert (crowd.people, crowd.channels, crowd.nats) == (MAX_A_CHANNEL, 2, 0.0)


def test_one_person_in_fifty_channels_and_workspaces_moves_nothing() -> None:
    crowd = crowded(*(an_asking("p", f"c{n}", f"w{n}") for n in range(50)))

    assert (crowd.people, crowd.nats) == (1, 0.0)


def test_a_workspace_counts_so_far_and_no_further() -> None:
    crowd = crowded(*(an_asking(f"p{n}", f"c{n}") for n in range(50)))

    assert crowd.people == MAX_A_WORKSPACE


def test_who_asked_a_quarter_of_an_hour_ago_is_forgotten_and_counts_again() -> None:
    first = an_asking("p", when=NOON - timedelta(minutes=15))

    assert with_asking((first,), an_asking("p")) == (an_asking("p"),)
    assert with_asking((replace(first, at=at(11, 46)),), an_asking("p")) == (replace(first, at=at(11, 46)),)
    assert crowd_of((first,), None, LONG_AGO, NOON) is None


def test_what_is_usual_proves_nothing() -> None:
    """Twelve an hour all day long: six in ten minutes are no more than that."""
    usual = AskingTally(at=NOON, people=12 * 24 * 40.0)

    assert crowded(*spread(6, 4), tally=usual).nats == 0.0


@pytest.mark.parametrize(("an_hour", "people"), [(0.02, 3), (0.1, 4), (0.5, 6)])
def test_the_more_are_usual_the_more_it_takes(an_hour: float, people: int) -> None:
    def nats(k: int) -> float:
        return nats_of([asking.at for asking in spread(k, k)], 3 * an_hour, NOON)

    assert nats(people - 1) == 0.0
    assert 0.0 < nats(people + 1) <= MAX_NATS


def test_nats_never_fall_as_more_ask_and_never_rise_with_the_usual_rate() -> None:
    random = Random(1)
    for _ in range(200):
        times = sorted(NOON - MINUTE * random.uniform(0, 14) for _ in range(random.randint(1, 12)))
        rate = random.choice((0.02, 0.1, 0.5, 2.0))
        found = nats_of(times, rate, NOON)
        assert 0.0 <= found <= nats_of([*times, NOON], rate, NOON) <= MAX_NATS
        assert nats_of(times, rate * 2, NOON) <= found


def test_the_usual_rate_is_learned_fades_and_has_a_floor() -> None:
    tally: AskingTally | None = None
    for hour in range(24 * 60):
        tally = counted_once_more(tally, LONG_AGO + timedelta(hours=hour))
    assert tally is not None
    then = LONG_AGO + timedelta(days=60)

    assert usual_an_hour(tally.people, LONG_AGO, then) == pytest.approx(1.0, rel=0.05)
    assert usual_an_hour(0.0, LONG_AGO, then) == 0.02
    busy = crowded(*spread(6, 4), tally=replace(tally, at=NOON))
    assert busy.usual_a_day == pytest.approx(24, rel=0.3)


def test_a_crowd_is_no_measure_of_itself() -> None:
    tally: AskingTally | None = None
    for asking in spread(6, 4):
        tally = counted_once_more(tally, asking.at)

    assert crowded(*spread(6, 4), tally=tally).nats == MAX_NATS


def test_it_is_told_when_it_changes_once_a_minute_and_renewed_while_people_ask() -> None:
    crowd = crowded(*spread(6, 4))
    slight = replace(crowd, nats=0.3)

    def told(nats: float, minutes: float) -> ToldCrowd:
        return ToldCrowd(nats=nats, at=NOON - minutes * MINUTE)

    assert is_to_be_told(crowd, None, NOON)
    assert not is_to_be_told(slight, None, NOON)
    assert not is_to_be_told(crowd, told(1.0, 0.9), NOON)
    assert is_to_be_told(crowd, told(1.0, 1), NOON)
    assert not is_to_be_told(crowd, told(2.6, 4), NOON)
    assert is_to_be_told(crowd, told(MAX_NATS, 5), NOON)
    assert is_to_be_told(replace(crowd, nats=0.0), told(0.3, 2), NOON)
    assert not is_to_be_told(replace(crowd, nats=0.0), told(3.0, 15), NOON)
    assert not is_to_be_told(replace(crowd, nats=0.0), told(0.0, 2), NOON)


def test_the_correlator_hears_who_and_how_many() -> None:
    with speaking(Language.GERMAN):  # as whoever asks does
        found = corroboration_of("stripe", replace(crowded(*spread(6, 4)), usual_a_day=1.0), NOON)

    assert (found.kind, found.service, found.at) == (CorroborationKind.PEOPLE, "stripe", NOON)
    assert found.says == "6 people in 4 channels asked in the last ten minutes; usually one a day"


@pytest.mark.parametrize(
    ("a_day", "usually"),
    [
        (None, ""),
        (0.0, "; usually nobody does"),
        (0.14, "; usually one a week"),
        (0.5, "; usually 4 a week"),
        (1.2, "; usually one a day"),
        (7.6, "; usually 8 a day"),
    ],
)
def test_what_is_usual_is_said_where_it_is_known(a_day: float | None, usually: str) -> None:
    crowd = replace(crowded(*spread(3, 3, minutes=4)), usual_a_day=a_day)

    assert crowd_words(crowd) == f"3 people in 3 channels asked in the last five minutes{usually}"


def test_of_a_day_that_is_not_over_nothing_is_said_to_be_usual() -> None:
    crowd = crowd_of((an_asking("p"),), None, NOON - timedelta(hours=23), NOON)

    assert crowd is not None
    assert crowd.usual_a_day is None


@pytest.mark.parametrize("an_hour", [0.02, 0.1, 0.5])
def test_chance_looks_like_a_crowd_once_a_month_of_a_hundred_services_at_most(an_hour: float) -> None:
    """Two years of one service in office hours; `python -m benchmarks.crowd` shows centuries."""
    assert false_alarms(an_hour, 24, Random(7), in_office=True) == 0
