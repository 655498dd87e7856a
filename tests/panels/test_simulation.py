"""The real schedule and quorum in made months and outages: the small form of `benchmarks.panels`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.look import Look, LookEnd, LookRule, NetworkState
from bot.domain.probe import ProbeOutcome
from bot.lab.panels.figures import OUTAGES, Detection, detection, false_looks
from bot.lab.panels.simulation import Run
from bot.lab.panels.world import EDGES, START, Spell, World, canaries, panels

SITES = panels()
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BY_NAME = {outage.name: outage for outage in OUTAGES}


def found(name: str, runs: int = 3, *, vantages: tuple[str, ...] = ("here",)) -> Detection:
    return detection(BY_NAME[name], SITES, range(runs), vantages=vantages)


def of_edge(number: int, outcome: ProbeOutcome = ProbeOutcome.SILENT, minutes: float = 60) -> Spell:
    behind = frozenset(one.id for one in SITES if one.node == EDGES[number])
    starts = START + HOUR
    return Spell(starts=starts, ends=starts + minutes * MINUTE, outcome=outcome, targets=behind)


def run_through(
    *spells: Spell, span: timedelta = HOUR, vantages: tuple[str, ...] = ("here",)
) -> tuple[Run, list[Look]]:
    """A run from six minutes before the spells, and every look on the way."""
    run = Run(
        world=World(seed=7, targets=SITES, spells=spells, loss=0.01),
        now=START + HOUR - 6 * MINUTE,
        vantages=vantages,
    )
    return run, [look for looks in run.until(START + HOUR + span) for look in looks.values()]


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("all", 1.5),
        ("a fifth", 3.5),
        ("half, 60 % of requests, 5 min on and off", 4),
        ("all, four in five silent", 5),
    ],
)
def test_outages_are_seen_within_minutes(name: str, minutes: float) -> None:
    detected = found(name)

    assert len(detected.minutes) == detected.runs
    assert max(detected.minutes) <= minutes


def test_silence_is_announced_from_two_vantages_and_never_from_one() -> None:
    assert found("all silent", 1).minutes == ()
    assert found("all silent", 1, vantages=("here", "there")).rules == {LookRule.SILENT: 1}


def test_months_without_a_failure_announce_nothing() -> None:
    half = [one for one in SITES if int(one.id.rpartition("site")[2]) < 5]
    seen = false_looks(3, 1, half, loss=0.05)

    assert seen.telling == 0
    assert seen.own_outages > 0
    assert seen.path_outages > 0


def test_it_is_told_within_two_minutes_that_our_own_network_fails() -> None:
    everything = [replace(of_edge(number), vantage="here") for number in range(len(EDGES))]
    run, looks = run_through(*everything, span=10 * MINUTE)

    assert run.first_ours is not None
    assert run.first_ours - (START + HOUR) <= 2 * MINUTE
    assert run.networks["here"].state is NetworkState.OURS
    assert not [look for look in looks if look.is_telling]


@pytest.mark.parametrize("edges", range(1, 9))
def test_a_path_that_is_broken_is_never_announced(edges: int) -> None:
    _, looks = run_through(*[of_edge(number, minutes=4) for number in range(edges)], span=8 * MINUTE)

    assert [look for look in looks if look.is_telling] == []


def test_half_a_day_of_challenges_announces_nothing_and_asks_nobody_twice() -> None:
    before, _ = run_through(span=HOUR)
    run, looks = run_through(of_edge(0, ProbeOutcome.CHALLENGED, minutes=12 * 60), span=HOUR)

    assert looks == []
    assert (
        before.asked - run.asked >= 20 * 10
    )  # each of the twenty is asked once in that hour, not a dozen times


def test_a_flapping_edge_is_one_look_that_ends_when_served() -> None:
    flapping = replace(of_edge(0, ProbeOutcome.BLAMES_EDGE), flaps=5 * MINUTE)
    _, looks = run_through(flapping, span=80 * MINUTE)

    telling = [look for look in looks if look.is_telling]
    assert len({look.since for look in telling}) == 1
    assert {look.end for look in looks} == {None, LookEnd.SERVED}


def test_canaries_that_fail_alone_name_no_region() -> None:
    assert false_looks(2, 1, canaries()[:10], loss=0.05).telling == 0
