"""Read a text, or a whole report: whom it names and how."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.wording import cues
from bot.wording.last_word import followed, in_one_text, settled, stronger
from bot.wording.lexicon import Lexicon, lexicon_of
from bot.wording.manners import manner_of, place_of
from bot.wording.names import Name, names_in
from bot.wording.own_cause import TRIGGERS as OWN_TRIGGERS
from bot.wording.own_cause import own_cause_in
from bot.wording.scope import Scope, scope_in
from bot.wording.text_reader import TextReader
from bot.wording.tokens import has_address, sentences, vocabulary
from bot.wording.upstream import TRIGGERS, upstream_in
from bot.wording.words import NOTHING_SAID, Manner, Mention, OwnCause, Upstream, Words, cut

# Longer texts are no status updates; the limits bound the work on any text.
MAX_TEXT_CHARACTERS: Final = 20_000
# Nodes in which others run, or whose models others offer.
_PLACES: Final = frozenset(("cloud", "region", "llm"))
# What stands between a provider and its region: "AWS - US West", "AWS in us-east-1".
_BESIDE: Final = re.compile(r"(?:'s)?[\s\-\u2013:(,]{0,3}(?:(?:in|in the|region|regions)\s)?\(?")


class Prose:
    """Reads texts as their providers wrote them, by the catalogue's names. A `TextReader`."""

    def words(self, text: str, service: str, catalog: Catalog) -> Words:
        """What the text says of others."""
        return words_in(text, service, catalog)

    def own_parts(self, text: str, service: str, catalog: Catalog) -> frozenset[str]:
        """Other nodes of its own company: on a provider's own page "Ohio" is a region of the provider's."""
        return _own_parts(text, service, _Reader(catalog))

    def scope(self, text: str) -> Scope:
        """What the text is about."""
        return scope_in(text)


PROSE: Final[TextReader] = Prose()


def words_in(text: str, service: str, catalog: Catalog) -> Words:
    """What one text of a service's page (a title, an update) says of others. Its own company never counts."""
    return _read(text[:MAX_TEXT_CHARACTERS], service, _Reader(catalog))


def words_of(report: Report, service: str, catalog: Catalog, reader: TextReader = PROSE) -> Words:
    """What a report says in the end: the strongest manner, but a later cause has the last word."""
    words, provider_of = NOTHING_SAID, partial(_provider, catalog)
    for text in (report.title, *(update.text for update in report.updates)):
        words = followed(words, reader.words(text, service, catalog), provider_of)
    return settled(_named(words, catalog))


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
    lexicon, said = lexicon_of(reader.catalog), vocabulary(text)
    if not _may_name(text, lexicon) and said.isdisjoint(TRIGGERS) and said.isdisjoint(OWN_TRIGGERS):
        return NOTHING_SAID
    by_node: dict[str, Mention] = {}
    upstream: Upstream | None = None
    own_cause: OwnCause | None = None
    for sentence in sentences(text):
        mentions = _mentions(sentence, service, reader.catalog) if _may_name(sentence, lexicon) else ()
        for mention in mentions:
            by_node[mention.node] = stronger(by_node.get(mention.node), mention)
        if any(m.manner is Manner.BLAMED for m in mentions):
            continue
        upstream = upstream or upstream_in(sentence)
        if own_cause is None or own_cause.is_hedged:
            own_cause = own_cause_in(sentence) or own_cause
    return in_one_text(Words(mentions=tuple(by_node.values()), upstream=upstream, own_cause=own_cause))


@lru_cache(maxsize=8_192)
def _own_parts(text: str, service: str, reader: _Reader) -> frozenset[str]:
    catalog, own = reader.catalog, reader.catalog.organisation_of(service)
    mentions = words_in(f"{catalog.name_of(service)}: {text}", "", catalog).mentions
    nodes = frozenset(m.node for m in mentions if catalog.organisation_of(m.node) == own)
    return nodes - {service}


def _named(words: Words, catalog: Catalog) -> Words:
    """An upstream without a name is the one at the other end, where that is named: exports to Loggly fail."""
    if words.upstream is None or words.blamed:
        return words
    ends = [
        m
        for m in words.mentions
        if m.manner is Manner.PLACED and kinds_of(m.node, catalog).isdisjoint(_PLACES)
    ]
    if len(ends) != 1 or not words.upstream.may_mean(kinds_of(ends[0].node, catalog)):
        return words
    named = replace(ends[0], manner=Manner.BLAMED, is_hedged=True)
    return replace(words, mentions=tuple(named if m is ends[0] else m for m in words.mentions), upstream=None)


def _provider(catalog: Catalog, node: str) -> str:
    """The company behind a node, and behind all that it is a part of."""
    return catalog.organisation_of((node, *catalog.ancestors(node))[-1])


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
