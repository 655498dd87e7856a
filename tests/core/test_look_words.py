"""What probes have seen, in sentences: the very words."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.look import HERE, Look, LookEnd, LookExample, LookRule, NetworkState, OwnNetwork
from bot.domain.look_words import (
    end_words,
    example_words,
    look_sentence,
    network_sentence,
    us_sentence,
)
from bot.domain.probe import ProbeOutcome
from bot.speech.language import Language
from bot.speech.speech import speaking
from tests.builders import NOON, a_look, at

NAMES = {"cloudflare": "Cloudflare"}
LOOK = a_look(at=at(11, 30))
MIXED = replace(LOOK, rule=LookRule.MIXED, blaming=1, silent=6, vantages=(HERE,))
SILENT = replace(LOOK, rule=LookRule.SILENT, blaming=0, silent=9, vantages=(HERE, "virginia"))
REGION = replace(
    LOOK, node="aws/us-east-1", rule=LookRule.REGION, asked=2, served=0, blaming=0,
    controls_asked=12, controls_answering=12,
)  # fmt: skip
CHECKS = replace(LOOK, rule=LookRule.CHECKS, says="your check “api” of GitHub fails since 11:32 UTC")
FAILS_SILENTLY = replace(SILENT, rule=None, silent=2, vantages=())
AN_OWN = OwnNetwork(
    vantage=HERE, at=at(11, 35), since=at(11, 31), state=NetworkState.FINE, asked=14, answering=14
)


def named(service: str) -> str:
    return NAMES.get(service, service)


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (
            LOOK,
            (
                "4 of 20 sites behind Cloudflare that we asked at 11:30 UTC answer with a page on which"
                " Cloudflare blames itself; 14 of 14 elsewhere are fine"
            ),
        ),
        (
            MIXED,
            (
                "1 of 20 sites behind Cloudflare that we asked at 11:30 UTC answers with a page on which"
                " Cloudflare blames itself, and 6 cannot be reached from here; 14 of 14 elsewhere are fine"
            ),
        ),
        (
            SILENT,
            (
                "9 of 20 sites behind Cloudflare that we asked at 11:30 UTC cannot be reached from here and"
                " from virginia; 14 of 14 elsewhere are fine"
            ),
        ),
        (
            FAILS_SILENTLY,
            (
                "2 of 20 sites behind Cloudflare that we asked at 11:30 UTC cannot be reached from here;"
                " 14 of 14 elsewhere are fine"
            ),
        ),
        (REGION, "2 of 2 public endpoints of aws/us-east-1 fail; 12 of 12 of other regions answer"),
        (CHECKS, "your check “api” of GitHub fails since 11:32 UTC"),
        (replace(CHECKS, says=""), "checks of Cloudflare fail"),
        (
            replace(LOOK, rule=None, blaming=0, served=20, controls_asked=0),
            "20 of 20 sites behind Cloudflare that we asked at 11:30 UTC answer as usual",
        ),
    ],
)
def test_a_look_says_what_was_asked_and_what_came_back(look: Look, said: str) -> None:
    assert look_sentence(look, named) == said


def test_what_is_over_is_told_as_it_was_and_since_when_it_is() -> None:
    over = replace(LOOK, at=at(11, 50), since=at(11, 28), failing_at=at(11, 35), end=LookEnd.SERVED)

    said = look_sentence(over, named)
    assert said.startswith("4 of 20 sites behind Cloudflare that we asked at 11:35 UTC answer with a page")
    assert said.endswith("; since 11:50 UTC that is over")
    assert "asked at 11:28 UTC" in look_sentence(replace(over, failing_at=None), named)
    region = replace(REGION, at=at(11, 50), end=LookEnd.SERVED)
    assert look_sentence(region, named).startswith("2 of 2 public endpoints of aws/us-east-1 fail; 12 of 12")


def test_the_time_is_told_as_the_reader_has_it() -> None:
    paris = ZoneInfo("Europe/Paris")

    assert "that we asked at 12:30 CET" in look_sentence(LOOK, named, at(12).astimezone(paris))
    assert f"that we asked at {NOON.day} Nov 11:30 UTC" in look_sentence(
        LOOK, named, NOON + timedelta(days=1)
    )


@pytest.mark.parametrize(
    ("example", "said"),
    [
        (
            LookExample(service="cloudflare", outcome=ProbeOutcome.BLAMES_EDGE, status=500),
            "Cloudflare (error 500)",
        ),
        (LookExample(service="x", outcome=ProbeOutcome.SILENT), "x (no answer)"),
    ],
)
def test_an_example_is_a_name_and_what_it_answers(example: LookExample, said: str) -> None:
    assert example_words(example, named) == said


@pytest.mark.parametrize(
    ("end", "rule", "said"),
    [
        (
            LookEnd.SERVED,
            LookRule.ANSWERED,
            "the sites behind Cloudflare that we ask answer again, and nobody has reported trouble",
        ),
        (
            LookEnd.SERVED,
            LookRule.REGION,
            "the public endpoints of Cloudflare that we ask answer again, and nobody has reported trouble",
        ),
        (
            LookEnd.SERVED,
            LookRule.CHECKS,
            "the checks of Cloudflare are well again, and nobody has reported trouble",
        ),
        (LookEnd.OURS, LookRule.MIXED, "it was our own network"),
        (LookEnd.UNASKED, None, "we have not asked for a while how Cloudflare is"),
        (None, None, "nothing that we ask speaks of trouble at Cloudflare any more"),
    ],
)
def test_an_end_says_why(end: LookEnd | None, rule: LookRule | None, said: str) -> None:
    assert end_words(replace(LOOK, end=end, rule=rule), named) == said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (AN_OWN, "From here, 14 of 14 sites elsewhere answer; 9 of 20 behind Cloudflare do not."),
        (
            replace(AN_OWN, state=NetworkState.OURS, answering=0),
            "From here nothing answers: it is our own network.",
        ),
        (
            replace(AN_OWN, state=NetworkState.OURS, answering=3, vantage="berlin"),
            "From berlin 3 of 14 sites answer: it is our own network.",
        ),
        (
            replace(AN_OWN, state=NetworkState.UNKNOWN, asked=2),
            "Cannot tell: we have asked too few sites lately.",
        ),
    ],
)
def test_whether_it_is_us(own: OwnNetwork, said: str) -> None:
    served = replace(LOOK, node="fastly", blaming=0, served=20)
    over = replace(LOOK, node="akamai", end=LookEnd.SERVED)

    assert network_sentence(own, (SILENT, served, over), named) == said


def test_a_place_speaks_of_what_is_seen_from_there() -> None:
    assert network_sentence(AN_OWN, (replace(SILENT, vantages=("virginia",)),), named) == (
        "From here, 14 of 14 sites elsewhere answer."
    )


def test_elsewhere_is_what_was_asked_beside_the_look() -> None:
    """Of all 34 sites answer: those behind an edge that blames itself, too."""
    own = replace(AN_OWN, asked=34, answering=34)

    assert network_sentence(own, [a_look(at=NOON)], {"cloudflare": "Cloudflare"}.__getitem__) == (
        "From here, 14 of 14 sites elsewhere answer; 4 of 20 behind Cloudflare do not."
    )


def test_while_it_is_us_a_line_says_so() -> None:
    ours = replace(AN_OWN, state=NetworkState.OURS, answering=0)

    assert us_sentence(ours) == "It may be us: from here nothing answers since 11:31 UTC"


def test_it_is_said_in_the_language_of_who_reads() -> None:
    with speaking(Language.GERMAN):
        assert look_sentence(LOOK, named).startswith("4 von 20 Seiten hinter Cloudflare")


def test_that_nobody_reported_it_is_not_said_where_somebody_did() -> None:
    served = replace(LOOK, end=LookEnd.SERVED)

    assert (
        end_words(served, named, is_reported=True) == "the sites behind Cloudflare that we ask answer again"
    )
