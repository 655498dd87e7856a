"""What a provider's post is about: what all its customers use, one part, or a thing beside.

A post is a root's own word on a failure of others only where it is about what they use.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.domain.report import Report
from bot.wording import scope_words
from bot.wording.tokens import words_of_name

# A longer title is the first update over again.
_MAX_TITLE: Final = 200
_MAX_TEXT: Final = 4_000
_MAX_COMPONENTS: Final = 50
# Who names three products or models speaks of no one part.
_MANY: Final = 3


class Extent(StrEnum):
    """How much of a provider a text is about, from the most."""

    WHOLE = "whole"  # network, DNS, sign-in, a data centre, many services: whatever is named beside
    CORE = "core"  # one of what all use: the API, webhooks, instances
    PART = "part"  # one product or model of many
    PERIPHERAL = "peripheral"  # usage reports, billing, a dashboard, support: nobody's requests fail of it
    UNSAID = "unsaid"  # it names nothing: "Elevated errors"

    @property
    def is_core(self) -> bool:
        """Whether it is about what all customers use."""
        return self in (Extent.WHOLE, Extent.CORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a text, or a report, is about.

    `part` are the words that name products or models: haiku, 4.5; workers, ai. Of a report they are those it
    is about, and `named` those of all that any of its texts names.
    """

    extent: Extent = Extent.UNSAID
    part: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    def is_part_named_by(self, other: "Scope") -> bool:
        """Whether the other report names the part that this one is about, perhaps less exactly."""
        if not (self.part and other.named):
            return False
        return self.part <= other.named or other.named <= self.part


@lru_cache(maxsize=8_192)
def scope_in(text: str) -> Scope:
    """What one text is about: a title, an update, a component's name."""
    title = text[:_MAX_TITLE]
    extents = {_extent(piece) for piece in scope_words.JOINTS.split(title)}
    if scope_words.EVERY_MODEL.search(title) or len(set(_names(title))) >= _MANY:
        extents.add(Extent.WHOLE)
    part = frozenset(word for name in _names(text[:_MAX_TEXT]) for word in name)
    return Scope(extent=_widest(extents), part=part)


def scope_of(report: Report, scope: Callable[[str], Scope] = scope_in) -> Scope:
    """What a report is about: its title says so, else its components; what neither says is the whole.

    The extent is never `unsaid`. `scope` says what one text is about.
    """
    title = scope(report.title)
    components = [scope(name) for name in _listed(report.components)]
    about = components if _is_by_components(title, components) else [title]
    updates = [scope(update.text) for update in report.updates]
    extent = _widest({Extent.CORE if s.extent is Extent.UNSAID else s.extent for s in about} or {Extent.CORE})
    return Scope(
        extent=extent,
        part=_parts(about) if extent is Extent.PART else frozenset(),
        named=_parts((title, *about, *updates)),
    )


def _is_by_components(title: Scope, components: Iterable[Scope]) -> bool:
    """Whether components say more than the title: it names nothing, or all of them are narrower."""
    if title.extent is Extent.CORE:
        extents = {s.extent for s in components}
        return bool(extents) and extents <= {Extent.PART, Extent.PERIPHERAL}
    return title.extent is Extent.UNSAID


def _parts(scopes: Iterable[Scope]) -> frozenset[str]:
    return frozenset(word for scope in scopes for word in scope.part)


def _listed(components: Iterable[str]) -> Iterator[str]:
    """The names of components, without the groups they are in: "Sites and Services - Dashboard"."""
    for component in tuple(components)[:_MAX_COMPONENTS]:
        yield from component.rsplit(" - ", 1)[-1].split(", ")


def _extent(piece: str) -> Extent:
    """What a piece of a title between its joints is about."""
    if scope_words.PERIPHERAL.search(piece):
        return Extent.PERIPHERAL
    if any(True for _ in _names(piece)):
        return Extent.PART
    if scope_words.WHOLE.search(piece):
        return Extent.WHOLE
    is_core = scope_words.CORE.search(piece) or scope_words.ISSUES.search(piece)
    return Extent.CORE if is_core else Extent.UNSAID


def _widest(extents: Iterable[Extent]) -> Extent:
    found = frozenset(extents)
    return next(extent for extent in Extent if extent in found)


def _names(text: str) -> Iterator[tuple[str, ...]]:
    """The products and models that a text names, each as words in lower case."""
    for found in scope_words.PRODUCT.finditer(text):
        words = words_of_name(found.group())
        yield tuple(word for word in words if word not in scope_words.OF_MAKERS) or words
    for found in scope_words.CAPITAL_PRODUCT.finditer(text):
        yield (found["name"].lower(),)
    for pattern in scope_words.MODELS:
        for found in pattern.finditer(text):
            yield tuple(word for group in found.groups() if group for word in group.lower().split(" "))
