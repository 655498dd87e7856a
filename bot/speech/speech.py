"""What we say, in the language of whoever hears it: gettext, its catalogues read by babel.

English is what stands in the code. `say` and `say_many` take the sentence with its holes in braces and what
to put into them, so that a translation may put them elsewhere.
"""

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

from bot.speech.language import Language

_SPOKEN: Final[ContextVar[Language]] = ContextVar("_SPOKEN", default=Language.ENGLISH)


def mark(text: str) -> str:
    """The same text, marked as one that is said to people: `say` translates it where it is said."""
    return text


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Whatever is rendered within is in this language."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def say(text: str, **values: object) -> str:
    """A sentence of ours."""
    found = _translations(_SPOKEN.get()).gettext(text)
    return found.format(**_said(values)) if values else found


def say_many(one: str, many: str, number: int, **values: object) -> str:
    """A sentence of ours about so many things: `{number}` is how many."""
    return _translations(_SPOKEN.get()).ngettext(one, many, number).format(number=number, **_said(values))


def _said(values: Mapping[str, object]) -> dict[str, object]:
    """What is put into a sentence: the words of our own lists are said in its language, too."""
    return {name: say(value) if isinstance(value, StrEnum) else value for name, value in values.items()}


@cache
def _translations(language: Language) -> gettext.NullTranslations:
    if language is Language.ENGLISH:
        return gettext.NullTranslations()
    # Who speaks English alone need not wait for these.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    text = Path(__file__).with_name(f"{language}.po").read_text(encoding="utf-8")
    compiled = BytesIO()
    write_mo(compiled, read_po(StringIO(text), locale=str(language)))
    return gettext.GNUTranslations(BytesIO(compiled.getvalue()))
