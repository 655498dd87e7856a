"""A list, a page at a time: each page begins behind the last line of the one before, whatever came since."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import UnsetType

from adapters.web.api.cursors import cursor_of, place_of
from adapters.web.api.parameters import Paged

T = TypeVar("T")
Key = Callable[[T], tuple[str, ...]]


def page_of(
    kind: str, items: Iterable[T], key: Key[T], asked: Paged, *, falling: bool = False
) -> tuple[tuple[T, ...], str | None]:
    """One page of items in the order of their keys, and what leads to the next. Raises RequestRefused.

    Two items never have one key; keys of one list have as many parts.
    """
    ordered = sorted(((key(item), item) for item in items), key=lambda pair: pair[0], reverse=falling)
    if not isinstance(asked.cursor, UnsetType):
        behind = place_of(asked.cursor, kind, 2)
        ordered = [pair for pair in ordered if (pair[0] < behind if falling else pair[0] > behind)]
    shown, rest = ordered[: asked.limit], ordered[asked.limit :]
    following = cursor_of(kind, shown[-1][0]) if rest else None
    return tuple(item for _, item in shown), following
