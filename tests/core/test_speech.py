"""What we say in other languages: nothing is left out, and every hole is filled with the same."""

import ast
from pathlib import Path
from typing import Final

import pytest

from bot.domain.incident import Grade, IncidentState
from bot.domain.status import Impact, ReportStatus
from bot.rendering.words import LISTED
from bot.speech.language import Language
from bot.speech.speech import mark, say, say_many, speaking
from tests.sentences import TRANSLATED, Sentence, catalogue, holes, said, sentence_of, translations_of

RENDERING: Final = Path(__file__).parents[2] / "bot" / "rendering"


@pytest.mark.parametrize("language", TRANSLATED)
def test_field_b7_every_sentence_is_said_in_every_language(language: Language) -> None:
    """What is missing comes in by `python -m tests.sentences`, and is then translated by a person."""
    translated = {
        sentence_of(message)
        for message in catalogue(language)
        if message.id and all(translations_of(message))
    }

    assert said() - translated == set()
    assert translated - said() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_field_b7_a_translation_has_the_holes_of_the_sentence(language: Language) -> None:
    wrong: list[Sentence] = []
    for message in catalogue(language):
        if message.id:
            sentence = sentence_of(message)
            many = sentence if isinstance(sentence, str) else sentence[-1]
            if {holes(text) for text in translations_of(message)} != {holes(many)}:
                wrong.append(sentence)

    assert wrong == []


def test_a_sentence_is_said_in_the_language_that_is_spoken_there_and_nowhere_else() -> None:
    one, many = "{number} service", "{number} services"
    with speaking(Language.GERMAN):
        german = say_many(one, many, 1), say_many(one, many, 2), say("Added")
        with speaking(Language.SPANISH):
            spanish = say_many(one, many, 1), say_many(one, many, 2), say("Added")

    assert german == ("1 Dienst", "2 Dienste", "Neu")
    assert spanish == ("1 servicio", "2 servicios", "Añadido")
    assert say_many(one, many, 2) == "2 services"
    assert mark("Added") == say("Added") == "Added"


def test_the_words_of_our_lists_are_marked() -> None:
    assert set(LISTED) == {str(one) for one in (*Grade, *Impact, *ReportStatus, *IncidentState)}


def test_what_is_put_into_a_sentence_is_no_pattern_itself() -> None:
    with speaking(Language.GERMAN):
        assert say("{counted} not matched", counted="{evil} {0}") == "{evil} {0} nicht zugeordnet"


def test_field_b7_no_sentence_is_said_in_english_alone() -> None:
    """A literal of several words is marked: as far as can be told of literals."""
    unmarked = {
        f"{path.relative_to(RENDERING)}: {text}"
        for path in RENDERING.rglob("*.py")
        if not any(part in _NOT_SAID for part in path.relative_to(RENDERING).parts)
        for text in _unmarked(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert unmarked == set()


# For machines; for the picture, whose letters are few; what is said before anybody can set a language. And,
# so far, what flaps.
_NOT_SAID: Final = frozenset({"json.py", "picture", "first_words.py", "flapping.py"})
_COMPARE: Final = frozenset({"startswith", "endswith", "removeprefix", "removesuffix", "partition"})
_MARKS: Final = frozenset({"say", "say_many", "mark"})


def _unmarked(tree: ast.AST) -> list[str]:
    """The literals of two words and more outside of docstrings and marks."""
    found: list[str] = []
    for node in ast.iter_child_nodes(tree):
        is_marked = isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MARKS
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_compared = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _COMPARE
        if is_docstring or is_compared:
            continue
        if is_marked:
            assert isinstance(node, ast.Call)
            found += [text for part in (*node.args[1:], *node.keywords) for text in _unmarked(part)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sentence(node.value):
            found.append(node.value)
        else:
            found += _unmarked(node)
    return found


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if sum(char.isalpha() for char in word) > 1]
    return len(words) > 1 or (len(words) == 1 and text != text.strip())
