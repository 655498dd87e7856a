"""Read a text, or a whole report: whom it names and how."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.wording import cues
from bot.wording.lexicon import Lexicon, lexicon_of
from bot.wording.manners import manner_of, place_of
from bot.wording.names import Name, names_in
from bot.wording.text_reader import TextReader
from bot.wording.tokens import has_address, sentences, vocabulary
from bot.wording.upstream import TRIGGERS, upstream_in
from bot.wording.words import NOTHING_SAID, Manner, Mention, Upstream, Words, cut

# Longer texts are no status updates; the limits bound the work on any text.
MAX_TEXT_CHARACTERS: Final = 20_000
# What stands between a provider and its region: "AWS - US West", "AWS in us-east-1".
_BESIDE: Final = re.compile(r"(?:'s)?[\s\-\u2013:(,]{0,3}(?:(?:in|in the|region|regions)\s)?\(?")


class Prose:
    """Reads texts as their providers wrote them, by the catalogue's names. A `TextReader`."""

    def words(self, text: str, service: str, catalog: Catalog) -> Words:
        """What the text says of others."""
        return words_in(text, service, catalog)

    def own_parts(self, text: str, service: str, catalog: Catalog) -> frozenset[str]:
        """Other nodes of its own company: on a provider's own page "Ohio" is a region of the provider's."""
        own = catalog.organisation_of(service)
        mentions = words_in(f"{catalog.name_of(service)}: {text}", "", catalog).mentions
        nodes = frozenset(m.node for m in mentions if catalog.organisation_of(m.node) == own)
        return nodes - {service}


PROSE: Final[TextReader] = Prose()


def words_in(text: str, service: str, catalog: Catalog) -> Words:
    """What one text of a service's page (a title, an update) says of others. Its own company never counts."""
    return _read(text[:MAX_TEXT_CHARACTERS], service, _Reader(catalog))


def words_of(report: Report, service: str, catalog: Catalog, reader: TextReader = PROSE) -> Words:
    """What a report says: the strongest manner of any text, but what is denied later is denied."""
    by_node: dict[str, Mention] = {}
    upstream: Upstream | None = None
    for text in (report.title, *(update.text for update in report.updates)):
        words = reader.words(text, service, catalog)
        upstream = upstream or words.upstream
        for mention in words.mentions:
            by_node[mention.node] = _later(by_node.get(mention.node), mention)
    return Words(mentions=tuple(by_node.values()), upstream=upstream)


def kinds_of(node: str, catalog: Catalog) -> frozenset[str]:
    """What kind of provider a node is, with the kinds of what it is part of."""
    return lexicon_of(catalog).kinds.get(node, frozenset())


class _Reader:
    """A catalogue as a cache key: its services are all that reading depends on."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __hash__(self) -> int:
        return id(self.catalog.services)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reader) and other.catalog.services is self.catalog.services


@lru_cache(maxsize=8_192)
def _read(text: str, service: str, reader: _Reader) -> Words:
    lexicon = lexicon_of(reader.catalog)
    if not _may_name(text, lexicon) and vocabulary(text).isdisjoint(TRIGGERS):
        return NOTHING_SAID
    by_node: dict[str, Mention] = {}
    upstream: Upstream | None = None
    for sentence in sentences(text):
        mentions = _mentions(sentence, service, reader.catalog) if _may_name(sentence, lexicon) else ()
        for mention in mentions:
            by_node[mention.node] = _stronger(by_node.get(mention.node), mention)
        if upstream is None and not any(m.manner is Manner.BLAMED for m in mentions):
            upstream = upstream_in(sentence)
    return Words(mentions=tuple(by_node.values()), upstream=upstream)


def _may_name(text: str, lexicon: Lexicon) -> bool:
    return has_address(text) or not vocabulary(text).isdisjoint(lexicon.first_words)


def _mentions(sentence: str, service: str, catalog: Catalog) -> tuple[Mention, ...]:
    lexicon, own = lexicon_of(catalog), catalog.organisation_of(service)
    names = names_in(sentence, lexicon)
    return tuple(
        _mention(sentence, name, _whole(sentence, number, names, lexicon), lexicon)
        for number, name in enumerate(names)
        if not _is_own(name.node, own, catalog)
    )


def _is_own(node: str, organisation: str, catalog: Catalog) -> bool:
    """Whether a node, or what it is part of, is of this organisation."""
    return any(catalog.organisation_of(n) == organisation for n in (node, *catalog.ancestors(node)))


def _mention(sentence: str, name: Name, whole: tuple[int, int], lexicon: Lexicon) -> Mention:
    """What the sentence says of a name; `whole` is the name with the region or provider beside it."""
    manner = Manner.BLAMED
    kinds = lexicon.kinds.get(name.node, frozenset())
    if not name.is_link:
        is_region = _is_region(name.node, lexicon) or whole[1] > name.end
        is_model = name.is_model or ("llm" in kinds and bool(cues.MODEL_AFTER.match(sentence[whole[1] :])))
        place = place_of(sentence, *whole, is_cloud="cloud" in kinds, is_region=is_region, is_model=is_model)
        manner = manner_of(place)
    return Mention(
        node=name.node,
        manner=manner,
        sentence=cut(sentence),
        is_link=name.is_link,
        is_hedged=manner is Manner.BLAMED and bool(cues.HEDGE.search(sentence)),
    )


def _whole(sentence: str, number: int, names: Sequence[Name], lexicon: Lexicon) -> tuple[int, int]:
    """Where a name starts and ends, with the region after or the provider before it: "AWS us-east-1"."""
    start, end = names[number].start, names[number].end
    if number + 1 < len(names) and _is_beside(sentence, names[number], names[number + 1], lexicon):
        after = names[number + 1]
        end = after.end if _is_region(after.node, lexicon) else end
    if number and _is_beside(sentence, names[number - 1], names[number], lexicon):
        start = names[number - 1].start
    return start, end


def _is_beside(sentence: str, provider: Name, part: Name, lexicon: Lexicon) -> bool:
    """Whether a provider's part is named right after it."""
    is_part = lexicon.parents.get(part.node) == provider.node
    return is_part and bool(_BESIDE.fullmatch(sentence, provider.end, part.start))


def _is_region(node: str, lexicon: Lexicon) -> bool:
    return "region" in lexicon.kinds.get(node, ())


def _stronger(before: Mention | None, now: Mention) -> Mention:
    """Of two mentions of one node the stronger: by manner, then as a link, then the surer; else the first."""
    return now if before is None or _weakness(now) < _weakness(before) else before


def _weakness(mention: Mention) -> tuple[int, bool, bool]:
    return mention.manner.rank, not mention.is_link, mention.is_hedged


def _later(before: Mention | None, now: Mention) -> Mention:
    if now.manner is Manner.DENIED:
        return now
    if before is not None and before.manner is Manner.DENIED and now.manner is not Manner.BLAMED:
        return before
    return _stronger(before, now)
