"""What is neither open nor clear at services: the same words wherever it is said what is open."""

from collections.abc import Iterable
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import OpenAt, Verdict
from bot.domain.message import Line, Text
from bot.rendering.text import clean, listing
from bot.speech.speech import mark, say

_UNREAD: Final = mark("{names}: cannot be read now, so neither up nor down")
_UNCLEAR: Final = mark("{names}: neither up nor down, by what the page says")
_MAINTAINED: Final = mark("{names}: under maintenance")


def beside_lines(services: Iterable[OpenAt], catalog: Catalog) -> tuple[Line, ...]:
    """Which of them cannot be read, which do not say how they are, and where planned work is under way."""
    every = tuple(services)
    said = (
        (_UNREAD, [one for one in every if not one.is_read]),
        (_UNCLEAR, [one for one in every if one.is_unclear]),
        (_MAINTAINED, [one for one in every if one.verdict is Verdict.MAINTENANCE]),
    )
    return tuple((Text(say(words, names=_names(found, catalog))),) for words, found in said if found)


def _names(services: Iterable[OpenAt], catalog: Catalog) -> str:
    return clean(listing([catalog.name_of(one.service) for one in services]), 200)
