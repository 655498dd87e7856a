"""Questions in many voices, and talk that is none, against the shipped catalogue.

`questions.tsv` says of each what it means: intent and service, the component where one is meant, and for what
is not to be answered the ids that must be among the suggestions. Of several things asked for at once the
column of services has all, `service:component` where a part is meant, and `?name` for what nobody knows.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from bot.domain.question import Intent, Question
from bot.questions.any_language import question_in
from bot.questions.intents import PHRASES
from bot.questions.names import words_of
from bot.questions.phrases import QuestionPattern, compiled
from tests.shipped import shipped_catalog, shipped_names

pytestmark = pytest.mark.uncounted  # thousands of rows

TABLE: Final = Path(__file__).with_name("questions.tsv")
CATALOG: Final = shipped_catalog()
NAMES: Final = shipped_names()


@cache
def understood(text: str) -> Question:
    """Each question is understood once, however many tests ask."""
    return question_in(text, NAMES)


@cache
def rows() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def subject(part: Question) -> str:
    """What one of several questions is about, as the table writes it."""
    if part.service is None:
        return "?" + part.unknown.replace(" ", "_")
    return f"{part.service}:{part.component}" if part.component else part.service


def misunderstood(row: dict[str, str]) -> str | None:
    question = understood(row["question"])
    meaning = (question.intent, question.service or "", question.component or "")
    if question.parts:
        meaning = (question.intent, " ".join(map(subject, question.parts)), "")
    lost = set(row["suggested"].split()) - set(question.suggestions)
    if meaning == (row["intent"], row["service"], row["component"]) and not lost:
        return None
    return f"{row['question']!r}: {question}, but meant {row}"


def test_questions_are_understood_as_they_were_meant() -> None:
    asked = rows()
    wrong = [problem for row in asked if (problem := misunderstood(row))]

    assert not wrong, "\n".join((f"{len(asked) - len(wrong)} of {len(asked)} are right", *wrong))


def test_talk_that_is_no_question_is_never_answered() -> None:
    talk = [row["question"] for row in rows() if row["intent"] == Intent.UNKNOWN]

    assert len(talk) >= 80
    assert [text for text in talk if understood(text).service is not None] == []


def test_the_table_asks_in_every_way_and_for_what_exists() -> None:
    asked = rows()

    assert {row["intent"] for row in asked} == set(Intent)
    assert len({row["question"] for row in asked}) == len(asked) >= 250
    named = {name for row in asked for name in f"{row['service']} {row['suggested']}".split()}
    known = {name.partition(":")[0] for name in named if not name.startswith("?")}
    assert known <= set(CATALOG.services)


def test_a_pattern_is_never_passed_over_that_would_fit() -> None:
    """What a pattern needs is derived from its text: with all patterns compiled the readings are the same."""
    texts = [" ".join(words_of(row["question"])) for row in rows()[::40]]
    for _, _, phrase in PHRASES:
        plain = compiled(phrase.pattern)
        for text in texts:
            assert bool(plain.fullmatch(text)) == bool(phrase.fullmatch(text, frozenset(text.split())))


def test_what_lacks_a_word_that_a_pattern_needs_is_passed_over_before_it_is_compiled() -> None:
    pattern = QuestionPattern("why is (?:it|that) down")

    assert pattern.fullmatch("is it down", frozenset({"is", "it", "down"})) is None
    assert pattern._compiled is None
