"""Characters that nobody sees: gone from a foreign text, unless its script or an emoji needs them there.

They steer a reader or a terminal (https://www.unicode.org/reports/tr36/), or hide words in words.
Joiners: https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters; for
emoji https://www.unicode.org/reports/tr51/#Emoji_Sequences. What is newer than our tables is kept.
"""

import re
import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
_SPACES: Final = frozenset("\t\n\v\f\r\x85\u2028\u2029\u2800")
# Without a form of their own, though their category is that of a letter, a mark or a symbol.
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U0001d159")
_DROPPED: Final = frozenset({"Cc", "Cs", "Co"})
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})
# No script puts more of them on one letter; more only cover what stands around.
_MOST_MARKS: Final = 6
# Symbols that begin an emoji and are in no block of emoji.
_EMOJI_TOO: Final = frozenset("‼⁉〰ℹ↔↕▪▫▶◀◻◼◽◾⤴⤵㊗㊙©®™")  # noqa: RUF001  -- these very symbols
_FLAG: Final = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
Ranges = tuple[tuple[int, int], ...]
# Format characters that are seen: signs around numbers, and the joiners of hieroglyphs.
_SEEN_FORMATS: Final[Ranges] = (
    (0x0600, 0x0605),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x110BD, 0x110CD),
    (0x13430, 0x1345F),
)
# Unassigned for good, or set aside for what nobody will see.
_RESERVED: Final[Ranges] = ((0x2065, 0x2065), (0xFDD0, 0xFDEF), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF))
# Scripts whose letters join or stack: Arabic and its kin, those of India and South-East Asia, Mongolian.
_JOINING: Final[Ranges] = (
    (0x0600, 0x08FF),
    (0x0900, 0x0DFF),
    (0x0F00, 0x109F),
    (0x1780, 0x18AF),
    (0x1900, 0x1CFF),
    (0xA800, 0xABFF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
    (0x10A00, 0x11FFF),
    (0x1E900, 0x1E95F),
)
_IDEOGRAPHS: Final[Ranges] = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))
_MONGOLIAN: Final[Ranges] = ((0x1820, 0x18AA),)
_EMOJI: Final[Ranges] = ((0x1F000, 0x1FAFF),)
_SKIN: Final[Ranges] = ((0x1F3FB, 0x1F3FF),)
_REGIONS: Final[Ranges] = ((0x1F1E6, 0x1F1FF),)
_TAGS: Final[Ranges] = ((0xE0020, 0xE007F),)


def seen(text: str) -> str:
    """The text on one line, with what is seen of it and what is needed for that."""
    if text.isascii() and text.isprintable():
        return text
    flags = {n for flag in _FLAG.finditer(text) for n in range(flag.start() + 1, flag.end())}
    kept: list[str] = []
    marks = 0
    for number, character in enumerate(text):
        if character in _SPACES:
            kept.append(" ")
            continue
        before = kept[-1] if kept else ""
        behind = text[number + 1 : number + 3]
        if number in flags or _is_kept(character, before, behind):
            marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
            if marks <= _MOST_MARKS:
                kept.append(character)
    return "".join(kept)


def bounded_line(text: str, limit: int) -> str:
    """One line of what is seen of a text, at most `limit` characters; "…" where there was more."""
    folded = " ".join(seen(text[: limit * 8]).split())
    return folded if len(folded) <= limit else f"{cut_whole(folded, limit - 1).rstrip()}…"


def cut_whole(text: str, limit: int) -> str:
    """At most `limit` characters, none of them a part of one that is seen as one."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and limit - end < 40 and _goes_on(text, end):
        end -= 1
    return text[: end or limit]


def _is_kept(character: str, before: str, behind: str) -> bool:
    category = unicodedata.category(character)
    if character in _JOINERS:
        return _joins(character, before, behind[:1])
    if category in _DROPPED or character in _FILLERS:
        return False
    if category == "Cf":
        return _within(character, _SEEN_FORMATS)
    if category == "Cn":
        return not _within(character, _RESERVED) and ord(character) & 0xFFFE != 0xFFFE
    return _varies(character, before, behind) if _is_selector(character) else True


def _joins(joiner: str, before: str, behind: str) -> bool:
    """Whether a joiner has something to join, or to keep apart."""
    if not before or before in _JOINERS:
        return False
    if joiner == "\u200d" and behind and _is_emoji(behind):
        return _is_emoji(before) or before == "\ufe0f"
    return _is_joining(before) or (before.isalnum() and bool(behind) and _is_joining(behind))


def _varies(selector: str, before: str, behind: str) -> bool:
    """Whether a variation selector has something to vary."""
    if not before:
        return False
    if _within(selector, ((0x180B, 0x180F),)):
        return _within(before, _MONGOLIAN)
    if selector in "\ufe0e\ufe0f":
        return _is_emoji(before) or (before in "0123456789#*" and behind[:1] == "\u20e3")
    return _within(before, _IDEOGRAPHS) or unicodedata.category(before) == "Sm" or _is_joining(before)


def _is_selector(character: str) -> bool:
    return _within(character, ((0x180B, 0x180D), (0x180F, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF)))


def _is_joining(character: str) -> bool:
    return _within(character, _JOINING) and unicodedata.category(character)[0] in "LMN"


def _is_emoji(character: str) -> bool:
    return _within(character, _EMOJI) or character in _EMOJI_TOO or unicodedata.category(character) == "So"


def _goes_on(text: str, end: int) -> bool:
    """Whether what stands at `end` belongs to what stands before it."""
    after, before = text[end], text[end - 1]
    if before == "\u200d" or after in _JOINERS or _is_selector(after) or _within(after, (*_SKIN, *_TAGS)):
        return True
    if _within(after, _REGIONS):
        run = end - len(text[:end].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
        return run % 2 == 1
    return unicodedata.category(after) in _MARKS


def _within(character: str, ranges: Ranges) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)
