"""How things stand, as metrics: read from the store when we are scraped, and set all at once.

A scrape is answered in time and without an error whatever the store does: where it is away, what it alone
knows is left out, and `sharedfate_store_up` is 0.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from prometheus_client import Gauge, generate_latest

from bot import metrics
from bot.answers.snapshot import FRESH_FOR
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.incident import Grade
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.platform import Blindness
from bot.storage.availability import impatiently
from bot.storage.channels import ChannelHealths
from bot.storage.client import Client
from bot.storage.figures import (
    TROUBLES,
    Figures,
    OutboxFigures,
    PageReading,
    ServerFigures,
    StreamFigures,
    trouble_of,
)
from bot.storage.probes import Probes
from bot.storage.sources import Sources

logger = structlog.get_logger(__name__)

# Several may scrape us, each every few seconds: the store is read once for all of them.
KEPT_FOR: Final = timedelta(seconds=10)
# Prometheus gives up after ten seconds unless it is told otherwise.
LONGEST_READ: Final = timedelta(seconds=3)

PartsUp = Callable[[], Awaitable[Mapping[str, bool]]]
"""Whether each part is well. Raises what the store raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFigures:
    """How things stood when the store was read."""

    readings: Iterable[PageReading]
    blind: Blindness | None
    networks: Mapping[str, OwnNetwork]
    grades: Mapping[Grade, int]
    failing_channels: Iterable[str]
    outboxes: Mapping[str, OutboxFigures]
    streams: Mapping[str, StreamFigures]
    server: ServerFigures | None
    parts: Mapping[str, bool]


@dataclass(slots=True, kw_only=True)
class StateMetrics:
    """What `/metrics` answers. `parts` says which of ours are well."""

    client: Client
    catalog: Catalog
    clock: Clock
    parts: PartsUp
    _read_at: datetime | None = field(default=None, init=False)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        self._figures = Figures(self.client)

    async def exposition(self) -> bytes:
        """All metrics in Prometheus' text format. Never raises for what the store does."""
        async with self._reading:
            await self._refresh()
        return generate_latest()

    async def _refresh(self) -> None:
        now = self.clock.now()
        if self._read_at is not None and timedelta(0) <= now - self._read_at < KEPT_FOR:
            return
        try:
            seconds = LONGEST_READ.total_seconds()
            async with asyncio.timeout(seconds):
                # Whoever scrapes does not wait for a store that is away.
                with impatiently(seconds):
                    figures = await self._read()
        except Exception as error:  # noqa: BLE001  -- whatever the store's trouble, the rest is told
            logger.debug("Cannot read the store for metrics", error=str(error))
            _set_away(trouble_of(error))
        else:
            _set(figures, self.catalog, now)
        self._read_at = now

    async def _read(self) -> StateFigures:
        figures, sources = self._figures, Sources(self.client)
        health = await ChannelHealths(self.client).load_all()
        return StateFigures(
            readings=await figures.readings(),
            blind=await sources.load_blindness(),
            networks=await Probes(self.client).load_vantages(),
            grades=await figures.grades(),
            failing_channels=[name for name, of in health.items() if of.failing_since is not None],
            outboxes=await figures.outboxes(),
            streams=await figures.streams(),
            server=await figures.server(),
            parts=await self.parts(),
        )


def _set(figures: StateFigures, catalog: Catalog, now: datetime) -> None:
    """Set every gauge of the state. There is no waiting in here: nobody is told half of it."""
    metrics.STORE_UP.set(1)
    troubles = figures.server.troubles if figures.server is not None else frozenset[str]()
    _each(metrics.STORE_TROUBLE, {name: name in troubles for name in TROUBLES})
    _each(metrics.STORE_MEMORY, _memory(figures.server))
    _each(metrics.PART_UP, figures.parts)
    _set_sources(figures.readings, catalog, now)
    metrics.BLIND.set(figures.blind is not None)
    current = (own for own in figures.networks.values() if own.is_current(now))
    _each(metrics.NETWORK_OURS, {own.vantage: own.state is NetworkState.OURS for own in current})
    _each(metrics.INCIDENTS_OPEN, {str(grade): figures.grades.get(grade, 0) for grade in Grade})
    platforms = Counter(name.partition(":")[0] for name in figures.failing_channels)
    _each(metrics.CHANNELS_FAILING, platforms)
    _set_outboxes(figures.outboxes, now)
    _each(metrics.STREAM_ENTRIES, {name: of.entries for name, of in figures.streams.items()})
    _each(metrics.STREAM_LAG, {name: of.age for name, of in figures.streams.items()})


