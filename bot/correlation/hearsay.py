"""Which services the entries of a news feed speak of."""

from collections.abc import Iterable

from bot.catalog.catalog import Catalog
from bot.correlation.mentions import Manner, mentions_in
from bot.domain.hearsay import Hearsay
from bot.domain.report import Mention
from bot.domain.service import Source


def hearsay_in(source: Source, mentions: Iterable[Mention], catalog: Catalog) -> tuple[Hearsay, ...]:
    """The mentions that name somebody in connection with trouble; what names nobody is dropped."""
    heard = []
    for mention in mentions:
        named = mentions_in(mention.title, source.service, catalog)
        services = tuple(dict.fromkeys(m.node for m in named if m.manner is Manner.BLAMED))
        if services:
            heard.append(Hearsay(source=source.id, services=services, mention=mention))
    return tuple(heard)
