"""Which services the entries of a news feed speak of."""

from collections.abc import Iterable
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.news_mention import NewsMention
from bot.domain.report import NewsEntry
from bot.domain.service import Source
from bot.wording.cues import IN_TROUBLE
from bot.wording.reading import words_in
from bot.wording.words import Manner

# A headline names whom it is about: it need not blame them in so many words.
_ABOUT: Final = (Manner.BLAMED, Manner.PLACED, Manner.MENTIONED)


def news_mentions_in(
    source: Source, entries: Iterable[NewsEntry], catalog: Catalog
) -> tuple[NewsMention, ...]:
    """The entries that name somebody in connection with trouble; what names nobody is dropped."""
    found = []
    for entry in entries:
        if not IN_TROUBLE.search(entry.title):
            continue
        named = words_in(entry.title, source.service, catalog).mentions
        services = tuple(dict.fromkeys(m.node for m in named if m.manner in _ABOUT))
        if services:
            found.append(NewsMention(source=source.id, services=services, mention=entry))
    return tuple(found)
