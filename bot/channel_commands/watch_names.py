"""Finds what the names in a command stand for: services, parts of them, categories, all that is shared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.categories import categories_like, category_called, collection_in
from bot.domain.channel import Watch, WatchKind
from bot.domain.command_outcome import WatchMatch, WatchMiss
from bot.domain.contact import Choice
from bot.domain.name_table import Named
from bot.questions.names import Names, words_of

MAX_NAME_CHARACTERS: Final = 80
# Longer stretches between commas are stories.
_MAX_CHARACTERS: Final = 300
_MAX_CHOICES: Final = 4
_LONGEST_WORTH_A_GUESS: Final = 5  # words
_LONGEST_NAME: Final = 6  # words

_ADDRESS: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z][\w-]+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\s*([^()]+?)\s*\(([^()]+)\)\s*")
_PLACED: Final = re.compile(r"(.+?)\s+in\s+(.+)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"^https?://", re.IGNORECASE)
_BEFORE: Final = frozenset({"the", "for", "to", "on", "of", "our", "my", "a", "also", "please", "any", "all"})
_BEHIND: Final = frozenset(
    word
    for line in (
        "status statuspage page incidents incident outages outage alerts news updates here please too again",
        "also service services sdk client python js node inc llc ltd gmbh corp io com app",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What names stand for: lines of a watch list, or several things each. False where it is nothing."""

    matches: tuple[WatchMatch, ...] = ()
    ambiguous: tuple[WatchMiss, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.matches or self.ambiguous)


def look_up(name: str, names: Names, catalog: Catalog) -> Looked:
    """What a stretch of text between commas stands for: mostly one thing, but "github and aws" are two."""
    if len(name) > _MAX_CHARACTERS:
        return Looked()
    if (offered := names.offered(name)) is not None:
        return _as_one(name, _watch_of(offered))
    words = words_of(name)
    return (
        _as_one(name, collection_in(words, names, catalog))
        or look_up_service(name, names, catalog)
        or _as_one(name, category_called(words, catalog))
        or _of_its_whole(name, names, catalog)
        or (Looked() if _BRACKETED.fullmatch(name) else look_up_several(words, names, catalog))
        or _part(name, names)
    )


def look_up_service(name: str, names: Names, catalog: Catalog) -> Looked:
    """The one service, or part of one, that a text names, be it by an address."""
    if len(name) > _MAX_CHARACTERS:
        return Looked()
    if (offered := names.offered(name)) is not None:
        return _as_one(name, _watch_of(offered))
    words = words_of(name)
    return (
        _found(name, words, names, catalog)
        or _at_address(name, names, catalog)
        or _found(name, _without_small_words(words), names, catalog)
    )


def look_up_several(words: tuple[str, ...], names: Names, catalog: Catalog) -> Looked:
    """Several names without commas, longest first, if that leaves no word over: "github and google cloud"."""
    found: list[Looked] = []
    left = words
    while left:
        if left[0] in ("and", "or", "plus"):
            left = left[1:]
            continue
        sizes = range(min(len(left), _LONGEST_NAME), 0, -1)
        hits = ((size, _found(" ".join(left[:size]), left[:size], names, catalog)) for size in sizes)
        size, hit = next((pair for pair in hits if pair[1]), (0, Looked()))
        if not size:
            return Looked()
        found.append(hit)
        left = left[size:]
    return joined(found)


def missing(name: str, names: Names, catalog: Catalog) -> WatchMiss:
    """A name that stands for nothing, and what may have been meant."""
    shown = name[:MAX_NAME_CHARACTERS]
    words = _without_small_words(words_of(shown))
    if not 0 < len(words) <= _LONGEST_WORTH_A_GUESS:
        return WatchMiss(said=shown)
    if kin := categories_like(words_of(shown), catalog, _MAX_CHOICES):
        all_of = tuple(f"all {category.replace('-', ' ')}" for category in kin)
        return WatchMiss(said=shown, choices=tuple(Choice(label=one, value=one) for one in all_of))
    near = names.nearest(words, _MAX_CHOICES)
    return WatchMiss(said=shown, choices=tuple(Choice(label=catalog.name_of(one), value=one) for one in near))


def joined(looked: Iterable[Looked]) -> Looked:
    """All of these as one."""
    every = tuple(looked)
    return Looked(
        matches=tuple(match for one in every for match in one.matches),
        ambiguous=tuple(miss for one in every for miss in one.ambiguous),
    )


def _found(name: str, words: tuple[str, ...], names: Names, catalog: Catalog) -> Looked:
    found = names.find(words)
    if len(found) == 1:
        return _as_one(name, _watch_of(found[0]))
    choices = tuple(_choice(named, catalog) for named in found[:_MAX_CHOICES])
    return Looked(ambiguous=(WatchMiss(said=name, choices=choices),) if choices else ())


def _watch_of(named: Named) -> Watch:
    return Watch(kind=WatchKind.SERVICE, target=named.service, component=named.component)


def _choice(named: Named, catalog: Catalog) -> Choice:
    """One of several things of a name. To be typed is its id: names may be the same."""
    if named.component is not None:
        return Choice(label=named.label, value=f"{named.service} {named.component}")
    category = catalog.services[named.service].category
    return Choice(label=f"{named.label} ({category})", value=named.service)


def _as_one(name: str, watch: Watch | None) -> Looked:
    return Looked(matches=(WatchMatch(said=name, watch=watch),) if watch else ())


def _at_address(name: str, names: Names, catalog: Catalog) -> Looked:
    """Whose domain an address is in, or whose status page it is: https://www.githubstatus.com/history."""
    if _ADDRESS.fullmatch(name.strip()) is None:
        return Looked()
    host = re.split(r"[/?#:]", _SCHEME.sub("", name.strip()), maxsplit=1)[0].casefold()
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if looked := _found(name, words_of(".".join(labels[start:])), names, catalog):
            return looked
    page = names.with_page_at(host)
    return _as_one(name, Watch(kind=WatchKind.SERVICE, target=page) if page else None)


def _of_its_whole(name: str, names: Names, catalog: Catalog) -> Looked:
    """What stands before a bracket that says whose or what it is, or before a place: "aws in eu-west-1"."""
    if (placed := _PLACED.fullmatch(name.strip())) is not None:
        return _found(name, words_of(f"{placed[1]} {placed[2]}"), names, catalog)
    if (bracketed := _BRACKETED.fullmatch(name.strip())) is None:
        return Looked()
    whose = words_of(bracketed[2])
    wholes = {named.service for named in names.find(whose)}
    meant = tuple(
        named
        for named in names.find(words_of(bracketed[1]))
        if named.service in wholes or words_of(catalog.services[named.service].category) == whose
    )
    if len(meant) != 1:
        return Looked()
    watch = Watch(kind=WatchKind.SERVICE, target=meant[0].service, component=meant[0].component)
    return _as_one(name, watch)


def _without_small_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without "the" and "for" before, without "status" and "inc" behind."""
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in _BEHIND:
        words = words[:-1]
    return words


def _part(name: str, names: Names) -> Looked:
    """A part that the catalogue does not know, by the name that the service's page has for it: "x: API"."""
    before, _, part = name.partition(":")
    component = part.strip()[:MAX_NAME_CHARACTERS]
    found = names.find(words_of(before))
    if not component or len(found) != 1 or found[0].component is not None:
        return Looked()
    return _as_one(name, Watch(kind=WatchKind.SERVICE, target=found[0].service, component=component))
