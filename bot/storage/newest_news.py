"""The newest of what news feeds say, read over and over: each time only what is new is read and decoded."""

from heapq import merge
from typing import Any, Final

from bot.domain.news_mention import NewsMention
from bot.storage.client import Client
from bot.storage.keys import NEWS
from bot.storage.shards import shards_of
from bot.storage.sources import NEWS_STREAM
from bot.storage.streams import Entry, order_of

# News is asked for by the hour; this many entries of a shard are more than an hour of it.
MAX_NEWS: Final = 100


class NewestNews:
    """Keeps what it has read, up to MAX_NEWS of each shard."""

    def __init__(self, client: Client) -> None:
        self._names = [NEWS.at(shard).name for shard in shards_of(client)]
        self._kept: dict[str, list[Entry[NewsMention]]] = {name: [] for name in self._names}
        self._merged: tuple[NewsMention, ...] = ()

    def ask(self, pipe: Any) -> None:
        """Queue the question what has come, one a shard; what it comes to is for `found`."""
        for name in self._names:
            kept = self._kept[name]
            pipe.xrevrange(name, min=f"({kept[0].id.decode()}" if kept else "-", count=MAX_NEWS)

    def found(self, rows: list[Any]) -> tuple[NewsMention, ...]:
        """All that is kept then, the newest first. Raises StoreUnavailable as `Stream.values` does."""
        if any(rows):
            for name, came in zip(self._names, rows, strict=True):
                kept = self._kept[name]
                # Whoever asked at the same time may have had it.
                newer = [row for row in came if not kept or order_of(row[0]) > order_of(kept[0].id)]
                self._kept[name] = [*NEWS_STREAM.entries(newer), *kept][:MAX_NEWS]
            entries = merge(*self._kept.values(), key=lambda entry: order_of(entry.id), reverse=True)
            self._merged = tuple(entry.value for entry in entries)
        return self._merged
