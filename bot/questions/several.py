"""Several things asked for at once, in whatever form of list: the questions for each, with their intent.

A list is read with one word in its stead, so that the grammar says what is asked of all of them; what stands
before and behind the list is the question. Names alone ask what the question beside them asks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.question import Intent, Question
from bot.expressions import compiled
from bot.questions.clauses import Clause, without_markup
from bot.questions.listed_names import Entries, EntryReader, FindName
from bot.questions.lists import Piece, pieces_of
from bot.questions.names import Names, words_of
from bot.questions.standing_in import GROUP, VERBS, sentence_with
from bot.questions.understanding import Understand, Understanding
from bot.questions.vocabulary import EVERYDAY, SMALL

MAX_CHARACTERS: Final = 4_000
# The word that stands in a sentence for a whole list.
_ALL: Final = "standinforall"
# So many ways to tell the names at the ends of a list from the words around it are tried.
_MOST_WAYS: Final = 5
# So many of its last pieces may belong to something else.
_MOST_ENDS: Final = 3
_LONGEST_ENDS: Final = 30  # words
# "Is coinbase pro, sorry, coinbase down": who corrects themselves means the last.
_CORRECTED: Final = compiled(
    r"\.\.+ *sorry\b|\b(?:sorry,? (?:i )?meant?|i meant|or rather|no wait|scratch that)\b", re.IGNORECASE
)
_THEY: Final = compiled(
    r"\b(?:(?:any|all|which|some|one|each|both|either)(?: of)? )?(?:(?:of )?(?:these|those|them|they"
    r"|this list)|(?:the |all |my |our )?following|any|all|each|both|either)(?: (?:two|three|four|five|\d))?"
    rf"(?: {GROUP})?\b"
)
# "Is S3 or EC2 down in us-east-1": where nobody knows the part, its whole is asked for.
_PLACE: Final = compiled(r"(?:^| )in \w[\w ]*$")
# "What runs on AWS, and what on GCP?"
_ASKING_ON: Final = frozenset({"what", "which", "who", "how"})
_LONGEST_ASKING_ON: Final = 4
_ASKS: Final = compiled(
    r"(?:(?:hey|hi|hello|so|ok|and|but|also|yo|please|pls|guys|all|team|folks|just) )*"
    r"(?:is|are|was|were|am|do|does|did|has|have|can|could|will|would|any|anyone|anybody|anything|why|what"
    r"|whats|when|how|hows|which|who|since when|for how long|status|impact|incidents|check|isdown|explain"
    r"|blast radius|tell me|show|give|list|eta|root cause|reason|cause)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """Some pieces that belong together: entries of a list, and what is asked of them, None for mere names.

    `parts` are the questions where they are about different things each.
    """

    entries: Entries = ()
    question: Question | None = None
    is_asked: bool = False
    is_list: bool = False
    parts: tuple[Question, ...] = ()


class ListReader:
    """Reads the lists of one text. `find` looks up what a question is about."""

    def __init__(self, names: Names, understand: Understand, find: FindName) -> None:
        self._names = names
        self._with_all = names.with_stand_in(_ALL)
        self._understand = Understanding(understand)
        self._reader = EntryReader(names, find)

    def question_in(self, text: str, intent: Intent | None = None) -> Question | None:
        """The question about several things that a text is; None where it names fewer than two.

        With an `intent` the text is the argument of a command that asks just that.
        """
        if _CORRECTED.search(text):
            return None
        pieces = pieces_of(without_markup(text[:MAX_CHARACTERS]), self._names)
        if len(pieces) == 1 and not any(True for _ in self._reader.runs(pieces[0].words)):
            return None
        units = self._units(pieces)
        asked = tuple(self._asked_of_each(units, pieces))
        if intent is not None:
            asked = tuple(replace(q, intent=intent) if q.intent is Intent.IS_DOWN else q for q in asked)
        parts = tuple(dict.fromkeys(asked))
        services = {part.service for part in parts}
        is_one_after_all = len(services) == 1 and not any(unit.is_list for unit in units)
        if services == {None} or not parts or is_one_after_all:
            return None
        if len(parts) == 1:
            return replace(parts[0], text=text)
        return Question(text=text, intent=next(p.intent for p in parts if p.service), parts=parts)

    def _units(self, pieces: tuple[Piece, ...]) -> list[_Unit]:
        """The units of a text; none where it tells something else, too, and asks nothing plainly."""
        units, strange, at = list[_Unit](), list[Piece](), 0
        while at < len(pieces):
            unit, size = self._unit(pieces, at, goes_on=_may_go_on(units))
            if unit is not None:
                if unit.question is not None and pieces[at].follows and strange[-1:] == [pieces[at - 1]]:
                    units.append(_Unit(entries=self._reader.named_last(strange.pop().words)))
                units.append(unit)
            at += size
            if unit is None and not Clause(words=pieces[at - 1].words, asks=False).is_chaff:
                strange.append(pieces[at - 1])
        return self._kept(units, strange)

    def _kept(self, units: list[_Unit], strange: list[Piece]) -> list[_Unit]:
        """The units, if the pieces that are none let them be questions."""
        if all(unit.question is None for unit in units):
            for piece in strange:
                if (question := self._asked_of_list(piece)) is not None:
                    units = [replace(unit, question=question, is_asked=True) for unit in units]
                    return units if len(strange) == 1 else []
        if not strange or any(unit.is_asked and unit.question is not None for unit in units):
            return units
        # "Builds red (circleci or github?)": names beside trouble, and not beside a story.
        is_told = all(Clause(words=piece.words, asks=False).tells_of_trouble for piece in strange)
        return units if is_told and any(unit.is_asked for unit in units) else []

    def _unit(self, pieces: tuple[Piece, ...], at: int, *, goes_on: bool) -> tuple[_Unit | None, int]:
        """The longest list that begins at a piece, or what that piece alone asks, and how many it takes."""
        end = at + 1
        while end < len(pieces) and pieces[end].follows:
            end += 1
            words = pieces[end - 1].words
            if not self._reader.within(words) and not self._reader.is_nobodys(words):
                break
        for stop in range(end, max(at + 1, end - _MOST_ENDS), -1):
            if (unit := self._list(pieces[at:stop])) is not None:
                return replace(unit, is_list=True), stop - at
        return self._single(pieces[at], goes_on=goes_on, is_alone=len(pieces) == 1), 1

    def _list(self, pieces: tuple[Piece, ...]) -> _Unit | None:
        """What pieces ask that are the names of one list, with words before the first and behind the last."""
        middle = (piece.words for piece in pieces[1:-1])
        inner = [self._reader.within(words) for words in middle if not self._reader.is_nobodys(words)]
        if not all(inner):
            return None
        between = tuple(entry for entries in inner for entry in entries)
        for before, first, last, behind in self._ends(pieces[0].words, pieces[-1].words):
            entries = self._reader.with_parts((*first, *between, *last))
            if not any(entry.found for entry in entries):
                continue
            if not before and not _is_surely_a_list(entries, pieces):
                continue
            if not before and not behind:
                return _Unit(entries=entries, is_asked=pieces[-1].asks)
            if (unit := self._asked(before, entries, behind, asks=pieces[-1].asks)) is not None:
                return unit
        return None

    def _ends(
        self, first: tuple[str, ...], last: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], Entries, Entries, tuple[str, ...]]]:
        """Each way to tell the first and the last name from the words around the list."""
        if max(len(first), len(last)) > _LONGEST_ENDS:
            return
        heads = list(self._reader.at_end(first))[:_MOST_WAYS]
        if first[-2:-1] != () and first[-2] in VERBS and (small := self._reader.within(first[-1:])):
            heads.append((first[:-1], small))  # "are here and Mapbox down"
        tails = list(self._reader.at_start(last))
        tails = [*tails[:_MOST_WAYS], *((e, ()) for e in (self._reader.within(last),) if e)]
        for before, head in heads:
            for tail, behind in tails:
                yield before, head, tail, behind

    def _asked(
        self, before: tuple[str, ...], entries: Entries, behind: tuple[str, ...], *, asks: bool
    ) -> _Unit | None:
        """What is asked of all entries; where one word in their stead says nothing, of each for itself."""
        mark = "?" if asks else ""
        sentence = sentence_with(before, (_ALL,), behind)
        is_asked = asks or _ASKS.match(sentence) is not None
        question = self._understand(sentence + mark, self._with_all)
        if _ALL in (question.service, question.on):
            return _Unit(entries=entries, question=question, is_asked=is_asked)
        if question.service is not None:
            return _Unit(question=question, parts=(question,), is_asked=is_asked)
        place = _PLACE.search(" ".join(behind))
        each = self._of_each(before, entries, behind, mark)
        if each is not None or place is None:
            return each and replace(each, is_asked=is_asked)
        here = words_of(" ".join(behind)[: place.start()])
        return self._asked(before, entries, here, asks=asks)

    def _of_each(
        self, before: tuple[str, ...], entries: Entries, behind: tuple[str, ...], mark: str
    ) -> _Unit | None:
        """What is asked of each entry for itself, if that is a question of every one of them."""
        if not all(entry.found for entry in entries):
            return None
        sentences = (sentence_with(before, entry.words, behind) + mark for entry in entries)
        parts = tuple(self._understand(one, self._names) for one in sentences)
        if not parts or any(part.service is None for part in parts):
            return None
        return _Unit(question=parts[0], parts=parts)

    def _single(self, piece: Piece, *, goes_on: bool, is_alone: bool) -> _Unit | None:
        """What one piece asks by itself; or names, where a list goes on with it or begins."""
        words = piece.words
        if len(words) > _LONGEST_ENDS or (piece.follows and set(words) <= SMALL):
            return None
        is_joined = piece.by_word if piece.follows else piece.asks and len(words) == 1
        may_be_unknown = goes_on and is_joined
        if entries := self._reader.whole(words, may_be_unknown=may_be_unknown, asks_again=True):
            return _Unit(entries=entries)
        asks_on = goes_on and piece.follows and words[0] in _ASKING_ON and len(words) <= _LONGEST_ASKING_ON
        if asks_on and (entries := self._reader.named_last(words)):
            return _Unit(entries=entries)
        question = self._understand(piece.text + ("?" if piece.asks else ""), self._names)
        if question.service is not None:
            is_asked = piece.asks or _ASKS.match(" ".join(words)) is not None
            return _Unit(question=question, parts=(question,), is_asked=is_asked)
        found = self._reader.runs(words)
        for before, entries, behind in (*found, *(() if is_alone else self._reader.as_written(piece.text))):
            if (unit := self._asked(before, entries, behind, asks=piece.asks)) is not None:
                return replace(unit, is_list=len({entry.words for entry in entries}) > 1)
        return None

    def _asked_of_list(self, piece: Piece) -> Question | None:
        """What a piece asks of a list elsewhere in the text: "are these down:"."""
        said = " ".join(piece.words)
        for sentence in dict.fromkeys((_THEY.sub(_ALL, said, count=1), f"{said} {_ALL}", f"{_ALL} {said}")):
            mark = "?" if piece.asks else ""
            question = self._understand(sentence + mark, self._with_all)
            if question.service == _ALL:
                return question
        return None

    def _asked_of_each(self, units: list[_Unit], pieces: tuple[Piece, ...]) -> Iterator[Question]:
        """The questions about one thing each. Mere names ask what is asked before them, or else behind."""
        why = any(Clause(words=piece.words, asks=False).asks_why for piece in pieces)
        asked = next((unit.question for unit in units if unit.question is not None), None)
        before: tuple[Question, ...] = ()
        for unit in units:
            asked = unit.question or asked or Question(text="", intent=Intent.IS_DOWN)
            found = (*unit.parts, *self._about(unit.entries, asked))
            if unit.question is None and asked.on not in (None, _ALL):
                # "Do GitHub and Slack depend on AWS, or Cloudflare?": the last is what they may depend on.
                found = tuple(
                    replace(b, on=f.service) for b in before if b.service for f in found if f.service
                )
            before = found
            for question in found:
                is_why = why and question.intent is Intent.IS_DOWN
                yield replace(question, text="", intent=Intent.WHY) if is_why else replace(question, text="")

    def _about(self, entries: Entries, asked: Question) -> Iterator[Question]:
        """What is asked of one word, asked of each entry in its stead."""
        for entry in entries:
            for named in entry.found:
                if asked.on == _ALL:
                    yield replace(asked, on=named.service)
                else:
                    yield replace(asked, service=named.service, component=named.component)
            if not entry.found:
                near = self._names.alike(entry.words)
                said = " ".join(entry.words)
                yield Question(text="", intent=Intent.UNKNOWN, unknown=said, suggestions=near)


def _may_go_on(units: list[_Unit]) -> bool:
    """Whether a name that we do not know may be one more: after a question, or a name that is one only."""
    if not units:
        return False
    last = units[-1].entries[-1:]
    return units[-1].question is not None or all(EVERYDAY.isdisjoint(entry.words) for entry in last)


def _is_surely_a_list(entries: Entries, pieces: tuple[Piece, ...]) -> bool:
    """Whether words beside one known name are more names: not in "hola, github?", "medium or large?"."""
    known = [entry for entry in entries if entry.found]
    if len(known) > 1:
        return True
    begins_with_it = entries[0].found or pieces[1].by_word
    return bool(begins_with_it) and pieces[-1].asks and EVERYDAY.isdisjoint(known[0].words)
