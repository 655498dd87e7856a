"""The names by which texts speak of the catalogue's nodes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.service import Service
from bot.wording.tokens import host_keys, words_of_name

# Names that are also words: they count only with a capital, and not as the first word of a sentence.
_ALSO_WORDS: Final = frozenset(
    words_of_name(
        "ably bedrock bird clerk cohere crusoe front intercom kinesis knock lambda linear neon notion "
        "perplexity pinecone plaid postmark pusher railway render replicate resend segment sentry signal "
        "slack square stripe sucuri turnstile zoom"
    )
)
# Companies whose other products begin with their name: "Google Voice" is not Google's cloud.
_MANY_PRODUCTS: Final = frozenset(("google", "amazon", "oracle", "microsoft"))
_MODELS: Final = frozenset(("claude", "gpt", "gemini", "codex", "grok"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePhrase:
    """A name of a node. `rest` are the words after the first.

    `needs` is the node that the sentence must name too: "Central US" is Azure's where Azure is named.
    `parent` is the node that the first words name by themselves ("Azure CDN"), `parent_words` their number.
    """

    text: str
    node: str
    rest: tuple[str, ...]
    needs: str | None = None
    parent: str | None = None
    parent_words: int = 0

    @property
    def is_exact(self) -> bool:
        """A name without a lower-case letter is one only as written: IAD, not "iad"."""
        return self.text == self.text.upper() and any(c.isalpha() for c in self.text)

    @property
    def is_a_word(self) -> bool:
        """Whether it is also a word of the language."""
        return not self.rest and self.text.lower() in _ALSO_WORDS

    @property
    def is_company(self) -> bool:
        """Whether other products begin with this name."""
        return not self.rest and self.text.lower() in _MANY_PRODUCTS

    @property
    def is_model(self) -> bool:
        """Whether it is the name of a model, which others offer too."""
        return self.text.lower() in _MODELS


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Phrases by first word, longest first; status pages by host; kinds and parents by node."""

    phrases: Mapping[str, tuple[NamePhrase, ...]]
    hosts: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    parents: Mapping[str, str]

    @cached_property
    def first_words(self) -> frozenset[str]:
        """A sentence without one of these, and without an address, names nobody."""
        return frozenset(
            first for first, found in self.phrases.items() if any(p.needs is None for p in found)
        )


def lexicon_of(catalog: Catalog) -> Lexicon:
    """The lexicon of a catalogue. Built once for a set of services."""
    return _built(_Services(catalog.services))


class _Services:
    """The services of a catalogue as a cache key: the same object is the same key."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self.services = services

    def __hash__(self) -> int:
        return id(self.services)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Services) and other.services is self.services


@lru_cache(maxsize=4)
def _built(key: _Services) -> Lexicon:
    phrases: dict[str, list[NamePhrase]] = defaultdict(list)
    for service in key.services.values():
        for first, phrase in _phrases(service, key.services):
            phrases[first].append(phrase)
    return Lexicon(
        phrases={first: tuple(sorted(found, key=_longest_first)) for first, found in phrases.items()},
        hosts=_hosts(key.services.values()),
        kinds={id_: kinds for id_ in key.services if (kinds := _kinds(id_, key.services))},
        parents={s.id: s.parent for s in key.services.values() if s.parent is not None},
    )


def _longest_first(phrase: NamePhrase) -> tuple[int, bool, int]:
    return -len(phrase.rest), phrase.needs is not None, -len(phrase.text)


def _phrases(service: Service, services: Mapping[str, Service]) -> Iterator[tuple[str, NamePhrase]]:
    """First words and names. A region's name that begins with its provider's counts also without."""
    parent = services.get(service.parent) if service.parent else None
    for text in service.mentions:
        words = words_of_name(text)
        prefix = (
            max((p for p in parent.mentions if text.startswith(f"{p} ")), key=len, default="")
            if parent
            else ""
        )
        if not words or host_keys(text):
            continue  # addresses are looked up by host
        if not prefix or parent is None:
            yield words[0], NamePhrase(text=text, node=service.id, rest=words[1:])
            continue
        count = len(words_of_name(prefix))
        short = text.removeprefix(f"{prefix} ")
        yield (
            words[0],
            NamePhrase(text=text, node=service.id, rest=words[1:], parent=parent.id, parent_words=count),
        )
        if "region" in service.kinds:
            yield (
                words[count],
                NamePhrase(text=short, node=service.id, rest=words[count + 1 :], needs=parent.id),
            )


def _hosts(services: Iterable[Service]) -> dict[str, str]:
    """Hosts of status pages that are one company's, or that a node claims by its mentions."""
    owners: dict[str, list[Service]] = defaultdict(list)
    claimed: dict[str, str] = {}
    for service in services:
        claimed.update({key: service.id for text in service.mentions for key in host_keys(text)})
        urls = [service.status_url, *(source.url for source in service.sources)]
        for key in {key for url in urls if url for key in host_keys(url)}:
            owners[key].append(service)
    sole = {
        key: min(found, key=lambda s: (s.parent is not None, not s.kinds, len(s.id), s.id)).id
        for key, found in owners.items()
        if len({service.organisation for service in found}) == 1
    }
    return {**sole, **claimed}


def _kinds(node: str, services: Mapping[str, Service]) -> frozenset[str]:
    kinds: set[str] = set()
    seen: set[str] = set()
    at: str | None = node
    while at is not None and at in services and at not in seen:
        seen.add(at)
        kinds.update(services[at].kinds)
        at = services[at].parent
    return frozenset(kinds)
