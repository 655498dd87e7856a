"""Find the catalogue's names in a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.wording.lexicon import Lexicon, NamePhrase
from bot.wording.tokens import Token, has_address, host_keys, links, tokens

# What may stand between the words of one name: "US-East-1", "US East (N. Virginia)", "AWS - US West".
_GAP: Final = re.compile(r"[ \-_()./'&:]{0,3}")
_ZONE: Final = re.compile(r"[a-f]")  # us-east-1a is in us-east-1
_OTHER_PRODUCT: Final = re.compile(r"[ -](?!API\b|Cloud\b)[A-Z]|[-_/]\w")
# After a name that begins a sentence, and is also a word.
_SUBJECT: Final = re.compile(
    r"(?:'s)? (?:is|are|was|has|have|had|reported|confirmed|acknowledged|identified|outage|incident|issues?"
    r"|APIs?|status)\b"
)
_MAX_NAMES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A node's name, by character positions of the sentence. `needs` is the node that must be named too."""

    node: str
    start: int
    end: int
    is_link: bool = False
    is_model: bool = False
    needs: str | None = None


def names_in(sentence: str, lexicon: Lexicon) -> tuple[Name, ...]:
    """Every name in a sentence, at most forty, left to right: the longest where several begin at one word."""
    linked, rest = _links(sentence, lexicon)
    found = [*linked]
    for name in _phrases(rest, lexicon):
        found.append(name)
        if len(found) >= _MAX_NAMES:
            break
    return tuple(sorted(_settled(found), key=lambda name: name.start))


def _links(sentence: str, lexicon: Lexicon) -> tuple[list[Name], str]:
    """The names given as links, and the sentence without its links."""
    found, pieces, end = [], [], 0
    if not has_address(sentence):
        return [], sentence
    for start, stop, address in links(sentence):
        node = next((lexicon.hosts[key] for key in host_keys(address) if key in lexicon.hosts), None)
        if node is not None:
            found.append(Name(node=node, start=start, end=stop, is_link=True))
        elif "://" not in address:
            continue  # a bare host may be a name: Customer.io
        pieces += [sentence[end:start], " " * (stop - start)]
        end = stop
    return found[:_MAX_NAMES], "".join((*pieces, sentence[end:]))


def _phrases(sentence: str, lexicon: Lexicon) -> Iterator[Name]:
    end = 0
    words = tokens(sentence)
    for position, token in enumerate(words):
        if token.start < end:
            continue
        for phrase in lexicon.phrases.get(token.word, ()):
            stop = _end(phrase, words, position, sentence)
            if stop is None:
                continue
            yield from _named(phrase, words, position, stop)
            if phrase.needs is None:
                end = stop
                break


def _named(phrase: NamePhrase, words: Sequence[Token], position: int, stop: int) -> Iterator[Name]:
    """The name, and that of its parent where the phrase begins with it."""
    start = words[position].start
    if phrase.parent is not None:
        yield Name(node=phrase.parent, start=start, end=words[position + phrase.parent_words - 1].end)
        start = words[position + phrase.parent_words].start
    yield Name(node=phrase.node, start=start, end=stop, is_model=phrase.is_model, needs=phrase.needs)


def _end(phrase: NamePhrase, words: Sequence[Token], position: int, sentence: str) -> int | None:
    """Where the phrase ends that begins at a word, or None if it does not stand there."""
    last = position + len(phrase.rest)
    if last >= len(words):
        return None
    for offset, expected in enumerate(phrase.rest, start=position + 1):
        word = words[offset].word
        if word != expected and not (offset == last and _is_zone(word, expected)):
            return None
        if not _GAP.fullmatch(sentence, words[offset - 1].end, words[offset].start):
            return None
    start, end = words[position].start, words[last].end
    return end if _is_meant(phrase, sentence, start, end) else None


def _is_zone(word: str, expected: str) -> bool:
    return expected[-1].isdigit() and word[:-1] == expected and bool(_ZONE.fullmatch(word[-1:]))


def _is_meant(phrase: NamePhrase, sentence: str, start: int, end: int) -> bool:
    if sentence[start - 1 : start] in ("@", "_") or sentence[end : end + 1] in ("@", "_"):
        return False
    if phrase.is_exact and sentence[start:end] != phrase.text:
        return False
    if phrase.is_company and _OTHER_PRODUCT.match(sentence, end):
        return False
    if not phrase.is_a_word:
        return True
    is_first = not sentence[:start].strip()
    return sentence[start:end] == phrase.text and (not is_first or bool(_SUBJECT.match(sentence, end)))


def _settled(names: Sequence[Name]) -> Iterator[Name]:
    """Names without conditions, and of the others those whose provider is the nearest one named."""
    firm = [name for name in names if name.needs is None]
    by_place: dict[tuple[int, int], list[Name]] = {}
    for name in names:
        if name.needs is not None and not any(f.start < name.end and name.start < f.end for f in firm):
            by_place.setdefault((name.start, name.end), []).append(name)
    yield from firm
    taken = 0
    for (start, end), found in sorted(by_place.items(), key=lambda item: (item[0][0], -item[0][1])):
        chosen = _nearest(found, firm)
        if chosen is not None and start >= taken:
            taken = end
            yield replace(chosen, needs=None)


def _nearest(found: Sequence[Name], firm: Sequence[Name]) -> Name | None:
    """The name whose provider is named nearest, before it rather than after it. None where none is."""
    nearest: tuple[int, Name] | None = None
    for name in found:
        for provider in firm:
            if provider.node != name.needs:
                continue
            away = (
                name.start - provider.end if provider.end <= name.start else 1_000 + provider.start - name.end
            )
            if nearest is None or away < nearest[0]:
                nearest = (away, name)
    return nearest[1] if nearest else None
