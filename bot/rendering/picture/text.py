"""Words on a picture: what the built-in font can draw, how wide it is, and how it is cut and wrapped."""

import unicodedata
from functools import cache
from typing import Final

from PIL import ImageFont

# What the font inside Pillow has glyphs for, beyond ASCII.
_EXTRA: Final = frozenset("©«°±·»“”…™\u00b4\u2018\u2019\u2039\u203a\u2044")
_SPELT: Final = str.maketrans(
    {
        "\N{EN DASH}": "-",
        "—": "-",
        "\N{MINUS SIGN}": "-",
        "→": "->",
        "←": "<-",
        "\N{MULTIPLICATION SIGN}": "x",
        "•": "·",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)
_MAX_CHARACTERS: Final = 400
_STAND_IN: Final = "?"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow: the same on every machine, whatever is installed there."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def drawable(text: str, otherwise: str = _STAND_IN) -> str:
    """The text on one line in characters that have a glyph; `otherwise` when no letter or digit is left."""
    shown = " ".join(with_glyphs(text).split())
    return shown if any(character.isalnum() for character in shown) else otherwise


def with_glyphs(text: str) -> str:
    """The text in characters that have a glyph, at most 400 of them before accents are dropped.

    Letters of other scripts become one question mark a run, symbols (emoji) and what cannot be seen nothing.
    """
    kept: list[str] = []
    for character in unicodedata.normalize("NFKD", text[:_MAX_CHARACTERS].translate(_SPELT)):
        if " " <= character <= "~" or character in _EXTRA:
            kept.append(character)
        elif character.isspace():
            kept.append(" ")
        elif unicodedata.category(character)[0] in "LN" and kept[-1:] != [_STAND_IN]:
            kept.append(_STAND_IN)
    return "".join(kept)


def width(text: str, size: int) -> float:
    """How many pixels a drawable text takes."""
    return font(size).getlength(text)


def fitted(text: str, size: int, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if width(text, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(f"{text[:middle].rstrip()}…", size) <= room:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip()}…"


def wrapped(text: str, size: int, room: float, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines, the last cut with an ellipsis where it does not fit."""
    done: list[str] = []
    line = ""
    words = text.split()
    for position, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if not line or width(longer, size) <= room:
            line = longer
        elif len(done) == lines - 1:
            return (*done, fitted(" ".join((line, *words[position:])), size, room))
        else:
            done.append(fitted(line, size, room))
            line = word
    return (*done, fitted(line, size, room))
