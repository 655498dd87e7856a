# ruff: noqa: RUF001  -- letters of other scripts are the point
"""Questions in thirteen languages beside English, and talk that is none, against the shipped catalogue.

`questions_languages.tsv` says of each what it means: the intent, and the services in the order asked.
"""

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.loader import load
from bot.domain.question import Intent, Question
from bot.questions.any_language import question_in
from bot.questions.languages.atoms import atoms_of
from bot.questions.languages.reading import foreign_question
from bot.questions.languages.tables import LANGUAGES, read_table, spelt_phrases, tables
from bot.questions.names import Names
from bot.questions.talk import is_question

pytestmark = pytest.mark.uncounted  # hundreds of rows

TABLE: Final = Path(__file__).with_name("questions_languages.tsv")
NAMES: Final = Names(load())
LIKE_NAMES: Final = frozenset({"esa", "duda", "entra", "hey", "sorry", "aveva", "grazie", "vivo", "latam"})


@cache
def rows() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def asked(question: Question) -> tuple[str, str]:
    services = " ".join(part.service for part in question.each if part.service is not None)
    return str(question.intent), services


def offered(text: str) -> list[str | None]:
    question = question_in(text, NAMES)
    assert question.intent is Intent.UNKNOWN
    assert question.unknown == ""
    return [offer.service for offer in question.offered]


@pytest.mark.parametrize("language", LANGUAGES)
def test_field_b7_questions_of_every_language_are_understood_and_nothing_else(language: str) -> None:
    mine = [row for row in rows() if row["language"] == language]

    wrong = {
        row["text"]: got
        for row in mine
        if (got := asked(question_in(row["text"], NAMES))) != (row["intent"], row["services"])
    }

    assert wrong == {}
    assert len([row for row in mine if row["intent"] != "unknown"]) >= 25
    assert len([row for row in mine if row["intent"] == "unknown"]) >= 8


@pytest.mark.parametrize(
    ("text", "intent", "services"),
    [
        ("¿está caído github?", "is_down", "github"),
        ("ist discord gerade down?", "is_down", "discord"),
        ("github ist down?", "is_down", "github"),
        ("est-ce que Slack est en panne ?", "is_down", "slack"),
        ("githubが落ちてる？", "is_down", "github"),
        ("github挂了吗", "is_down", "github"),
        ("github이 다운됐나요?", "is_down", "github"),
        ("هل github معطل؟", "is_down", "github"),
        ("GitHub'da sorun var mı?", "is_down", "github"),
        ("czy slacka wywaliło?", "is_down", "slack"),
        ("¿por qué github, gitlab y slack no funcionan?", "why", "github gitlab slack"),
        ("<@U123> ist GitHub down?", "is_down", "github"),
        ("ＧＩＴＨＵＢ 挂了吗？", "is_down", "github"),
    ],
)
def test_field_b7_sentences_of_the_field(text: str, intent: str, services: str) -> None:
    assert asked(question_in(text, NAMES)) == (intent, services)


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("la reunión de github de mañana", ["github"]),
        ("mañana migramos de gitlab a github", ["gitlab", "github"]),
        ("GitHub está bien", ["github"]),
        ("github przeprowadzka w środę", ["github"]),
        ("githubにissueを立てました", ["github"]),
        ("tell me about the github incident of last year", ["github"]),
        ("grazie", []),
        ("¿quién viene a comer?", []),
    ],
)
def test_field_b7_a_known_name_in_what_is_not_understood_is_offered(text: str, services: list[str]) -> None:
    assert offered(text) == services


def test_field_b7_a_name_that_nobody_knows_is_named_in_any_language() -> None:
    spanish = question_in("¿está caído Mibanquito?", NAMES)
    german = question_in("Ist Gihtub down?", NAMES)

    assert (spanish.intent, spanish.unknown, spanish.suggestions) == (Intent.UNKNOWN, "Mibanquito", ())
    assert german.suggestions == ("github",)


@pytest.mark.parametrize(
    "text",
    ["die Box ist kaputt", "unser Jenkins ist down", "nuestra api en aws está caída", "wenn github down ist"],
)
def test_field_b7_what_is_only_called_so_is_no_question(text: str) -> None:
    assert question_in(text, NAMES).intent is Intent.UNKNOWN


def test_where_two_languages_disagree_nobody_is_answered() -> None:
    """Spanish "no" is Portuguese "in the": nothing is claimed of a denial."""
    assert foreign_question("github no está caído", NAMES) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_of_a_table_is_a_sign_of_one_thing(language: str) -> None:
    counted = Counter(phrase for phrase, _ in dict.fromkeys(spelt_phrases(read_table(language))))

    assert [phrase for phrase, count in counted.items() if count > 1 or not phrase] == []


def test_words_of_a_language_that_are_names_have_been_looked_at() -> None:
    """A service that is called like a word of a table cannot be asked for in that language."""
    words = {word for table in tables() for word in table.words & table.vocabulary}

    assert {word for word in words if NAMES.find((word,))} <= LIKE_NAMES


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    question_in(text, NAMES)
    assert all(atom.strip() for atom in atoms_of(text))


@given(st.lists(st.sampled_from([w for t in tables() for w in sorted(t.words)[::9]]), max_size=12))
def test_words_without_a_name_are_about_no_service(words: list[str]) -> None:
    found = foreign_question(" ".join(words), NAMES)
    assert found is None or found.about == ()


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("github挂了吗", True),
        ("geht slack nicht?", True),
        ("Ist github gerade langsam", True),
        ("github ist kaputt", False),
        ("github está bien", False),
        ("la reunión de github", False),
        ("gracias", False),
    ],
)
def test_field_b7_who_names_nobody_is_answered_where_he_asks(text: str, *, is_asked: bool) -> None:
    assert is_question(text, NAMES) is is_asked
