"""A store in which every page of the shipped catalogue was read, with as many open incidents as wanted."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from immutables import Map

from benchmarks.board import an_outage, read_all, watch
from benchmarks.measuring import empty_store
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import SystemClock
from bot.correlation.state import State, Touched
from bot.domain.incident import ChangeKind, Incident, IncidentChange
from bot.domain.status import ComponentStatus
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from bot.storage.lease import ALL, Lease
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord


@dataclass
class World:
    """Whoever commits incidents and readings there."""

    client: Client
    catalog: Catalog
    clock: SystemClock
    incidents: Incidents
    lease: Lease
    state: State = field(default_factory=State)
    turns: Iterator[int] = field(default_factory=itertools.count)

    @property
    def pipeline(self) -> Pipeline:
        """All parts of a process, with nothing kept yet."""
        return Pipeline(client=self.client, catalog=self.catalog, clock=self.clock)

    async def open(self, number: int) -> None:
        """Have so many incidents open."""
        now = self.clock.now()
        made = (an_outage(self.catalog, n, now) for n in range(number))
        await self._commit({one.id: one for one in made})

    async def grow(self) -> None:
        """Have one of them change."""
        one = min(self.state.incidents.values(), key=lambda one: one.version)
        grown = replace(one, version=one.version + 1)
        change = IncidentChange(at=self.clock.now(), kind=ChangeKind.UPDATED, incident=grown)
        await self._commit({**self.state.incidents, one.id: grown}, change)

    async def read(self, many: int) -> None:
        """Have so many pages say something else, one after the other."""
        sources, now = list(self.catalog.sources.values()), self.clock.now()
        for turn in itertools.islice(self.turns, many):
            source = sources[turn % len(sources)]
            page = PageState(status=ComponentStatus.DEGRADED_PERFORMANCE)
            record = SourceRecord(source=source.id, service=source.service, read_at=now, page=page)
            await Sources(self.client).commit(record, (), now + timedelta(seconds=121 + turn % 60))

    async def _commit(self, opened: dict[str, Incident], *changes: IncidentChange) -> None:
        before, after = self.state.incidents, Map(opened)
        changed = frozenset(id_ for id_ in {*before, *after} if before.get(id_) != after.get(id_))
        assert await self.lease.acquire()
        self.state = replace(self.state, incidents=after)
        touched = Touched(incidents=changed)
        await self.incidents.commit(self.state, touched, lease=self.lease, changes=changes)


@asynccontextmanager
async def answered_world() -> AsyncIterator[World]:
    """One of its own, in which nothing is open."""
    catalog, clock = load(), SystemClock()
    async with empty_store() as client:
        await read_all(client, catalog, clock.now())
        await watch(client, catalog, clock.now())
        yield World(client, catalog, clock, Incidents(client), Lease(client, ALL, "bench"))
