"""Text to a question: one way to understand slash commands, mentions and direct messages. It never guesses.

What is not a question about something we know has the intent `unknown`; when it looks like a question about a
name, the nearest names come along as suggestions.
"""

import re
from dataclasses import replace
from typing import Final

from bot.domain.name_table import Named
from bot.domain.past_span import PastSpan
from bot.domain.question import Intent, Question
from bot.questions.about import meant_by, meant_in, question_about, regions_at
from bot.questions.clauses import Clause, clauses_of, whole
from bot.questions.fillers import bare
from bot.questions.intents import Asked, ways_to_understand
from bot.questions.loose_match import loose_match
from bot.questions.missing import question_missed, question_of_nobody
from bot.questions.mood import Mood
from bot.questions.names import Names, words_of
from bot.questions.past import is_of_what_was, of_command, past_in
from bot.questions.several import ListReader
from bot.questions.vocabulary import (
    ARTICLES,
    CHIT_CHAT,
    EVERYDAY,
    NOT_ASKED_IF_WELL,
    NOT_NAMES,
    PARTS,
    PLACES,
    REGIONS,
    TROUBLE,
)

# Longer messages are stories, not questions: the rest is not read.
MAX_CHARACTERS: Final = 500
_TOLD: Final = (Mood.TOLD, Mood.TOLD_MILDLY)
# So short a statement is a question in a hurry: "github ok".
_TERSE: Final = 3
_TERSELY: Final = frozenset({"ok", "okay", "up", "alive", "working", "online", "operational", "reachable"})
# "And GitLab?"
_GOING_ON: Final = frozenset({"and", "or", "also", "but"})
_WONDERING: Final = frozenset({"if", "whether", "or"})

OF_THE_PAST: Final = (Intent.IS_DOWN, Intent.STATUS, Intent.WHY, Intent.INCIDENTS)
"""What may be asked of a stretch of the past."""
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


def english_question_in(text: str, names: Names) -> Question:
    """Understand a text. What is no question about a known service gets no made-up answer."""
    cut = text.strip()
    command = _COMMAND.match(cut)
    intent = _COMMANDS.get(command[1].lower()) if command is not None else None
    said = command[2] if command is not None else cut
    if intent in (Intent.HELP, Intent.INCIDENTS):
        return Question(text=cut[:MAX_CHARACTERS], intent=intent)
    if intent is not None and (named := names.offered(said)) is not None:
        return question_about(cut, intent, (named,))
    in_full = names.in_full(said)
    if in_full != said:
        question = _at_any_time(in_full, intent, in_full, names)
        if question.service is not None or question.parts:
            return replace(question, text=cut)
    return _at_any_time(cut, intent, said, names)


def _at_any_time(text: str, intent: Intent | None, said: str, names: Names) -> Question:
    read = past_in if intent is None else of_command
    rest, past = read(said) if len(said) <= MAX_CHARACTERS else (said, None)
    if past is not None and names.find(words_of(said)):
        past = None
    if past is not None and (question := _of_the_past(rest, intent, past, names)) is not None:
        return question
    return _of_now(text, said, intent, names)


def _of_the_past(text: str, intent: Intent | None, past: PastSpan, names: Names) -> Question | None:
    """The question about a stretch of the past that a text is without its words for the time."""
    question = _of_now(text, text, intent, names)
    if question.intent is not Intent.INCIDENTS and not is_of_what_was(text, past):
        return None
    if any(part.intent not in OF_THE_PAST and not part.unknown for part in question.each):
        return None
    return replace(
        question,
        past=past if question.intent in OF_THE_PAST else None,
        parts=tuple(part if part.unknown else replace(part, past=past) for part in question.parts),
    )


def _of_now(text: str, said: str, intent: Intent | None, names: Names) -> Question:
    several = ListReader(names, _about_one, meant_by).question_in(said, intent)
    if several is not None:
        return several
    if intent is not None:
        clause = whole(_with_own_things_joined(said[:MAX_CHARACTERS], names))
        return _commanded(text[:MAX_CHARACTERS], intent, clause, names)
    return _about_one(said, names)


