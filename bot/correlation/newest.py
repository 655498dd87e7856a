"""The newest few of many things in their order, and the rest at hand for when one of the few goes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

from immutables import Map

from bot.correlation import parameters as p

SIZE: Final = p.MAX_WEIGHED


class Dated(Protocol):
    """Something with a key and a time that never changes."""

    @property
    def key(self) -> str:
        """What it is known by."""
        ...

    @property
    def seen(self) -> datetime:
        """When it was first seen."""
        ...


T = TypeVar("T", bound=Dated)


@dataclass(frozen=True, slots=True)
class NewestFew(Generic[T]):
    """Immutable. `newest` are at most SIZE, oldest first; which they are follows from what is on it alone."""

    newest: tuple[T, ...] = ()
    rest: Map[str, T] = field(default_factory=Map)

    def with_(self, thing: T) -> "NewestFew[T]":
        """The shelf with a thing, in place of one of the same key."""
        if thing.key in self.rest:
            return NewestFew(self.newest, self.rest.set(thing.key, thing))
        others = [other for other in self.newest if other.key != thing.key]
        if self.rest and len(others) == len(self.newest) and _order(thing) < _order(self.newest[0]):
            return NewestFew(self.newest, self.rest.set(thing.key, thing))
        newest = tuple(sorted((*others, thing), key=_order))
        if len(newest) <= SIZE:
            return NewestFew(newest, self.rest)
        return NewestFew(newest[1:], self.rest.set(newest[0].key, newest[0]))

    def without(self, key: str) -> "NewestFew[T]":
        """The shelf without the thing of that key, if it has one."""
        if key in self.rest:
            return NewestFew(self.newest, self.rest.delete(key))
        newest = tuple(thing for thing in self.newest if thing.key != key)
        if len(newest) == len(self.newest) or not self.rest:
            return NewestFew(newest, self.rest)
        next_ = max(self.rest.values(), key=_order)
        return NewestFew((next_, *newest), self.rest.delete(next_.key))


def _order(thing: Dated) -> tuple[datetime, str]:
    return thing.seen, thing.key
