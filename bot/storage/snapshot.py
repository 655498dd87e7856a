"""What answers are made from, read in one round trip; in two where what is open has changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final

from bot.answers.snapshot import Snapshot, SourceState
from bot.domain.look import Look, OwnNetwork
from bot.domain.platform import Blindness, PlatformFailure
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.keys import BLINDNESS, PLATFORMS, SOURCES
from bot.storage.newest_news import NewestNews
from bot.storage.open_incidents import OpenIncidents
from bot.storage.remembered import Remembered
from bot.storage.shards import by_shard
from bot.storage.sight_keys import CHECK_LOOKS, HANDED_LOOKS, LOOKS, VANTAGES
from bot.storage.source_states import whole_state

# Of so many sources an answer, a digest or a list is made; a channel that watches more is told by its alerts.
MAX_SOURCES: Final = 500
# What stands in hashes that are read whole: they hold what fails now.
_WHOLE: Final = (PLATFORMS, LOOKS, CHECK_LOOKS, VANTAGES)


class Snapshots:
    """Reads them. Keeps what it has decoded: of what is the same as before nothing is decoded again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._open = OpenIncidents(client)
        self._news = NewestNews(client)
        self._platforms = Remembered(PlatformFailure)
        self._looks = Remembered(Look)
        self._checks = Remembered(Look)
        self._networks = Remembered(OwnNetwork)

    async def load(self, sources: tuple[str, ...], about: Collection[str] | None = None) -> Snapshot:
        """The records of the given sources, as far as they are read, and the open incidents, newest first.

        Of those it suffices to have the ones `about` these services; without any it is all of them.
        """
        sources = sources[:MAX_SOURCES]
        wanted = by_shard(self._client, sources)
        async with self._client.pipeline(transaction=False) as pipe:
            self._open.ask(pipe, about)
            for key in _WHOLE:
                pipe.hgetall(key.name)
            pipe.get(BLINDNESS.name)
            pipe.hkeys(HANDED_LOOKS.name)
            for shard, ids in wanted.items():
                pipe.hmget(SOURCES.at(shard).name, *ids)
            self._news.ask(pipe)
            said, platforms, looks, checks, vantages, blind, handed, *rest = await pipe.execute()
        records, news = rest[: len(wanted)], rest[len(wanted) :]
        incidents, early = await self._open.found(said, about)
        found = dict(zip(chain(*wanted.values()), chain(*records), strict=True))
        return Snapshot(
            sources=_by_service(filter(None, map(found.get, sources))),
            news=self._news.found(news),
            platforms={failure.name: failure for failure in self._platforms.values(platforms)},
            blind=decode(blind, Blindness) if blind else None,
            incidents=incidents,
            early=early,
            looks=(*self._looks.values(looks), *self._checks.values(checks)),
            handed=frozenset(node.decode() for node in handed),
            networks=self._networks.values(vantages),
        )


def _by_service(records: Iterable[bytes]) -> dict[str, tuple[SourceState, ...]]:
    states: defaultdict[str, list[SourceState]] = defaultdict(list)
    for data in records:
        state = whole_state(data)
        states[state.service].append(state)
    return {service: tuple(each) for service, each in states.items()}
