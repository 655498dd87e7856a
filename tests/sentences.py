"""The sentences that stand in the code, and the catalogues that must hold a translation of each.

    python -m tests.sentences

brings `bot/speech/*.po` up to date: new sentences come in without a translation, and old ones go.
"""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.speech.language import Language

ROOT: Final = Path(__file__).parent.parent
TRANSLATED: Final = tuple(language for language in Language if language is not Language.ENGLISH)
_KEYWORDS: Final = {"say": None, "mark": None, "say_many": (1, 2)}
_HOLE: Final = re.compile(r"\{(\w*)[^{}]*\}")

_IDLE: Final = tuple(
    f'"{field}' for field in ("Project", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated-By")
)

Sentence = str | tuple[str, str]
"""One sentence, or the one for one thing and the one for many."""


@cache
def said() -> frozenset[Sentence]:
    """Every sentence that is marked in the code."""
    found = extract_from_dir(ROOT / "bot", [("**.py", "python")], keywords=_KEYWORDS)
    return frozenset(_sentence(message) for _, _, message, _, _ in found)


def catalogue(language: Language) -> Catalog:
    """The translations of one language."""
    with _path(language).open("rb") as file:
        return read_po(file, locale=str(language))


def sentence_of(message: Message) -> Sentence:
    """What is translated."""
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def translations_of(message: Message) -> tuple[str, ...]:
    """Its translations, one a plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def holes(text: str) -> frozenset[str]:
    """The names between braces."""
    return frozenset(_HOLE.findall(text))


def update(language: Language) -> None:
    """Write the catalogue anew with the sentences that there are now."""
    known = catalogue(language)
    fresh = Catalog(locale=str(language), header_comment="# What we say.", fuzzy=False)
    for sentence in sorted(said(), key=str):
        one = sentence if isinstance(sentence, str) else sentence[0]
        before = known.get(one)
        fresh.add(sentence, before.string if before is not None else "")
    write(language, fresh)


def write(language: Language, translations: Catalog) -> None:
    """Write a catalogue without the fields of its head that say nothing or change by themselves."""
    text = BytesIO()
    write_po(text, translations, width=110)
    kept = (line for line in text.getvalue().decode().splitlines() if not line.startswith(_IDLE))
    _path(language).write_text("\n".join(kept) + "\n", encoding="utf-8")


def _path(language: Language) -> Path:
    return ROOT / "bot" / "speech" / f"{language}.po"


def _sentence(message: str | tuple[str, ...]) -> Sentence:
    return message if isinstance(message, str) else (message[0], message[1])


if __name__ == "__main__":
    for each in TRANSLATED:
        update(each)
