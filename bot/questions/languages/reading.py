"""What a message asks in another language than English: a decision over the signs in it.

Every word of it must be a name or in the language's table: whoever says anything else is telling a story.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from bot.domain.name_table import Named
from bot.domain.question import Intent
from bot.questions.languages.atoms import AtomClause, atom_clauses_of, atoms_of
from bot.questions.languages.cover import Covered, covered
from bot.questions.languages.signs import Sign
from bot.questions.languages.tables import ENGLISH, LanguageTable, english_words, tables
from bot.questions.names import Names

# Longer messages are stories, not questions.
_MAX_ATOMS: Final = 60
_TROUBLE: Final = frozenset({Sign.TROUBLE, Sign.INCIDENTS, Sign.HIT, Sign.SINCE})
# Whatever holds one of these is a question, with a mark or without.
_QUESTIONS: Final = frozenset(
    {
        Sign.ASKS, Sign.WHY, Sign.SINCE, Sign.STATUS, Sign.GOING_ON, Sign.WHO, Sign.IMPACT, Sign.WHAT,
    }
)  # fmt: skip
_SAYS_NOTHING: Final = frozenset({Sign.SMALL, Sign.PAST, Sign.ARTICLE, Sign.US})
# "Current incidents" is a question, "we have an incident" is none.
_BAREST: Final = 2
# A name that we do not know has so many words at most.
_LONGEST_UNKNOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignQuestion:
    """What somebody asks, and about what; `unknown` is the one thing in the way, which may be a name.

    `is_asked` tells a question from a statement of trouble; `or_us`: it is also asked whether it is us.
    """

    intent: Intent
    about: tuple[Named, ...] = ()
    unknown: tuple[str, ...] = ()
    is_asked: bool = True
    or_us: bool = False


def foreign_question(text: str, names: Names) -> ForeignQuestion | None:
    """The question, if a language makes sense of the whole message: the one that most of its words are of.

    Where that are several, they must agree: Spanish "no" is Portuguese "in the".
    """
    clauses = atom_clauses_of(text)
    atoms = frozenset(atom for clause in clauses for atom in clause.atoms)
    is_marked = any(char.isalpha() and not char.isascii() for char in text)
    if atoms <= english_words() and not is_marked:
        return None
    if sum(len(clause.atoms) for clause in clauses) > _MAX_ATOMS:
        return None
    found = [
        (len(atoms & table.vocabulary), reading)
        for table in tables()
        if _may_be_of(table, atoms, is_marked=is_marked)
        for reading in _readings(clauses, table, names)
    ]
    most = max((words for words, _ in found), default=0)
    best = {_asked(reading) for words, reading in found if words == most}
    return best.pop() if len(best) == 1 else None


def _may_be_of(table: LanguageTable, atoms: frozenset[str], *, is_marked: bool) -> bool:
    """Whether a word tells of the language: in letters that English lacks, any of it."""
    words = table.vocabulary if is_marked else table.own
    return not words.isdisjoint(atoms) or any(atom.startswith(table.prefixes) for atom in atoms)


def is_small_talk(text: str) -> bool:
    """Whether it consists of small words of one language, whatever is called so: "grazie"."""
    atoms = frozenset(atoms_of(text))
    # Nearly every sentence in English is told by its small words, without a table being read.
    is_english = not atoms.isdisjoint(ENGLISH) or not atoms.isdisjoint(english_words())
    return not is_english and any(atoms <= table.words for table in tables())


@cache
def words_of_all() -> frozenset[str]:
    """Words of any language that nobody means as a name, though a service may be called so."""
    return frozenset(word for table in tables() for word in table.words | table.everyday)


def _readings(
    clauses: Sequence[AtomClause], table: LanguageTable, names: Names
) -> Iterator[tuple[Covered, ...]]:
    """The clauses as the language reads them: all of them, or a question and what is said around it.

    One name that nobody knows may be among them, where nothing else is named.
    """
    read = tuple(covered(clause, table, names) for clause in clauses)
    clear = tuple(clause for clause in read if not clause.unknown)
    unknown = [run for clause in read for run in clause.unknown]
    if not unknown:
        yield read
    elif any(map(_is_asked, clear)) and any(clause.names for clause in clear):
        if not any(clause.names for clause in read if clause.unknown):
            yield clear
    elif len(unknown) == 1 and len(unknown[0]) <= _LONGEST_UNKNOWN and not any(c.names for c in read):
        yield read


def _asked(read: Sequence[Covered]) -> ForeignQuestion | None:
    if any(map(_is_out_of_bounds, read)):
        return None
    about = tuple(dict.fromkeys(named for clause in read for name in clause.names for named in name))
    unknown = next((run for clause in read for run in clause.unknown), ())
    intent = _asked_about(read) if about or unknown else _asked_at_large(read)
    is_asked = any(map(_is_asked, read))
    is_told_of_the_past = not is_asked and any(Sign.PAST in clause.signs for clause in read)
    if intent is None or (unknown and not is_asked) or is_told_of_the_past:
        return None
    or_us = any(Sign.US in clause.signs for clause in read)
    return ForeignQuestion(intent=intent, about=about, unknown=unknown, is_asked=is_asked, or_us=or_us)


def _is_out_of_bounds(clause: Covered) -> bool:
    """Whether it is about what is theirs, a condition ("if it is down, call me"), or clears what it names."""
    items = clause.items
    owned = (after for item, after in pairwise((*items, Sign.SMALL)) if item is Sign.OWN)
    is_condition = items[:1] == (Sign.IF,) and not clause.asks
    is_elsewhere = clause.is_elsewhere or any(isinstance(after, Sign) for after in owned)
    return is_elsewhere or is_condition or _is_cleared(clause)


def _is_cleared(clause: Covered) -> bool:
    """Whether it says of what it names that it is not that: "our bug, not GitHub's"."""
    is_on_topic = Sign.WORKS in clause.signs or not clause.signs.isdisjoint(_TROUBLE)
    return bool(clause.names) and Sign.NOT in clause.signs and not is_on_topic and not _is_asked(clause)


def _asked_about(read: Sequence[Covered]) -> Intent | None:
    """What is asked of that which is named."""
    signs = frozenset(sign for clause in read for sign in clause.signs)
    asked = any(map(_is_asked, read))
    broken = any(map(_is_broken, read))
    if {Sign.WHO, Sign.HIT} <= signs:
        return Intent.IMPACT
    if Sign.WHY in signs and (broken or not signs.isdisjoint(_TROUBLE)):
        return Intent.WHY
    if Sign.IMPACT in signs:
        return Intent.IMPACT
    of_what_is_named = frozenset(
        sign for clause in read if clause.names or not broken for sign in clause.signs
    )
    if not of_what_is_named.isdisjoint({Sign.STATUS, Sign.GOING_ON}):
        return Intent.STATUS
    is_told = broken and not any(map(_is_well, read))
    is_on_topic = Sign.WORKS in signs or not signs.isdisjoint(_TROUBLE) or signs <= _SAYS_NOTHING
    return Intent.IS_DOWN if is_told or (asked and is_on_topic) else None


def _asked_at_large(read: Sequence[Covered]) -> Intent | None:
    """What is asked of nothing in particular."""
    signs = frozenset(sign for clause in read for sign in clause.signs)
    says = signs - _SAYS_NOTHING
    asked = any(map(_is_asked, read))
    if Sign.US in signs and asked:
        return Intent.IS_US
    if Sign.HELP in says and says <= {Sign.HELP, Sign.ASKS, Sign.WHAT}:
        return Intent.HELP
    is_bare = sum(len(clause.items) for clause in read) <= _BAREST
    if is_bare and says in ({Sign.INCIDENTS}, {Sign.STATUS}):
        return Intent.INCIDENTS
    is_on_topic = Sign.WORKS in says or not says.isdisjoint(_TROUBLE)
    is_going_on = Sign.GOING_ON in says and (is_on_topic or says <= {Sign.GOING_ON, Sign.ASKS})
    if is_going_on or (Sign.INCIDENTS in says and asked):
        return Intent.INCIDENTS
    at_large = not says.isdisjoint({Sign.WHAT, Sign.ALL, Sign.WHO})
    return Intent.INCIDENTS if asked and at_large and is_on_topic else None


def _is_asked(clause: Covered) -> bool:
    """Whether it is a question, by its mark, its order or a word; a denial is one by its mark only."""
    says_so = Sign.IF in clause.items[1:] or not clause.signs.isdisjoint(_QUESTIONS)
    return clause.asks or (says_so and not (Sign.NOT in clause.signs and _is_well(clause)))


def _is_broken(clause: Covered) -> bool:
    """Trouble without a "not", or a "works" with one."""
    signs = clause.signs
    if Sign.WORKS in signs and Sign.NOT in signs:
        return True
    return Sign.NOT not in signs and not signs.isdisjoint(_TROUBLE)


def _is_well(clause: Covered) -> bool:
    """A "works" without a "not", or trouble with one."""
    signs = clause.signs
    if Sign.NOT in signs:
        return Sign.WORKS not in signs and not signs.isdisjoint(_TROUBLE)
    return Sign.WORKS in signs and signs.isdisjoint(_TROUBLE)
