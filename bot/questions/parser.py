"""Text to a question: one way to understand slash commands, mentions and direct messages. It never guesses.

What is not a question about something we know has the intent `unknown`; when it looks like a question about a
name, the nearest names come along as suggestions.
"""

import re
from dataclasses import replace
from typing import Final

from bot.domain.question import Intent, Question
from bot.questions.clauses import Clause, clauses_of, whole
from bot.questions.fillers import bare
from bot.questions.intents import Asked, ways_to_understand
from bot.questions.loose_match import is_one_part, loose_match
from bot.questions.mood import Mood
from bot.questions.names import Named, Names, words_of
from bot.questions.vocabulary import (
    ARTICLES,
    BEFORE_A_NAME,
    CHIT_CHAT,
    EVERYDAY,
    NOT_ASKED_IF_WELL,
    NOT_NAMES,
    OFTEN_OWN,
    OWNERS,
    PARTS,
    PLACES,
    PLAINLY_SOFTWARE,
    TROUBLE,
)

# Longer messages are stories, not questions: the rest is not read.
MAX_CHARACTERS: Final = 500
_LONGEST_NAME_WORTH_A_GUESS: Final = 4
_TOLD: Final = (Mood.TOLD, Mood.TOLD_MILDLY)
# So short a statement is a question in a hurry: "github ok".
_TERSE: Final = 3
_TERSELY: Final = frozenset({"ok", "okay", "up", "alive", "working", "online", "operational", "reachable"})
# Who joins more names asks for none of them in particular; each "and" doubles what there is to try.
_MOST_JOINED: Final = 6
_WONDERING: Final = frozenset({"if", "whether", "or"})

_COMPOUND: Final = re.compile(r"(?<![\w./@-])[a-z0-9]+(?:[-_][a-z0-9]+)+(?!\.?[\w/])", re.IGNORECASE)
_IN_COMPOUNDS: Final = TROUBLE | {"api", "apis", "com", "cloud", "status", "hosted", "web", "is", "related"}
_COMMAND: Final = re.compile(r"\s*/(\w+)\s*(.*)", re.DOTALL)
_COMMANDS: Final = {
    "isdown": Intent.IS_DOWN,
    "status": Intent.STATUS,
    "why": Intent.WHY,
    "impact": Intent.IMPACT,
    "incidents": Intent.INCIDENTS,
    "help": Intent.HELP,
}


def question_in(text: str, names: Names) -> Question:
    """Understand a text. What is no question about a known service gets no made-up answer."""
    cut = text.strip()[:MAX_CHARACTERS]
    command = _COMMAND.match(cut)
    intent = _COMMANDS.get(command[1].lower()) if command is not None else None
    joined = _with_own_things_joined(command[2] if command is not None else cut, names)
    clause = whole(joined)
    if intent is not None:
        return _commanded(cut, intent, clause, names)
    if not clause.words:
        return Question(text=cut, intent=Intent.UNKNOWN if clause.has_marks else Intent.HELP)
    clauses = clauses_of(joined)
    found = _understood(cut, clause, names) or _among(cut, clauses, names)
    return found or _without_a_known_name(cut, (clause, *clauses), names)


def _with_own_things_joined(text: str, names: Names) -> str:
    """What is ours is often called after a provider: "slack-bot" becomes one word, which is no name."""
    return _COMPOUND.sub(lambda found: _joined(found[0], names), text)


def _joined(compound: str, names: Names) -> str:
    words = words_of(compound)
    named = tuple(names.mentions(words, but=NOT_NAMES | EVERYDAY | PARTS)) if not names.find(words) else ()
    held = {at for start, end, _ in named for at in range(start, end)}
    is_ours = any(at not in held and word not in _IN_COMPOUNDS for at, word in enumerate(words))
    return "".join(words) if named and is_ours else compound


def _commanded(text: str, intent: Intent, clause: Clause, names: Names) -> Question:
    if intent in (Intent.HELP, Intent.INCIDENTS):
        return Question(text=text, intent=intent)
    if not clause.words:
        return Question(text=text, intent=Intent.INCIDENTS if intent is Intent.STATUS else Intent.HELP)
    if found := names.find(clause.words):
        return _about(text, intent, found)
    question = _understood(text, clause, names)
    if question is not None and question.service is not None:
        return replace(question, intent=intent) if question.intent is Intent.IS_DOWN else question
    if found := _named(clause.words, names):
        return _about(text, intent, found)
    question = question or _without_a_known_name(text, (clause,), names)
    known = question.intent is not Intent.UNKNOWN or question.suggestions
    return question if known else _not_known(text, clause.words, names)


