"""Which pages are worth reading for who asks about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from bot.catalog.catalog import Catalog
from bot.watching.cadence import is_worth_asking
from bot.watching.record import SourceRecord

# Of so many pages one question is answered anew.
MOST_PAGES: Final = 8


class KnownRecords(Protocol):
    """What is known of sources."""

    async def load_many(self, sources: Sequence[str]) -> Mapping[str, SourceRecord | None]:
        """The records of these, None for one that was never read."""
        ...


async def pages_worth_asking(
    store: KnownRecords, catalog: Catalog, sources: Sequence[str], now: datetime
) -> dict[str, SourceRecord | None]:
    """The sources of these that nobody has read lately, of the first few, with what is known of them."""
    known = [id_ for id_ in dict.fromkeys(sources) if id_ in catalog.sources]
    records = await store.load_many(known[:MOST_PAGES])
    return {
        id_: record for id_, record in records.items() if is_worth_asking(catalog.sources[id_], record, now)
    }
