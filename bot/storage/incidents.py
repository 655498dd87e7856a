"""The correlator's state in the store, committed with what came of it and what it was made from."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from immutables import Map
from redis.exceptions import WatchError

from bot.correlation.state import NamingCount, Sighting, SourceHealth, State, Touched
from bot.domain.incident import Incident, IncidentChange
from bot.domain.look import Corroboration, Look
from bot.domain.subject import Subject
from bot.errors import StaleState
from bot.learned.background import BackgroundTally
from bot.storage.client import Client
from bot.storage.codec import decode, decoder_of, encode
from bot.storage.key import Key
from bot.storage.keys import (
    BACKGROUNDS,
    CHANGES,
    CORROBORATED,
    EARLY,
    INCIDENTS,
    LOOKED,
    NAMINGS,
    SIGHTINGS,
    SOURCE_HEALTH,
    VERSION,
)
from bot.storage.lease import Lease
from bot.storage.open_list import LISTED_AT, Changes, OpenList, place_of
from bot.storage.streams import Stream
from bot.storage.subjects import SUBJECT_STREAM

CHANGE_STREAM: Final = Stream(CHANGES, decoder_of(IncidentChange))

_OF_STATE: Final = (
    SIGHTINGS,
    SOURCE_HEALTH,
    INCIDENTS,
    NAMINGS,
    EARLY,
    BACKGROUNDS,
    LOOKED,
    CORROBORATED,
)

V = TypeVar("V")


class Incidents:
    """Loads and commits the correlator's state. Keeps the version it last saw, and what is listed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._version = 0
        self._list = OpenList()

    async def load(self) -> State:
        """The whole state, its index still to be derived."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hgetall(VERSION.name)
            for key in _OF_STATE:
                pipe.hgetall(key.name)
            version, *rows = await pipe.execute()
        sightings, health, incidents, namings, early, backgrounds, looks, corroborations = rows
        self._version = int(version.get(b"n", 0))
        now, since = version.get(b"now"), version.get(b"since")
        state = State(
            sightings=Map(_decoded(sightings, Sighting)),
            sources=Map(_decoded(health, SourceHealth)),
            incidents=Map(_decoded(incidents, Incident)),
            namings=Map(_decoded(namings, NamingCount)),
            early=Map(_decoded(early, Incident)),
            looks=Map(_decoded(looks, Look)),
            corroborations=Map(_decoded(corroborations, Corroboration)),
            backgrounds=Map(_decoded(backgrounds, BackgroundTally)),
            now=datetime.fromisoformat(now.decode()) if now else None,
            since=datetime.fromisoformat(since.decode()) if since else None,
        )
        self._list.begin(version, {INCIDENTS: state.incidents, EARLY: state.early})
        return state

    async def changes(self, count: int = 1000) -> list[IncidentChange]:
        """The newest changes, oldest first."""
        return await CHANGE_STREAM.newest(self._client, count)

    async def commit(
        self,
        after: State,
        touched: Touched,
        *,
        lease: Lease,
        changes: Sequence[IncidentChange] = (),
        alerts: Sequence[Subject] = (),
        acknowledge: Callable[[Any], None] | None = None,
    ) -> None:
        """Store what was touched, append what came of it, acknowledge the observations: all or nothing.

        The cost is that of what was touched, whatever the size of the state. Raises LeaseLost for one who
        does not hold the lease, and StaleState when somebody else has committed since we loaded.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            await lease.guard(pipe)
            await self._guard(pipe)
            pipe.multi()
            _store(pipe, SIGHTINGS, after.sightings, touched.sightings)
            _store(pipe, SOURCE_HEALTH, after.sources, touched.sources)
            listed = self._store_open(pipe, after, touched)
            _store(pipe, NAMINGS, after.namings, touched.namings)
            _store(pipe, LOOKED, after.looks, touched.looks)
            _store(pipe, CORROBORATED, after.corroborations, touched.corroborations)
            _store(pipe, BACKGROUNDS, after.backgrounds, touched.backgrounds)
            for change in changes:
                CHANGE_STREAM.append(pipe, change)
            for alert in alerts:
                SUBJECT_STREAM.append(pipe, alert)
            if acknowledge is not None:
                acknowledge(pipe)
            times = {"now": after.now, "since": after.since}
            said = {name: at.isoformat() if at else "" for name, at in times.items()}
            count = self._version + 1
            pipe.hset(VERSION.name, mapping={"n": count, LISTED_AT: count, **said})
            try:
                await pipe.execute()
            except WatchError as error:
                raise StaleState("somebody took over or committed meanwhile") from error
        self._version += 1
        self._list.changed(listed)

    def _store_open(self, pipe: Any, after: State, touched: Touched) -> Changes:
        """Write the open incidents that were touched, and the list of them; all, where that is behind."""
        written: dict[str, tuple[Incident, bytes]] = {}
        gone: list[str] = []
        both = ((INCIDENTS, after.incidents, touched.incidents), (EARLY, after.early, touched.early))
        for key, incidents, changed in both:
            ids = changed if self._list.is_current else changed | set(incidents)
            rows = _store(pipe, key, incidents, ids)
            written |= {place_of(key, id_): (incidents[id_], data) for id_, data in rows.items()}
            gone += [place_of(key, id_) for id_ in ids - rows.keys()]
        return self._list.put(pipe, written, gone)

    async def _guard(self, pipe: Any) -> None:
        """In a transaction that is still to begin: watch that nobody commits before it ends."""
        await pipe.watch(VERSION.name)
        stored = await pipe.hget(VERSION.name, "n")
        if int(stored or 0) != self._version:
            raise StaleState("the store holds another version of the state than the one we loaded")


def _store(pipe: Any, key: Key, values: Mapping[str, Any], touched: Collection[str]) -> dict[str, bytes]:
    """Write the touched fields, and drop those that are gone; what was written."""
    written = {id_: encode(values[id_]) for id_ in touched if id_ in values}
    gone = [id_ for id_ in touched if id_ not in values]
    if written:
        pipe.hset(key.name, mapping=written)
    if gone:
        pipe.hdel(key.name, *gone)
    return written


def _decoded(rows: Mapping[bytes, bytes], value_type: type[V]) -> dict[str, V]:
    return {id_.decode(): decode(rows[id_], value_type) for id_ in sorted(rows)}
