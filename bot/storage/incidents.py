"""The correlator's state in the store, committed with what came of it and what it was made from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from redis.exceptions import WatchError

from bot.correlation.state import Sighting, SourceHealth, State
from bot.domain.alert import Alert
from bot.domain.incident import Incident, IncidentChange
from bot.domain.observation import Observation
from bot.errors import BotError
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import ALERTS, CHANGES, HEALTH, INCIDENTS, SIGHTINGS, VERSION, Key
from bot.storage.streams import Entry, Group, Stream

CHANGE_STREAM: Final = Stream(CHANGES, IncidentChange)
ALERT_STREAM: Final = Stream(ALERTS, Alert)

V = TypeVar("V")


class StaleState(BotError):  # noqa: N818  -- reads as the fact it states
    """Another process committed first: load again."""


class Incidents:
    """Loads and commits the correlator's state. Keeps the version it last saw."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._version = 0

    async def load(self) -> State:
        """The whole state."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hgetall(VERSION.name)
            for key in (SIGHTINGS, HEALTH, INCIDENTS):
                pipe.hgetall(key.name)
            version, sightings, health, incidents = await pipe.execute()
        self._version = int(version.get(b"n", 0))
        now = version.get(b"now")
        return State(
            sightings=_decoded(sightings, Sighting),
            sources=_decoded(health, SourceHealth),
            incidents=_decoded(incidents, Incident),
            now=datetime.fromisoformat(now.decode()) if now else None,
        )

    async def open_incidents(self) -> tuple[Incident, ...]:
        """The open incidents, newest first."""
        incidents = _decoded(await self._client.hgetall(INCIDENTS.name), Incident).values()
        return tuple(sorted(incidents, key=lambda i: (i.opened_at, i.id), reverse=True))

    async def changes(self, count: int = 1000) -> list[IncidentChange]:
        """The newest changes, oldest first."""
        return await CHANGE_STREAM.newest(self._client, count)

    async def commit(
        self,
        before: State,
        after: State,
        *,
        changes: Sequence[IncidentChange],
        alerts: Sequence[Alert],
        acknowledges: tuple[Group[Observation], Sequence[Entry[Observation]]] | None,
    ) -> None:
        """Store what differs, append changes and alerts, acknowledge the observations: all or nothing.

        Raises StaleState when somebody else has committed since we loaded.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            await pipe.watch(VERSION.name)
            stored = await pipe.hget(VERSION.name, "n")
            if int(stored or 0) != self._version:
                raise StaleState("another correlator has committed")
            pipe.multi()
            _store(pipe, SIGHTINGS, before.sightings, after.sightings)
            _store(pipe, HEALTH, before.sources, after.sources)
            _store(pipe, INCIDENTS, before.incidents, after.incidents)
            for change in changes:
                CHANGE_STREAM.append(pipe, change)
            for alert in alerts:
                ALERT_STREAM.append(pipe, alert)
            if acknowledges is not None:
                acknowledges[0].acknowledge(pipe, *acknowledges[1])
            now = after.now.isoformat() if after.now else ""
            pipe.hset(VERSION.name, mapping={"n": self._version + 1, "now": now})
            try:
                await pipe.execute()
            except WatchError as error:
                raise StaleState("another correlator has committed") from error
        self._version += 1


def _store(pipe: Any, key: Key, before: Mapping[str, V], after: Mapping[str, V]) -> None:
    """Write only the fields that differ: states share what did not change."""
    changed = {id_: encode(value) for id_, value in after.items() if before.get(id_) is not value}
    gone = before.keys() - after.keys()
    if changed:
        pipe.hset(key.name, mapping=changed)
    if gone:
        pipe.hdel(key.name, *sorted(gone))


def _decoded(rows: Mapping[bytes, bytes], value_type: type[V]) -> dict[str, V]:
    return {id_.decode(): decode(rows[id_], value_type) for id_ in sorted(rows)}
