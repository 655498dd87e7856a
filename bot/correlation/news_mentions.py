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


def hearsay_in(source: Source, mentions: Iterable[NewsEntry], catalog: Catalog) -> tuple[NewsMention, ...]:
    """The mentions that name somebody in connection with trouble; what names nobody is dropped."""
    heard = []
    for mention in mentions:
        if not IN_TROUBLE.search(mention.title):
            continue
        named = words_in(mention.title, source.service, catalog).mentions
        services = tuple(dict.fromkeys(m.node for m in named if m.manner in _ABOUT))
        if services:
            heard.append(NewsMention(source=source.id, services=services, mention=mention))
    return tuple(heard)
