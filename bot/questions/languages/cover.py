"""The atoms of a clause as names and phrases of one language, or what stands in the way of that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.domain.name_table import Named
from bot.questions.languages.atoms import AtomClause
from bot.questions.languages.signs import Sign
from bot.questions.languages.tables import LanguageTable
from bot.questions.names import Names
from bot.questions.vocabulary import EVERYDAY, NOT_NAMES, OFTEN_OWN, PARTS

# Below this length what is left of a word without its ending is a name by chance.
_SHORTEST_STEM: Final = 3

Item = Sign | tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A clause of which every atom has a meaning in one language, but those of `unknown`.

    `items` are its signs and names in order. `asks` tells of a mark behind it or of a question's word order,
    `is_elsewhere` that it is about what is called like a service: "the box", "our Jenkins".
    """

    items: tuple[Item, ...]
    asks: bool
    is_elsewhere: bool = False
    unknown: tuple[tuple[str, ...], ...] = ()

    @property
    def signs(self) -> frozenset[Sign]:
        """What it has signs of."""
        return frozenset(item for item in self.items if isinstance(item, Sign))

    @property
    def names(self) -> tuple[tuple[Named, ...], ...]:
        """What it names, in order."""
        return tuple(item for item in self.items if not isinstance(item, Sign))


def covered(clause: AtomClause, table: LanguageTable, names: Names) -> Covered:
    """Names first, but for the words of the language itself; then its phrases, the fewest that do."""
    items: list[Item] = []
    unknown: list[tuple[str, ...]] = []
    is_elsewhere = False
    for is_unknown, run in groupby(_pieces(clause.atoms, table, names), key=lambda piece: piece[1] is None):
        pieces = tuple(run)
        if is_unknown:
            unknown.append(tuple(atom for atoms, _ in pieces for atom in atoms))
        for atoms, item in pieces:
            is_elsewhere |= isinstance(item, tuple) and not _is_meant(atoms, items)
            items.extend([item] if item is not None else [])
    return Covered(
        items=tuple(items),
        asks=clause.asks or clause.atoms[0] in table.opens,
        is_elsewhere=is_elsewhere,
        unknown=tuple(unknown),
    )


def _pieces(
    atoms: tuple[str, ...], table: LanguageTable, names: Names
) -> Iterator[tuple[tuple[str, ...], Item | None]]:
    at = 0
    for start, end, named in _mentions(atoms, table, names):
        yield from _phrases_in(atoms[at:start], table)
        yield atoms[start:end], named
        at = end
    yield from _phrases_in(atoms[at:], table)


def _mentions(
    atoms: tuple[str, ...], table: LanguageTable, names: Names
) -> list[tuple[int, int, tuple[Named, ...]]]:
    """Where something is named, with or without an ending, from left to right."""
    but = NOT_NAMES | PARTS | table.words | table.everyday
    found = {start: (end, named) for start, end, named in names.mentions(atoms, but=but)}
    taken = {at for start, (end, _) in found.items() for at in range(start, end)}
    for at, atom in enumerate(atoms):
        if at not in taken and atom not in but and (named := _inflected(atom, table, names)):
            found[at] = (at + 1, named)
    return [(start, *found[start]) for start in sorted(found)]


def _inflected(atom: str, table: LanguageTable, names: Names) -> tuple[Named, ...]:
    """What a word names without an ending of the language: "slacka", "githubda"."""
    stems = (atom.removesuffix(ending) for ending in table.endings if atom.endswith(ending))
    fair = (s for s in stems if len(s) >= _SHORTEST_STEM and s not in table.words | table.everyday | EVERYDAY)
    return next(filter(None, (names.find((stem,)) for stem in fair if stem not in NOT_NAMES | PARTS)), ())


def _is_meant(name: tuple[str, ...], before: Sequence[Item]) -> bool:
    """Whether it stands for the service: "the box" is a box, "our Jenkins" ours."""
    last = before[-1] if before else None
    if last is Sign.ARTICLE:
        return name[0] not in EVERYDAY
    return last is not Sign.OWN or name[0] not in OFTEN_OWN


def _phrases_in(
    atoms: tuple[str, ...], table: LanguageTable
) -> Iterator[tuple[tuple[str, ...], Sign | None]]:
    """The phrases that make up the atoms: as few left over as can be, then the longest first."""
    count = len(atoms)
    best: list[tuple[int, int, Sign | None]] = [(0, count, None)] * (count + 1)  # left over, end, sign
    for start in reversed(range(count)):
        ways = [
            (best[end][0] + (sign is None), -end, sign)
            for end in range(start + 1, min(count, start + table.longest) + 1)
            for sign in [_sign_of(atoms[start:end], table)]
            if sign is not None or end == start + 1
        ]
        left_over, end, sign = min(ways, key=lambda way: way[:2])
        best[start] = (left_over, -end, sign)
    start = 0
    while start < count:
        _, end, sign = best[start]
        yield atoms[start:end], sign
        start = end


def _sign_of(phrase: tuple[str, ...], table: LanguageTable) -> Sign | None:
    sign = table.phrases.get(phrase)
    if sign is not None or len(phrase) > 1:
        return sign
    word = phrase[0]
    if word.isdecimal() and len(word) <= _SHORTEST_STEM:
        return Sign.SMALL
    stems = (word.removeprefix(prefix) for prefix in table.prefixes if word.startswith(prefix))
    return next(filter(None, (table.phrases.get((stem,)) for stem in stems)), None)
