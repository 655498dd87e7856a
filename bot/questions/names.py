"""Finds services by the names that people type."""

import re
import unicodedata
from bisect import bisect_left
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from bot.catalog.catalog import Catalog
from bot.domain.name_table import Named, NameOwner, NameTable
from bot.domain.service import Service
from bot.questions.spellings import Spellings, fuller_names, parting_pattern

# A discord slash command offers at most 25 choices: https://discord.com/developers/docs/interactions/application-commands
MAX_COMPLETIONS: Final = 25
MAX_SUGGESTIONS: Final = 5
# Below this length nearly every name is one slip away from another.
_SHORTEST_GUESSABLE: Final = 3
_LONGEST_NAME: Final = 5
_LONGEST_PREFIX: Final = 100  # characters
_LAST_LETTER: Final = "\U0010ffff"
_IS: Final = re.compile(r"'s\b")
_PLAIN: Final = re.compile("[a-z0-9]+")
_BRACKET: Final = re.compile(r" *\(.*\)")
# Others, such as "org" and "app", are words of their own in a sentence.
_TOP_LEVELS: Final = frozenset({"com", "io", "ai", "gg"})
_SUBDOMAINS: Final = frozenset(
    {"www", "api", "app", "status", "console", "dashboard", "login", "web", "mail"}
)


def value_of(named: Named) -> str:
    """What is sent where its label is chosen."""
    return " ".join(filter(None, (named.service, named.component)))


def words_of(text: str) -> tuple[str, ...]:
    """Split into lower-case words of letters and digits, without accents; "what's" becomes "what is"."""
    if text.isascii():
        return tuple(_PLAIN.findall(_IS.sub(" is", text.lower()).replace("'", "")))
    folded = unicodedata.normalize("NFKD", text).replace("\u2019", "'").casefold()
    folded = "".join(char for char in folded if unicodedata.category(char) not in {"Mn", "Cf"})
    folded = _IS.sub(" is", folded).replace("'", "")
    return tuple("".join(char if char.isalnum() else " " for char in folded).split())