def _about_one(text: str, names: Names) -> Question:
    """Understand a text that is about one thing, or about everything."""
    cut = text.strip()[:MAX_CHARACTERS]
    joined = _with_own_things_joined(cut, names)
    clause = whole(joined)
    if not clause.words:
        return Question(text=cut, intent=Intent.UNKNOWN if clause.has_marks else Intent.HELP)
    clauses = clauses_of(joined)
    found = _understood(cut, clause, names) or _among(cut, clauses, names)
    return found or question_missed(cut, (clause, *clauses), names)


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
    if not clause.words:
        return Question(text=text, intent=Intent.INCIDENTS if intent is Intent.STATUS else Intent.HELP)
    if found := names.find(clause.words):
        return question_about(text, intent, found)
    question = _understood(text, clause, names)
    if question is not None and question.service is not None:
        return replace(question, intent=intent) if question.intent is Intent.IS_DOWN else question
    if found := meant_by(clause.words, names):
        return question_about(text, intent, found)
    question = question or question_missed(text, (clause,), names)
    known = question.intent is not Intent.UNKNOWN or question.suggestions or question.unknown
    return question if known else question_of_nobody(text, clause.words, names)


def _understood(text: str, clause: Clause, names: Names) -> Question | None:
    """The question that a message of one clause is."""
    ways = ways_to_understand(clause)
    for asked in ways:
        if not asked.about and set(asked.place) <= PLACES and _is_asked(asked, clause):
            return Question(text=text, intent=asked.intent)
    if clause.words[0] not in CHIT_CHAT and (found := names.find(clause.words)):
        return question_about(text, Intent.IS_DOWN, found)
    return _asked(text, clause, ways, names) or _bare(text, clause, names)


def _asked(text: str, clause: Clause, ways: tuple[Asked, ...], names: Names) -> Question | None:
    for asked in (way for way in ways if way.about):
        is_well = asked.manner in (Mood.ASKED_MILDLY, Mood.TOLD_MILDLY)
        may_be_meant = not (is_well and asked.about[-1] in NOT_ASKED_IF_WELL)
        if may_be_meant and _is_asked(asked, clause) and (found := meant_in(asked, names)):
            on = meant_by(asked.on, names) if asked.on else ()
            if bool(on) == bool(asked.on):
                return replace(question_about(text, asked.intent, found), on=on[0].service if on else None)
        if may_be_meant and _speaks_of_a_region(clause) and (found := regions_at(asked.about, names)):
            return question_about(text, asked.intent, found)
    return None


def _speaks_of_a_region(clause: Clause) -> bool:
    return not REGIONS.isdisjoint(clause.words) and ("in" not in clause.words or clause.asks)


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
    while clause.asks and words[:1] != () and words[0] in _GOING_ON:
        words = words[1:]
    if not words or words[0] in ARTICLES & EVERYDAY or set(words) <= NOT_NAMES:
        return None
    found = meant_by(words, names, exactly=words[0] in EVERYDAY)
    return question_about(text, Intent.IS_DOWN, found) if found else None


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
        return _asked_on(text, clauses, names) or _named_beside(text, clauses, names)
    first = next((q for q in asked if q.service is not None), asked[0])
    if len({q.service for q in asked if q.service is not None}) > 1:
        parts = tuple(dict.fromkeys(replace(q, text="") for q in asked if q.service is not None))
        return Question(text=text, intent=first.intent, parts=parts)
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
    return question_about(text, *found) if found is not None else None


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


def _named_beside(text: str, clauses: tuple[Clause, ...], names: Names) -> Question | None:
    """The one name that stands alone beside words of trouble: "git push failing - github?"."""
    named = [clause for clause in clauses if clause.asks and not set(clause.words) <= NOT_NAMES]
    found = [(clause, names.find(clause.words) or _bare_name(clause, names)) for clause in named]
    found = [(clause, owners) for clause, owners in found if owners]
    if len(found) != 1 or not any(c.tells_of_trouble for c in clauses if c is not found[0][0]):
        return None
    return question_about(text, Intent.IS_DOWN, found[0][1])


def _bare_name(clause: Clause, names: Names) -> tuple[Named, ...]:
    words = bare(clause.content)
    words = words[2:] if words[:2] in (("is", "it"), ("or", "is")) else words
    return meant_by(words, names, exactly=True) if words and words[0] not in ARTICLES else ()
