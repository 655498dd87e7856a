"""What answers are made from, read from the store in one round trip."""

from collections import defaultdict
from collections.abc import Iterable
from heapq import merge
from itertools import chain
from typing import Final

from bot.answers.snapshot import Snapshot, SourceState
from bot.domain.incident import Incident
from bot.domain.look import Look, OwnNetwork
from bot.domain.platform import Blindness, PlatformFailure
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.keys import BLINDNESS, EARLY, INCIDENTS, NEWS, PLATFORMS, SOURCES
from bot.storage.probes import decoded
from bot.storage.shards import by_shard, shards_of
from bot.storage.sight_keys import CHECK_LOOKS, HANDED_LOOKS, LOOKS, VANTAGES
from bot.storage.source_records import decode_record
from bot.storage.sources import NEWS_STREAM
from bot.storage.streams import order_of
from bot.watching.record import SourceRecord

# News is asked for by the hour; this many entries are more than an hour of it.
MAX_NEWS: Final = 100
# Of so many sources an answer, a digest or a list is made; a channel that watches more is told by its alerts.
MAX_SOURCES: Final = 500


class Snapshots:
    """Reads them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, sources: tuple[str, ...]) -> Snapshot:
        """The records of the given sources, as far as they are read, and the open incidents, newest first."""
        sources, shards = sources[:MAX_SOURCES], shards_of(self._client)
        wanted = by_shard(self._client, sources)
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.hgetall(INCIDENTS.name)
            pipe.hgetall(EARLY.name)
            pipe.hgetall(PLATFORMS.name)
            pipe.get(BLINDNESS.name)
            pipe.hgetall(LOOKS.name)
            pipe.hgetall(CHECK_LOOKS.name)
            pipe.hkeys(HANDED_LOOKS.name)
            pipe.hgetall(VANTAGES.name)
            for shard in shards:
                pipe.xrevrange(NEWS.at(shard).name, count=MAX_NEWS)
            for shard, ids in wanted.items():
                pipe.hmget(SOURCES.at(shard).name, *ids)
            (
                incidents,
                early,
                platforms,
                blind,
                looks,
                checks,
                handed,
                vantages,
                *rest,
            ) = await pipe.execute()
        news, records = rest[: len(shards)], rest[len(shards) :]
        states: defaultdict[str, list[SourceState]] = defaultdict(list)
        found = dict(zip(chain(*wanted.values()), chain(*records), strict=True))
        for data in filter(None, map(found.get, sources)):
            state = _state(decode_record(data))
            states[state.service].append(state)
        return Snapshot(
            sources={service: tuple(found) for service, found in states.items()},
            news=NEWS_STREAM.values(merge(*news, key=lambda row: order_of(row[0]), reverse=True)),
            platforms={f.name: f for f in (decode(data, PlatformFailure) for data in platforms.values())},
            blind=decode(blind, Blindness) if blind else None,
            incidents=_newest_first(incidents.values()),
            early=_newest_first(early.values()),
            looks=(*decoded(looks, Look).values(), *decoded(checks, Look).values()),
            handed=frozenset(node.decode() for node in handed),
            networks=tuple(decoded(vantages, OwnNetwork).values()),
        )


def _newest_first(rows: Iterable[bytes]) -> tuple[Incident, ...]:
    opened = [decode(data, Incident) for data in rows]
    return tuple(sorted(opened, key=lambda i: (i.opened_at, i.id), reverse=True))


def _state(record: SourceRecord) -> SourceState:
    page, location = record.page, record.location
    return SourceState(
        source=record.source,
        service=record.service,
        status=page.status,
        read_at=record.read_at,
        reports=tuple(r for r in page.reports if r.id not in page.missing),
        stale=page.stale,
        moved_to=location.moved_to,
        format=location.found.format if location.found is not None else None,
        components=page.components,
        maintenances=page.maintenances,
        unreadable=record.unreadable,
        edge=record.answer.edge if record.answer is not None else None,
    )