def _understood(text: str, clause: Clause, names: Names) -> Question | None:
    """The question that a message of one clause is."""
    ways = ways_to_understand(clause)
    for asked in ways:
        if not asked.about and set(asked.place) <= PLACES and _is_asked(asked, clause):
            return Question(text=text, intent=asked.intent)
    if clause.words[0] not in CHIT_CHAT and (found := names.find(clause.words)):
        return _about(text, Intent.IS_DOWN, found)
    return _asked(text, clause, ways, names) or _bare(text, clause, names)


def _asked(text: str, clause: Clause, ways: tuple[Asked, ...], names: Names) -> Question | None:
    for asked in (way for way in ways if way.about):
        is_well = asked.manner in (Mood.ASKED_MILDLY, Mood.TOLD_MILDLY)
        may_be_meant = not (is_well and asked.about[-1] in NOT_ASKED_IF_WELL)
        if may_be_meant and _is_asked(asked, clause) and (found := _found(asked, names)):
            return _about(text, asked.intent, found)
    return None


def _is_asked(asked: Asked, clause: Clause) -> bool:
    """Whether it is a question: that something is well is one with a mark, an "if" or in a hurry only."""
    if asked.manner is not Mood.TOLD_MILDLY:
        is_told = asked.manner is Mood.TOLD and not clause.asks
        return not (is_told and (clause.denies or clause.tells_of_others))
    is_terse = len(clause.words) <= _TERSE and clause.words[-1] in _TERSELY and "is" not in clause.words
    return clause.asks or is_terse or not _WONDERING.isdisjoint(clause.words)


def _bare(text: str, clause: Clause, names: Names) -> Question | None:
    """A name and nothing else but politeness: "hey discord please"."""
    words = bare(clause.content if clause.asks else clause.words)
    if not words or words[0] in ARTICLES & EVERYDAY or set(words) <= NOT_NAMES:
        return None
    found = _named(words, names, exactly=words[0] in EVERYDAY)
    return _about(text, Intent.IS_DOWN, found) if found else None


def _among(text: str, clauses: tuple[Clause, ...], names: Names) -> Question | None:
    """The question among the clauses of a message.

    A statement of trouble is one only if nothing else is said. "Is it down?" is about what another clause
    names.
    """
    if len(clauses) < 2:
        return _loosely(text, clauses[0], names) if clauses else None
    serious = tuple(clause for clause in clauses if not clause.is_chaff)
    alone = len(serious) <= 1
    asked = [q for clause in serious or clauses if (q := _part(text, clause, names, alone=alone))]
    if not asked:
        return _asked_on(text, clauses, names)
    first = next((q for q in asked if q.service is not None), asked[0])
    services = tuple(dict.fromkeys(q.service for q in asked if q.service is not None))
    if len(services) > 1:
        return Question(text=text, intent=Intent.UNKNOWN, suggestions=services, named=services)
    if first.intent is Intent.IS_DOWN and any(clause.asks_why for clause in clauses):
        return replace(first, intent=Intent.WHY)
    return first


def _part(text: str, clause: Clause, names: Names, *, alone: bool) -> Question | None:
    """What one clause among several asks."""
    if alone:
        return _understood(text, clause, names) or _loosely(text, clause, names)
    ways = ways_to_understand(clause)
    for asked in ways:
        if not asked.about and not asked.place and asked.manner is Mood.ASKED and clause.asks:
            return Question(text=text, intent=asked.intent)
    questions = tuple(w for w in ways if w.about and (clause.asks or w.manner not in _TOLD))
    return _asked(text, clause, questions, names) or (_loosely(text, clause, names) if clause.asks else None)


def _loosely(text: str, clause: Clause, names: Names) -> Question | None:
    found = loose_match(clause, names)
    return _about(text, *found) if found is not None else None


