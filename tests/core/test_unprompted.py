"""Who asks of their own accord: not whom a page, a claim or we may have told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answers.unprompted import asked_about, is_known
from bot.domain.answer import SeenTrouble, ServicePage, SeveralAnswers, StatusAnswer, UnknownAnswer, Verdict
from bot.domain.look import Look, LookRule, NetworkState, OwnNetwork
from bot.domain.question import Intent, Question
from tests.builders import NOON, a_report, an_incident

QUESTION = Question(text="", intent=Intent.IS_DOWN, service="stripe")
CALM = StatusAnswer(question=QUESTION, verdict=Verdict.UP, asked_at=NOON, page=ServicePage(read_at=NOON))
LOOK = Look(node="stripe", at=NOON, since=NOON, rule=LookRule.ANSWERED, asked=20, blaming=4)


def a_network(state: NetworkState) -> OwnNetwork:
    return OwnNetwork(vantage="here", at=NOON, since=NOON, state=state, asked=14, answering=0)


def degraded(age: timedelta) -> StatusAnswer:
    report = replace(a_report(), updated_at=NOON - age)
    return replace(CALM, verdict=Verdict.DEGRADED, reports=(report,))


@pytest.mark.parametrize(
    "answer",
    [
        replace(CALM, verdict=Verdict.DOWN),
        replace(CALM, verdict=Verdict.MAINTENANCE),
        replace(CALM, verdict=Verdict.DEGRADED),
        degraded(timedelta(hours=5)),
        replace(CALM, incident=an_incident()),
        replace(CALM, early=(an_incident(),)),
        replace(CALM, seen=(SeenTrouble(look=LOOK),)),
        replace(CALM, networks=(a_network(NetworkState.OURS),)),
    ],
)
def test_what_we_or_a_page_say_is_known_to_whoever_asks(answer: StatusAnswer) -> None:
    assert is_known(answer)


@pytest.mark.parametrize(
    "answer",
    [
        CALM,
        replace(CALM, verdict=Verdict.UNKNOWN),
        degraded(timedelta(hours=6)),
        replace(CALM, networks=(a_network(NetworkState.FINE),)),
    ],
)
def test_of_what_is_calm_or_has_been_so_for_long_nobody_was_told(answer: StatusAnswer) -> None:
    assert not is_known(answer)


def test_who_asks_about_many_at_once_looks_around() -> None:
    several = SeveralAnswers(question=QUESTION, answers=(CALM, CALM, CALM))

    assert len(asked_about(several)) == 3
    assert asked_about(replace(several, answers=(CALM,) * 4)) == ()
    assert asked_about(UnknownAnswer(question=QUESTION)) == ()
