"""What the correlator gets of looks, whom nobody may probe, and what a target usually answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.look import Look, LookEnd, LookRule
from bot.domain.probe import ProbeTarget
from bot.panels.handing import AT_LEAST_EVERY, ended, observation_of, to_hand_on
from bot.panels.opt_out import OptOut
from bot.panels.usual import ENOUGH_VOTES, MOST_VOTES, counted
from tests.builders import NOON

SHOWN = Look(node="cloudflare", at=NOON, since=NOON, rule=None, asked=20, served=18, blaming=2)
TELLING = replace(SHOWN, rule=LookRule.ANSWERED, served=16, blaming=4)


def later(look: Look, seconds: int, **changes: object) -> Look:
    return replace(look, at=look.at + timedelta(seconds=seconds), **changes)  # type: ignore[arg-type]


def test_what_proves_nothing_is_handed_to_nobody() -> None:
    assert not to_hand_on(SHOWN, None)
    assert not to_hand_on(replace(TELLING, end=LookEnd.SERVED), None)
    assert to_hand_on(TELLING, None)


def test_an_end_is_told_at_once_and_a_rule_that_is_met_no_more_is_no_end() -> None:
    assert to_hand_on(later(TELLING, 1, end=LookEnd.OURS), TELLING)
    assert not to_hand_on(later(TELLING, 600, rule=None), TELLING)


def test_more_of_it_is_told_once_a_minute_and_chance_never() -> None:
    more = {"blaming": 9, "served": 11}

    assert not to_hand_on(later(TELLING, 59, **more), TELLING)
    assert to_hand_on(later(TELLING, 60, **more), TELLING)
    assert not to_hand_on(later(TELLING, 60, blaming=5, served=15), TELLING)
    assert to_hand_on(later(TELLING, 60, rule=LookRule.MIXED), TELLING)
    assert to_hand_on(later(TELLING, 60, vantages=("here", "there")), TELLING)


def test_who_holds_a_look_hears_that_it_still_is_so() -> None:
    assert to_hand_on(replace(TELLING, at=NOON + AT_LEAST_EVERY), TELLING)


def test_a_look_is_handed_on_as_probes_of_its_node() -> None:
    over = ended(TELLING, NOON + timedelta(minutes=1), LookEnd.UNASKED)
    said = observation_of(over)

    assert (said.service, said.source, said.look) == ("cloudflare", "probes/cloudflare", over)
    assert said.at == NOON + timedelta(minutes=1)


def target(url: str, service: str = "acme") -> ProbeTarget:
    return ProbeTarget(id=service, url=url, service=service, organisation=service, node="cloudflare")


@pytest.mark.parametrize(
    ("listed", "left_alone"),
    [
        ("example.com", True),
        ("www.example.com", True),
        ("*.example.com", True),
        ("https://www.example.com/about", True),
        (" EXAMPLE.com. ", True),
        ("acme", True),
        ("other.example, example.com", True),
        ("# nobody\nother.example\nexample.com # they asked us to", True),
        ("ample.com", False),
        ("com.example", False),
        ("# example.com", False),
        ("", False),
        (",,;\n", False),
        ("app.example.com", False),
        ("https://[::1", False),
    ],
)
def test_who_is_on_the_list_is_left_alone_with_all_below(listed: str, left_alone: bool) -> None:  # noqa: FBT001
    assert OptOut.of(listed).covers(target("https://www.example.com:8443/")) is left_alone


def test_the_usual_answer_is_that_of_most_days() -> None:
    usual = None
    for _ in range(ENOUGH_VOTES - 1):
        usual = counted(usual, 301)
    assert usual is not None
    assert usual.known is None

    for _ in range(MOST_VOTES * 3):
        usual = counted(usual, 301)
    for _ in range(200):
        usual = counted(usual, 503)
    assert usual.known == 301

    for _ in range(200):
        usual = counted(usual, 503)
    assert usual.known == 503


def test_an_outage_just_after_we_began_is_no_usual_answer() -> None:
    """Panels are asked by the minute while they fail: those errors soon outnumber all that came before."""
    usual = counted(counted(None, 200), 200)
    for _ in range(MOST_VOTES - 1):
        usual = counted(usual, 500)
    assert usual.known is None

    assert counted(usual, 500).known == 500
    assert counted(counted(usual, 200), 500).known is None
