"""Whether it is us."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.probe import ProbeOutcome, ProbeTarget
from bot.panels.own_network import own_network
from tests.page_builders import NOON
from tests.panel_builders import EDGES, a_panel, a_result, a_target, standings_of

SITES = [target for edge in EDGES for target in a_panel(edge, 4)]
FINE, OURS, UNKNOWN = NetworkState.FINE, NetworkState.OURS, NetworkState.UNKNOWN


def seen(
    silent: Iterable[ProbeTarget],
    answering: Iterable[ProbeTarget] = (),
    *,
    outcome: ProbeOutcome = ProbeOutcome.SERVED,
    age: timedelta = timedelta(0),
    earlier: OwnNetwork | None = None,
) -> OwnNetwork:
    results = [a_result(one, ProbeOutcome.SILENT, at=NOON - age) for one in silent]
    results += [a_result(one, outcome, at=NOON - age) for one in answering]
    return own_network(standings_of(results), "here", NOON, earlier)


def behind(*edges: str) -> list[ProbeTarget]:
    return [one for one in SITES if one.node in edges]


def test_sites_that_answer_are_told_in_figures() -> None:
    own = seen(behind("fastly"), [one for one in SITES if one.node != "fastly"])

    assert (own.state, own.asked, own.answering) == (FINE, 20, 16)


def test_it_is_us_where_nothing_answers() -> None:
    own = seen(SITES)

    assert (own.state, own.answering, own.since) == (OURS, 0, NOON)


@pytest.mark.parametrize("outcome", [one for one in ProbeOutcome if one is not ProbeOutcome.SILENT])
def test_an_answer_of_whatever_kind_is_never_our_network(outcome: ProbeOutcome) -> None:
    assert seen([], SITES, outcome=outcome).state is FINE


@pytest.mark.parametrize(("edges", "state"), [(2, FINE), (3, OURS)])
def test_it_is_us_where_half_of_the_edges_are_silent(edges: int, state: NetworkState) -> None:
    assert seen(behind(*EDGES[:edges]), behind(*EDGES[edges:])).state is state


def test_one_large_edge_that_is_silent_is_not_us() -> None:
    assert seen(a_panel("cloudflare", 60), behind(*EDGES[1:])).state is FINE


@pytest.mark.parametrize(("asked", "state"), [(7, UNKNOWN), (8, OURS)])
def test_too_few_tell_nothing(asked: int, state: NetworkState) -> None:
    assert seen(SITES[::2][:asked]).state is state


def test_one_edge_alone_tells_nothing() -> None:
    assert seen(a_panel("cloudflare", 20)).state is UNKNOWN


def test_what_was_asked_minutes_ago_tells_nothing() -> None:
    assert seen(SITES, age=timedelta(minutes=3, seconds=1)).state is UNKNOWN


def test_sites_that_answered_just_before_do_not_hide_that_nothing_answers_now() -> None:
    others = [target for edge in ("vercel", "netlify", "gcp") for target in a_panel(edge, 8)]
    before = [a_result(one, at=NOON - timedelta(seconds=61)) for one in others]
    now = [a_result(one, ProbeOutcome.SILENT) for one in SITES]

    assert own_network(standings_of([*before, *now]), "here", NOON).state is OURS


def test_two_edges_of_which_one_is_silent_tell_nothing() -> None:
    assert seen(behind(EDGES[0]), behind(EDGES[1])).state is UNKNOWN


def test_watched_sites_behind_nobody_knows_what_do_not_make_it_us() -> None:
    own = [a_target(f"watched{n}", node=f"watched{n}") for n in range(40)]

    assert seen(own, SITES).state is FINE
    assert seen(own).state is OURS  # where there is nothing else to go by


def test_how_things_are_lasts_since_they_changed() -> None:
    before = OwnNetwork(
        vantage="here", at=NOON, since=NOON - timedelta(hours=3), state=FINE, asked=9, answering=9
    )

    assert seen([], SITES, earlier=before).since == NOON - timedelta(hours=3)
    assert seen(SITES, earlier=before).since == NOON


def test_two_edges_that_fail_at_once_are_not_us() -> None:
    assert seen(behind("cloudflare", "fastly"), behind("akamai", "azure/front-door")[:7]).state is FINE


def test_an_edge_that_failed_long_before_is_not_when_our_own_network_did() -> None:
    ages = [timedelta(minutes=30, seconds=15), *(timedelta(minutes=10 * n) for n in range(1, 4))]
    before = [a_result(one, ProbeOutcome.SILENT, at=NOON - age) for one in behind("fastly") for age in ages]
    now = [a_result(one, ProbeOutcome.SILENT) for one in SITES]

    assert own_network(standings_of([*before, *now]), "here", NOON).since == NOON