def _asked_on(text: str, clauses: tuple[Clause, ...], names: Names) -> Question | None:
    """The question "is it down?" about the one thing that another clause names."""
    if not any(clause.asks_on for clause in clauses):
        return None
    mentioned = {
        (named.service, named.component)
        for clause in clauses
        for _, _, found in names.mentions(clause.words, but=NOT_NAMES | EVERYDAY | PARTS)
        for named in found
    }
    if len(mentioned) != 1:
        return None
    ((service, component),) = mentioned
    return Question(text=text, intent=Intent.IS_DOWN, service=service, component=component)


def _without_a_known_name(text: str, clauses: tuple[Clause, ...], names: Names) -> Question:
    """What was asked about may be a slip away from a name."""
    ways = tuple(asked for clause in clauses for asked in ways_to_understand(clause))
    for about in dict.fromkeys(asked.about for asked in ways):
        question = _not_known(text, about, names)
        if question.suggestions:
            return question
    words = clauses[0].words
    looks_like_a_name = not ways and len(words) <= 2 and words[0] not in NOT_NAMES
    nearest = names.alike(words) if looks_like_a_name else ()
    return Question(text=text, intent=Intent.UNKNOWN, suggestions=nearest)


def _found(asked: Asked, names: Names) -> tuple[Named, ...]:
    """What is asked about: "aws" in "us-east-1" is one thing, a service in Europe is the service."""
    if asked.place:
        part = () if set(asked.about) <= NOT_NAMES else names.find((*asked.about, *asked.place))
        return part or (_named(asked.about, names) if set(asked.place) <= PLACES else ())
    return _named(asked.about, names)


def _named(about: tuple[str, ...], names: Names, *, exactly: bool = False) -> tuple[Named, ...]:
    """Everything that the words name, less such words as "the" before and "servers" behind.

    An "is" within is the "'s" of "github's api". A word of every day is no name behind an article.
    """
    if "is" in about and not names.find(about):
        about = tuple(word for word in about if word != "is")
    has_article = is_software = False
    is_owned = about[:1] != () and about[0] in OWNERS
    if is_owned and about[1:2] != () and about[1] in OFTEN_OWN:
        return ()
    while not set(about) <= NOT_NAMES:
        if found := names.find(about):
            return () if has_article and not is_software and about[0] in EVERYDAY else found
        if exactly:
            return ()
        if about[0] in BEFORE_A_NAME or _begins_with_a_place(about):
            has_article = has_article or about[0] in ARTICLES
            about = about[1:]
        elif about[-1] in PARTS and not (is_owned and is_one_part(about[-1])):
            is_software = is_software or about[-1] in PLAINLY_SOFTWARE
            about = about[:-1]
        else:
            return _several(about, names)
    return ()


def _begins_with_a_place(about: tuple[str, ...]) -> bool:
    """Whether it is a region behind its place: "Ohio us-east-2"."""
    return len(about) > 2 and about[0] in PLACES and about[-1][-1].isdigit()


def _several(about: tuple[str, ...], names: Names) -> tuple[Named, ...]:
    """What the words on both sides of an "or" or "and" name, if both name something."""
    joints = [at for at, word in enumerate(about) if word in ("or", "and")]
    for at in joints if len(joints) <= _MOST_JOINED else ():
        left = _named(about[:at], names)
        right = _named(about[at + 1 :], names) if left else ()
        if right:
            return (*left, *right)
    return ()


def _about(text: str, intent: Intent, found: tuple[Named, ...]) -> Question:
    """A question about the one thing named; several things are asked back."""
    if len(found) == 1:
        return Question(text=text, intent=intent, service=found[0].service, component=found[0].component)
    services = tuple(dict.fromkeys(named.service for named in found))
    if len(services) == 1:
        return Question(text=text, intent=intent, service=services[0])
    return Question(text=text, intent=Intent.UNKNOWN, suggestions=services, named=services)


def _not_known(text: str, about: tuple[str, ...], names: Names) -> Question:
    while about and about[0] in BEFORE_A_NAME:
        about = about[1:]
    is_a_guess_fair = 0 < len(about) <= _LONGEST_NAME_WORTH_A_GUESS and not set(about) <= NOT_NAMES
    return Question(
        text=text, intent=Intent.UNKNOWN, suggestions=names.nearest(about) if is_a_guess_fair else ()
    )