def _set_sources(readings: Iterable[PageReading], catalog: Catalog, now: datetime) -> None:
    known = {reading.source: reading for reading in readings}
    found = [known.get(id_) for id_ in catalog.sources]
    states = Counter(_state(record, now) for record in found)
    _each(metrics.SOURCES, {state: states[state] for state in ("fresh", "stale", "unreadable", "never_read")})
    reasons = Counter(str(r.unreadable) for r in found if r is not None and r.unreadable is not None)
    _each(metrics.SOURCES_UNREADABLE, reasons)
    metrics.SOURCES_DOUBTFUL.set(sum(source.is_doubtful for source in catalog.sources.values()))
    ages = sorted((now - r.read_at).total_seconds() for r in found if r is not None and r.read_at is not None)
    _each(metrics.READING_AGE, _ranks(ages))


def _state(record: PageReading | None, now: datetime) -> str:
    if record is None or record.polled_at is None:
        return "never_read"
    if record.unreadable is not None or record.read_at is None:
        return "unreadable"
    return "fresh" if now - record.read_at <= FRESH_FOR else "stale"


def _ranks(ages: list[float]) -> dict[str, float]:
    """Of ages in order the median, that which nine of ten do not reach, and the oldest."""
    if not ages:
        return {}
    shares = {"median": 0.5, "p90": 0.9, "oldest": 1.0}
    return {name: max(0.0, ages[math.ceil(share * len(ages)) - 1]) for name, share in shares.items()}


def _set_outboxes(outboxes: Mapping[str, OutboxFigures], now: datetime) -> None:
    _each(metrics.OUTBOX_PENDING, {name: of.pending for name, of in outboxes.items()})
    put = {name: of.put_at for name, of in outboxes.items()}
    _each(metrics.OUTBOX_OLDEST, {name: _age(at, now) for name, at in put.items() if at is not None})
    _each(metrics.OUTBOX_OVERDUE, {name: _age(of.due_at, now) for name, of in outboxes.items()})


def _age(at: datetime, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds())


def _memory(server: ServerFigures | None) -> dict[str, float]:
    if server is None:
        return {}
    return {"used": server.used, **({"max": server.most} if server.most else {})}


def _set_away(trouble: str) -> None:
    """Say that the store is away, and nothing that it alone knows."""
    metrics.STORE_UP.set(0)
    for gauge in _LABELLED:
        gauge.clear()
    for gauge in (metrics.BLIND, metrics.SOURCES_DOUBTFUL):
        gauge.set(math.nan)
    _each(metrics.STORE_TROUBLE, {name: name == trouble for name in TROUBLES})


def _each(gauge: Gauge, values: Mapping[str, float]) -> None:
    """Set a gauge of one label to these values, and to no others."""
    gauge.clear()
    for label, value in values.items():
        gauge.labels(label).set(value)


_LABELLED: Final = (
    metrics.STORE_TROUBLE,
    metrics.STORE_MEMORY,
    metrics.PART_UP,
    metrics.SOURCES,
    metrics.SOURCES_UNREADABLE,
    metrics.READING_AGE,
    metrics.NETWORK_OURS,
    metrics.INCIDENTS_OPEN,
    metrics.CHANNELS_FAILING,
    metrics.OUTBOX_PENDING,
    metrics.OUTBOX_OLDEST,
    metrics.OUTBOX_OVERDUE,
    metrics.STREAM_ENTRIES,
    metrics.STREAM_LAG,
)
