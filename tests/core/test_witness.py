"""What one dependent says, in words and answers: always as its word, and never as a claim."""

from dataclasses import replace

import pytest

from adapters.chat.shared.terminal_text import text_of
from bot.alerting.matching import alert_for, passes
from bot.answers.answers import answer
from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.domain.answer import StatusAnswer
from bot.domain.incident import ChangeKind, Grade, Incident, IncidentState
from bot.domain.question import Intent, Question
from bot.rendering.alert import claim_update, incident_ending
from bot.rendering.answers.answer import render_answer
from bot.rendering.card import card, headline
from bot.rendering.json import answer_json
from bot.rendering.picture.timeline import timeline_picture
from bot.rendering.view import View
from tests.builders import NOON, a_catalog, a_change, a_member, a_service, an_evidence, an_incident, at
from tests.chat_builders import a_channel, of

CATALOG: Catalog = a_catalog(
    services=(a_service("aws", name="AWS"), "vercel", "netlify"),
    edges=(("vercel", "aws"), ("netlify", "aws")),
)
SAID = an_incident(
    root="aws", members=(a_member("vercel"),), grade=Grade.EARLY, probability=0.15, evidence=(an_evidence(),)
)
WORD = "Vercel says the cause is AWS"


def ended(state: IncidentState) -> Incident:
    return replace(SAID, version=2, state=state, updated_at=at(12, 9), resolved_at=at(12, 9))


@pytest.mark.parametrize(
    ("incident", "said"),
    [
        (SAID, "Vercel says the cause is AWS (one witness)"),
        (ended(IncidentState.RESOLVED), "Vercel said the cause was AWS (one witness)"),
        (ended(IncidentState.WITHDRAWN), "Vercel no longer says that the cause is AWS (one witness)"),
        (
            replace(ended(IncidentState.MERGED), merged_into="inc-7"),
            "Vercel says the cause is AWS (one witness; joined with another incident, inc-7)",
        ),
    ],
)
def test_it_is_said_as_its_word_for_as_long_as_that_stands(incident: Incident, said: str) -> None:
    assert headline(incident, CATALOG) == said


def test_its_card_claims_no_probability_and_its_end_no_claim() -> None:
    shown = card(SAID, CATALOG, NOON, View())
    end = incident_ending(
        a_change(incident=ended(IncidentState.WITHDRAWN), reason="Vercel says so"), CATALOG, NOON
    )

    assert "Early, one witness" in text_of(shown)
    assert "%" not in text_of(shown)
    assert "We said" not in text_of(end)
    assert "Vercel says so" in text_of(end)


def test_a_claim_that_comes_of_it_corrects_nothing() -> None:
    claimed = replace(SAID, version=2, grade=Grade.SUSPECTED, peak_grade=Grade.SUSPECTED)
    change = a_change(ChangeKind.GRADED, incident=claimed, previous_grade=Grade.EARLY)

    shown = claim_update(change, Grade.EARLY, "netlify", (), CATALOG, NOON)

    assert shown.headline == "Suspected AWS outage: Vercel"
    assert "Suspected, was early" in text_of(shown)


def test_it_has_a_picture_without_a_claim() -> None:
    assert timeline_picture(SAID, (), CATALOG, NOON).alt.startswith(WORD)


@pytest.mark.parametrize(("floor", "hears"), [(Grade.EARLY, True), (Grade.SUSPECTED, False)])
def test_it_passes_only_where_a_channel_asks_for_it(floor: Grade, *, hears: bool) -> None:
    alert = alert_for(a_change(incident=SAID))

    assert alert is not None
    assert passes(a_channel(grade=floor), alert) is hears
    assert passes(a_channel(grade=floor), of(an_incident(grade=Grade.SUSPECTED)))


def test_grades_keep_the_numbers_under_which_they_are_stored() -> None:
    assert {grade: grade.rank for grade in Grade} == {
        Grade.COINCIDENT: -1,
        Grade.EARLY: 0,
        Grade.SUSPECTED: 1,
        Grade.PROBABLE: 2,
        Grade.CONFIRMED: 3,
    }


def asked(intent: Intent, service: str | None, *, early: tuple[Incident, ...] = (SAID,)) -> str:
    question = Question(text="", intent=intent, service=service)
    return text_of(render_answer(answer(question, Snapshot(early=early), CATALOG, NOON), CATALOG))


@pytest.mark.parametrize(
    ("intent", "service", "hears"),
    [
        (Intent.IS_DOWN, "vercel", True),
        (Intent.WHY, "vercel", True),
        (Intent.IS_DOWN, "aws", True),
        (Intent.IS_DOWN, "netlify", False),
        (Intent.INCIDENTS, None, True),
    ],
)
def test_answers_show_it_to_who_asks_about_either(
    intent: Intent, service: str | None, *, hears: bool
) -> None:
    assert (WORD in asked(intent, service)) is hears
    assert WORD not in asked(intent, service, early=())


def test_it_is_no_incident_of_ours_in_an_answer() -> None:
    question = Question(text="", intent=Intent.IS_DOWN, service="vercel")
    found = answer(question, Snapshot(early=(SAID,)), CATALOG, NOON)

    assert isinstance(found, StatusAnswer)
    assert found.incident is None
    assert answer_json(found)["incident"] is None
    assert [one["grade"] for one in answer_json(found)["early"]] == ["early"]
    assert "No shared incident is open" in asked(Intent.INCIDENTS, None)
