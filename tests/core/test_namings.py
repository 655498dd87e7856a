"""What naming a node is worth: by how often the whole watched list is heard to name it."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map

from bot.correlation import parameters as p
from bot.correlation.draft import Draft
from bot.correlation.namings import (
    Way,
    expected_rate,
    faded,
    most_it_can_say,
    naming_key,
    rate_per_hour,
)
from bot.correlation.state import NamingCount, State
from bot.correlation.witnesses import Hearing, witnesses_for
from bot.domain.incident import Grade, Incident
from bot.domain.observation import Observation
from tests.builders import NOON
from tests.correlation_builders import (
    LEARNED,
    TENANTS,
    VIRGINIA,
    WORLD,
    adds,
    after,
    is_fine,
    only,
    play,
    reports,
)

PLACED = naming_key(VIRGINIA, Way.PLACED)
IN_VIRGINIA = tuple(reports(s, "Errors in AWS us-east-1", 3 * n) for n, s in enumerate(TENANTS[:2]))


def test_a_list_that_is_new_may_name_anybody() -> None:
    """Many times more often than expected, and half as many after each such time."""

    def rate(watched_for: timedelta) -> float:
        return rate_per_hour(0.0, watched_for, 1e-6)

    assert rate(timedelta()) == pytest.approx((1 + p.NAMINGS_OF_A_NEW_LIST) * 1e-6)
    assert rate(p.LIST_IS_NEW) == pytest.approx((1 + p.NAMINGS_OF_A_NEW_LIST / 2) * 1e-6, rel=0.01)
    assert rate(30 * p.LIST_IS_NEW) == pytest.approx(1e-6, rel=0.01)


def test_what_is_heard_raises_the_rate_and_what_is_not_lowers_it() -> None:
    month = timedelta(days=30)

    assert rate_per_hour(0.0, month, 0.02) < 0.02
    assert (
        rate_per_hour(90.0, month, 0.02) > rate_per_hour(9.0, month, 0.02) > rate_per_hour(0.0, month, 0.02)
    )


def test_after_long_the_rate_is_what_is_heard_whatever_was_expected() -> None:
    """A count that fades by half each 90 days settles where as much fades as is heard."""
    daily = 24 * 0.5 * (p.NAMINGS_FADE / timedelta(hours=24)) / math.log(2)
    rates = [rate_per_hour(daily, timedelta(days=2000), expected) for expected in (0.05, 5.0)]

    assert rates == pytest.approx([0.5, 0.5], rel=0.02)


def test_half_of_a_count_is_left_after_its_time() -> None:
    count = NamingCount(count=8.0, at=NOON)

    assert faded(count, NOON + p.NAMINGS_FADE) == pytest.approx(4.0)
    assert faded(count, NOON - p.NAMINGS_FADE) == 8.0
    assert faded(None, NOON) == 0.0


@pytest.mark.parametrize("way", Way)
def test_twice_the_list_names_a_node_twice_as_often_and_is_worth_half(way: Way) -> None:
    few, many = (expected_rate(VIRGINIA, way, n, LEARNED) for n in (100, 200))

    assert many == pytest.approx(2 * few)
    assert most_it_can_say(way, 5.0, many) == pytest.approx(most_it_can_say(way, 5.0, few) / 2)


def test_a_failure_that_reaches_more_of_the_list_may_say_more_and_one_that_reaches_few_no_less_than_one() -> (
    None
):
    assert most_it_can_say(Way.BLAMED, 6.0, 0.1) == pytest.approx(6 * most_it_can_say(Way.BLAMED, 1.0, 0.1))
    assert most_it_can_say(Way.BLAMED, 0.0, 0.1) == most_it_can_say(Way.BLAMED, p.LEAST_REACHED, 0.1)


def counts(observations: Iterable[Observation], state: State | None = None) -> dict[str, float]:
    found, _ = play(observations, state=state)
    return {key: count.count for key, count in found.namings.items()}


def test_a_report_counts_once_for_each_node_that_it_names_and_the_way_it_does() -> None:
    kappa = reports("kappa", "Errors in AWS us-east-1")

    assert counts([kappa]) == {PLACED: 1.0, naming_key("aws", Way.PLACED): 1.0}
    assert counts([kappa, adds(kappa, "Still errors in us-east-1.", 20)]) == counts([kappa])
    assert counts([reports("kappa", "Errors due to an AWS outage")]) == {naming_key("aws", Way.BLAMED): 1.0}
    assert counts([reports("kappa")]) == {}


def test_an_upstream_without_a_name_is_counted_once_for_all_that_it_could_be() -> None:
    assert counts([reports("kappa", "Errors from an upstream provider")]) == {str(Way.VAGUE): 1.0}


def test_an_organisation_counts_once_in_three_hours() -> None:
    again = [
        reports("kappa", "Errors in AWS us-east-1", minute, number=n) for n, minute in enumerate((0, 60, 400))
    ]

    assert counts(again[:2])[PLACED] == 1.0
    assert counts(again)[PLACED] == pytest.approx(2.0, abs=0.01)
    assert counts([*again[:1], reports("lima", "Errors in AWS us-east-1", 60)])[PLACED] == pytest.approx(
        2.0, abs=0.01
    )


def test_what_was_there_at_first_sight_is_not_counted() -> None:
    assert counts([replace(IN_VIRGINIA[0], baseline=True)]) == {}


def heard(times: float, days: float = 60) -> State:
    """A list that has been listened to for so long, and has named Virginia so often."""
    since = NOON - timedelta(days=days)
    keys = (PLACED, naming_key("aws", Way.PLACED))
    return State(namings=Map({key: NamingCount(count=times, at=NOON) for key in keys}), since=since)


def of(state: State) -> Incident | None:
    changes = play(IN_VIRGINIA, state=state)[1]
    return changes[-1].incident if changes else None


def test_two_places_in_one_region_are_worth_less_when_the_list_names_it_often() -> None:
    seldom, sometimes, often = (of(heard(times)) for times in (0, 4, 600))

    assert seldom is not None
    assert sometimes is not None
    assert (seldom.root, seldom.grade) == (VIRGINIA, Grade.PROBABLE)
    assert seldom.probability > sometimes.probability
    assert often is None


def test_what_is_judged_is_not_counted_against_itself() -> None:
    """Two reports that are heard now are the same evidence whether their counts were there before or not."""
    state, _ = play(IN_VIRGINIA)
    unheard = replace(state, namings=Map())
    again = [is_fine("loner", 10), reports("mike", "Errors in AWS us-east-1", 11)]

    assert only(play(again, state=state)[0]).probability == only(play(again, state=unheard)[0]).probability
    assert state.namings[PLACED].count == pytest.approx(2.0, abs=0.01)


def test_a_cap_does_not_take_what_the_place_and_the_time_say() -> None:
    """However often a list names AWS, who stands on it and fails says as much as without a word."""
    state, _ = play([IN_VIRGINIA[0]], state=heard(1e6))
    found = witnesses_for("aws", Hearing(Draft(state, WORLD), after(0)), 1)

    assert found is not None
    assert list(found.strengths) == pytest.approx([found.traces[0].wordless])
    assert found.traces[0].strength > found.traces[0].wordless


def test_a_state_remembers_since_when_it_listens() -> None:
    first, _ = play([is_fine("alpha", 3)], state=State())
    later, _ = play([is_fine("alpha", 30)], state=first)

    assert (first.since, later.since) == (after(3), after(3))