class Names:
    """Every name in a catalogue, ready to be looked up. Build it once and keep it: it never changes."""

    def __init__(self, catalog: Catalog) -> None:
        table = catalog.names or name_table(catalog)
        self._by_key: Mapping[str, tuple[NameOwner, ...]] = table.owners
        self._at_host = table.at_host
        self._places = table.places
        self._sorted = _SortedNames(table.owners)
        self.spellings = Spellings(table.parted, table.labels, table.fuller)

    def offered(self, said: str) -> Named | None:
        """What a text stands for that is just what we offer to choose: a label, or the value behind it."""
        return self._sorted.offered.get(" ".join(said.casefold().split()))

    def in_full(self, text: str) -> str:
        """The text with the longer names of what is called as a small word: "HERE"."""
        return self.spellings.in_full(text)

    def in_place(self, words: tuple[str, ...]) -> tuple[Named, ...]:
        """The regions of providers at a place that they call themselves: "Frankfurt" is AWS Frankfurt."""
        return self._places.get(" ".join(words), ())

    def with_stand_in(self, word: str) -> "Names":
        """The same names, and one more: a word that stands for something in a sentence."""
        more = copy(self)
        named = Named(service=word, component=None, label=word)
        own = {word: (((word,), named),)}
        more._by_key = ChainMap(own, self._by_key)  # type: ignore[arg-type]  # noqa: SLF001  -- only read
        return more

    def find(self, words: Iterable[str]) -> tuple[Named, ...]:
        """What exactly these words name: nothing, one thing, or several when the name is shared.

        Spaces and punctuation do not count: "git hub" is GitHub, "x.ai" is xAI; where a name is shared they
        do: "us-west-2" is one of AWS, "us-west2" of Google. Of an address, the name in it counts.
        """
        words = tuple(words)
        found = self._exactly(words)
        if not found and len(words) > 1 and words[-1] in _TOP_LEVELS:
            inner = words[1:] if words[0] in _SUBDOMAINS else words
            found = self._exactly(inner) or self._exactly(inner[:-1])
        return found

    def with_page_at(self, host: str) -> str | None:
        """The one service whose status page is at this host."""
        return self._at_host.get(host)

    def mentions(
        self, words: tuple[str, ...], *, but: frozenset[str]
    ) -> Iterator[tuple[int, int, tuple[Named, ...]]]:
        """Where something is named among the words, and what, longest names first.

        What consists of words of `but` does not count.
        """
        taken: set[int] = set()
        for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                span = range(start, start + size)
                part = words[start : start + size]
                if taken.isdisjoint(span) and not but.issuperset(part) and (found := self.find(part)):
                    taken.update(span)
                    yield start, start + size, found

    def _exactly(self, words: tuple[str, ...]) -> tuple[Named, ...]:
        owners = self._by_key.get("".join(words), ())
        spelt_so = tuple(named for spelling, named in owners if spelling == words)
        return spelt_so or tuple(named for _, named in owners)

    def alike(self, words: tuple[str, ...], limit: int = MAX_SUGGESTIONS) -> tuple[str, ...]:
        """Ids of services whose names are a slip away or begin so; best first."""
        key = "".join(words)
        return self._services_of((*self._a_slip_away(key), *self._starting_with(key)))[:limit]

    def nearest(self, words: tuple[str, ...], limit: int = MAX_SUGGESTIONS) -> tuple[str, ...]:
        """What is alike, then what is named among the words."""
        named = self._services_of(self._standing_in(words))
        return tuple(dict.fromkeys((*self.alike(words, limit), *named)))[:limit]

    def complete(self, prefix: str, limit: int = MAX_COMPLETIONS) -> tuple[Named, ...]:
        """What a beginning of a name may mean: starts with it, contains it, or is a slip away."""
        key = "".join(words_of(prefix[:_LONGEST_PREFIX]))
        containing = (candidate for candidate in self._sorted.keys if key in candidate)
        starting = sorted((k for k in self._sorted.keys if k.startswith(key)), key=lambda k: (len(k), k))
        found: dict[tuple[str, str | None], Named] = {}
        for candidate in (*starting, *containing, *self._a_slip_away(key)):
            for _, named in self._by_key[candidate]:
                found.setdefault((named.service, named.component), named)
        return tuple(found.values())[:limit]

    def _services_of(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(named.service for key in keys for _, named in self._by_key[key]))

    def _a_slip_away(self, key: str) -> Iterator[str]:
        if len(key) < _SHORTEST_GUESSABLE:
            return
        allowed = 1 if len(key) <= 5 else 2
        lengths = range(max(len(key) - allowed, _SHORTEST_GUESSABLE), len(key) + allowed + 1)
        # Few questions come to this.
        from rapidfuzz.distance import OSA  # noqa: PLC0415
        from rapidfuzz.process import extract  # noqa: PLC0415

        candidates = [candidate for length in lengths for candidate in self._sorted.by_length.get(length, ())]
        alike = extract(key, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        near = [(slips, candidate) for candidate, slips, _ in alike]
        # Two slips are offered only where nobody is nearer: "discrod" is Discord, not Disco.
        closest = min(near, default=(0, ""))[0]
        yield from (candidate for distance, candidate in sorted(near) if distance == closest)

    def _starting_with(self, key: str) -> Iterator[str]:
        if len(key) < _SHORTEST_GUESSABLE:
            return
        first, last = bisect_left(self._sorted.keys, key), bisect_left(self._sorted.keys, key + _LAST_LETTER)
        yield from sorted(self._sorted.keys[first:last], key=lambda k: (len(k), k))

    def _standing_in(self, words: tuple[str, ...]) -> Iterator[str]:
        for size in range(len(words) - 1, 0, -1):
            for start in range(len(words) - size + 1):
                key = "".join(words[start : start + size])
                if len(key) >= _SHORTEST_GUESSABLE and key in self._by_key:
                    yield key


class _SortedNames:
    """What is gone through for a part of a name, or for one nearly written so: made when first needed."""

    def __init__(self, owners: Mapping[str, tuple[NameOwner, ...]]) -> None:
        self._owners = owners

    @cached_property
    def keys(self) -> Sequence[str]:
        """The names, each as its words joined."""
        return sorted(self._owners)

    @cached_property
    def by_length(self) -> Mapping[int, Sequence[str]]:
        """The same by their lengths in characters."""
        found: dict[int, list[str]] = defaultdict(list)
        for key in self.keys:
            found[len(key)].append(key)
        return found

    @cached_property
    def offered(self) -> Mapping[str, Named]:
        """What is offered to be chosen, by its label and by the value behind it."""
        everything = {(n.service, n.component): n for owners in self._owners.values() for _, n in owners}
        return {said.casefold(): n for n in everything.values() for said in (value_of(n), n.label)}


def name_table(catalog: Catalog) -> NameTable:
    """The names of a catalogue: half a second's work that is done once for each."""
    ranked: dict[str, dict[int, dict[tuple[str, str | None], NameOwner]]] = defaultdict(dict)
    written: list[str] = []
    for rank, name, named in _all_names(catalog):
        words = words_of(name)
        written.append(name)
        if words:
            owners = ranked["".join(words)].setdefault(rank, {})
            owners.setdefault((named.service, named.component), (words, named))
    by_key = {key: _best(ranks) for key, ranks in ranked.items()}
    everything = {(n.service, n.component): n for owners in by_key.values() for _, n in owners}
    fuller = {s.name: s.aliases[0] for s in catalog.services.values() if s.name.isupper() and s.aliases}
    return NameTable(
        owners=by_key,
        at_host=_hosts_of(catalog),
        places=_places_of(catalog),
        parted=parting_pattern(written),
        labels=tuple(sorted({n.label.casefold() for n in everything.values() if "(" in n.label})),
        fuller=fuller_names(fuller),
    )


def _best(ranks: dict[int, dict[tuple[str, str | None], NameOwner]]) -> tuple[NameOwner, ...]:
    """The owners of the best rank; a component stands before its whole service under the same name."""
    owners = ranks[min(ranks)].values()
    with_component = {named.service for _, named in owners if named.component is not None}
    return tuple(o for o in owners if o[1].component is not None or o[1].service not in with_component)


def _hosts_of(catalog: Catalog) -> dict[str, str]:
    """The hosts of status pages that are of one service alone."""
    found: dict[str, list[str]] = defaultdict(list)
    for service in catalog.services.values():
        found[urlsplit(service.status_url or "").netloc.casefold()].append(service.id)
    return {host: services[0] for host, services in found.items() if host and len(services) == 1}


def _places_of(catalog: Catalog) -> dict[str, tuple[Named, ...]]:
    """The parts of a whole by what their names say beside it: "N. Virginia", and "Virginia" as well."""
    found: dict[str, list[Named]] = defaultdict(list)
    for service in catalog.services.values():
        words, whole = words_of(service.name), (service.parent or "").split("/")[0]
        if whole and words[0] == whole and len(words) > 1 and any(char.isdigit() for char in service.id):
            region = Named(service=service.id, component=None, label=service.name)
            for place in dict.fromkeys((words[1:], tuple(w for w in words[1:] if len(w) > 1))):
                found[" ".join(place)].append(region)
    return {place: tuple(regions) for place, regions in found.items() if place}


def _all_names(catalog: Catalog) -> Iterator[tuple[int, str, Named]]:
    """Names with ranks: an id beats a name, a name beats an alias, an alias beats the rest.

    The end of an id counts as a name ("ec2" of "aws/ec2"), deeper in the hierarchy for less. Last come a name
    without its bracket, how other providers' texts call it, and the labels that we offer.
    """
    for service in catalog.services.values():
        whole = Named(service=service.id, component=None, label=service.name)
        yield 0, service.id, whole
        yield 1, service.name, whole
        yield 2, service.name.replace("'", ""), whole  # Let's Encrypt, typed "lets encrypt"
        for alias in service.aliases:
            yield 2, alias, whole
        if service.domain:
            is_its_own = service.domain.split(".")[0] == service.id
            yield 2 if is_its_own else 3, service.domain, whole
        if "/" in service.id:
            yield service.id.count("/"), service.id.rsplit("/", 1)[-1], whole
        yield 4, _BRACKET.sub("", service.name), whole
        for phrase in service.mentions:
            yield 5, phrase, whole
        yield from _component_names(service)


def _component_names(service: Service) -> Iterator[tuple[int, str, Named]]:
    for component in service.components:
        part = Named(service=service.id, component=component.id, label=f"{component.name} ({service.name})")
        yield 6, part.label, part
        for name in (component.id, component.name, *component.aliases):
            yield 2, name, part
            for whole in (service.name, service.id, *service.aliases):
                yield 3, f"{whole} {name}", part
