"""A text as the pieces between the marks and words that part a list: commas, "and", "or", lines, numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.expressions import compiled
from bot.questions.names import Names, words_of

MAX_PIECES: Final = 400

_WORDS: Final = r"and/or|and|or|nor|plus|as well as|along with|together with|vs\.?|versus|then|y/o"
# A number or a dot at the beginning of a line, or a number between the items of a running list.
_ITEM: Final = r"(?:[-*\u2022\u2013\u2014>+]|\(?\d{1,2}[.):]|\(?[a-h][.)])\s+"
_JOINT: Final = compiled(
    rf"(?P<list>\s*(?:\n\s*)+(?:{_ITEM})?"
    rf"|(?:\s+|^|(?<=\s))(?:\(?\d{{1,2}}[.):-]|\(?[a-h]\))\s+"
    rf"|\s*[,;]+\s*(?:\(?\d{{1,2}}[.)]\s+)?(?:(?:{_WORDS}|&|\+)(?=\s))?"
    rf"|\s+(?:{_WORDS}|&|\+|/|\||\\)(?=\s),?)"
    r"|(?P<tight>(?<=\w)\s?(?:&|\+|/|\||\\)\s?(?=\w))"
    r"|(?P<stop>\s*[.?!:\u2026]+(?=[\s)\]\"\u201d]|$)[\s)\]\"\u201d]*|\s+[-\u2013\u2014>=]+\s+|\s*[()\[\]\"\u201c\u201d]+\s*)",
    re.IGNORECASE,
)
# "Zendesk, Intercom, etc.": no name, and no end of a sentence.
_AND_MORE: Final = compiled(
    r",?\s+(?:etc\b\.*|and (?:so on|so forth|such)\b|et al\b\.?)(?=[\s?!,]|$),?", re.IGNORECASE
)
_NEAR: Final = 4  # words
_SPACES: Final = compiled(r"[^\S\n]+")
_LINES: Final = compiled(r"\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What stands between two joints. `follows` says that a list may go on here from the piece before.

    `by_word` says that it does so by a word or by a line and not by a mere comma; `asks` tells of a question
    mark behind it.
    """

    text: str
    follows: bool = False
    by_word: bool = False
    asks: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Its words."""
        return words_of(self.text)


def pieces_of(text: str, names: Names) -> tuple[Piece, ...]:
    """The pieces of a text that have words; the names that hold a joint stay whole."""
    text = _AND_MORE.sub("", text)
    text = _LINES.sub("\n", _SPACES.sub(" ", text))
    return tuple(_cut(text, names))


def _cut(text: str, names: Names) -> Iterator[Piece]:
    start, follows, by_word = 0, False, False
    number = 0
    for joint in (*_joints(text, names), None):
        end = joint.start() if joint else len(text)
        part = text[start:end]
        mark = joint[0] if joint else ""
        if words_of(part) and number < MAX_PIECES:
            number += 1
            yield Piece(text=part.strip(), follows=follows, by_word=by_word, asks="?" in mark)
            follows = by_word = False
        is_list = joint is not None and joint["stop"] is None
        if words_of(part):
            follows, by_word = is_list, _is_by_word(mark)
        elif is_list:
            follows, by_word = follows or start > 0, by_word or _is_by_word(mark)
        start = joint.end() if joint else len(text)


def _is_by_word(mark: str) -> bool:
    return "\n" in mark or any(char.isalnum() or char in "&+/|" for char in mark)


def _joints(text: str, names: Names) -> Iterator[re.Match[str]]:
    held = names.spellings.spans(text)
    at = 0
    while (joint := _JOINT.search(text, at)) is not None:
        span = next((s for s in held if s[0] < joint.end() and joint.start() < s[1]), None)
        if span is not None:
            at = max(span[1], joint.start() + 1)
        elif joint["tight"] is not None and not _parts_names(text, joint, names):
            at = joint.end()
        else:
            at = max(joint.end(), joint.start() + 1)
            yield joint


def _parts_names(text: str, joint: re.Match[str], names: Names) -> bool:
    """Whether a mark without spaces stands between two names: "slack/zoom", and not "CI/CD"."""
    before, behind = words_of(text[: joint.start()])[-_NEAR:], words_of(text[joint.end() :])[:_NEAR]
    sizes = range(1, _NEAR + 1)
    return any(names.find(before[-n:]) for n in sizes if before) or any(
        names.find(behind[:n]) for n in sizes if behind
    )
