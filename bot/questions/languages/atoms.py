"""A message in any script as clauses of atoms: words, or single characters where a script has no spaces."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.expressions import compiled

# Letters that Unicode does not take apart, and that people type either way.
_PLAIN: Final = str.maketrans(
    {
        "\u0131": "i",
        "\u0142": "l",
        "\u00f8": "o",
        "\u0111": "d",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u0629": "\u0647",  # teh marbuta, heh
        "\u0649": "\u064a",  # alef maksura, yeh
        "\u0640": None,  # tatweel
    }
)
# What other scripts have for our marks: Arabic, Chinese, full-width. Apostrophes part words.
_MARKS: Final = str.maketrans(
    dict.fromkeys("\u061f\uff1f", "? ")
    | dict.fromkeys("\u060c\u3001\uff0c", ", ")
    | dict.fromkeys("\u061b\uff1b", "; ")
    | dict.fromkeys("\u3002\uff01", ". ")
    | dict.fromkeys("'`\u00b4\u2018\u2019\u02bc\u30fb", " ")
)
_VOICED: Final = frozenset("\u3099\u309a")  # of kana: they tell "ga" from "ka"
_CUT: Final = compiled(
    r"[.!?;:,\u2026]+(?=\s|$)|[()\[\]\"\u201c-\u201f\u00ab\u00bb\u00bf\u00a1\n]+|\s[-\u2013\u2014]+\s"
)
_ATOM: Final = compiled(
    "[0-9a-z\u00df-\u024f]+|[\u0400-\u04ff]+|[\u0620-\u065f\u066e-\u06d3]+"
    "|[\u3005\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\\W_]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomClause:
    """The atoms between two marks, and whether the one behind is a question mark."""

    atoms: tuple[str, ...]
    asks: bool


def atoms_of(text: str) -> tuple[str, ...]:
    """Fold case, width, accents and spellings, and split: "GitHub'da" is "github da"."""
    return tuple(_ATOM.findall(_folded(text.translate(_MARKS))))


def atom_clauses_of(text: str) -> tuple[AtomClause, ...]:
    """The clauses of a message that have atoms; a mark behind none belongs to the clause before."""
    found: list[AtomClause] = []
    pieces = _CUT.split(text.translate(_MARKS))
    marks = _CUT.findall(text.translate(_MARKS))
    for piece, mark in zip(pieces, (*marks, ""), strict=True):
        atoms = atoms_of(piece)
        if atoms:
            found.append(AtomClause(atoms=atoms, asks="?" in mark))
        elif found and "?" in mark:
            found[-1] = AtomClause(atoms=found[-1].atoms, asks=True)
    return tuple(found)


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in apart if c in _VOICED or unicodedata.category(c) not in {"Mn", "Cf"})
    return unicodedata.normalize("NFC", "".join(kept)).translate(_PLAIN)
