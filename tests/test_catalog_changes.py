"""A catalogue is taken up anew when its file changes, and at midnight where something else was measured."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.catalog.catalog import Catalog
from bot.catalog_changes import LOOK_EVERY, CatalogChanges
from bot.clock import SimulatedClock
from bot.errors import ConfigurationError, StoreUnavailable
from tests.builders import a_catalog

EVENING = datetime(2026, 11, 30, 23, 59, 50, tzinfo=UTC)
PLAIN = a_catalog(["acme", "fastly"], [])
WITH_EDGE = a_catalog(["acme", "fastly"], [("acme", "fastly")])


class Measured:
    """What is laid over a catalogue, by day; a day that is not here fails."""

    def __init__(self, days: dict[date, Catalog | Exception]) -> None:
        self.days = days
        self.asked: list[date] = []

    async def lay_over(self, _catalog: Catalog, day: date) -> Catalog:
        self.asked.append(day)
        found = self.days[day]
        if isinstance(found, Exception):
            raise found
        return found


async def waited(changes: CatalogChanges, clock: SimulatedClock, span: timedelta) -> Catalog | None:
    """What the next change comes to within a while."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(changes.next())
        for _ in range(span // LOOK_EVERY + 1):
            await asyncio.sleep(0)  # noqa: TID251
            if task.done():
                return task.result()
            await clock.advance(LOOK_EVERY)
        task.cancel()
    return None


async def test_what_was_measured_is_taken_up_at_midnight_and_once() -> None:
    clock = SimulatedClock(EVENING)
    measured = Measured(
        {date(2026, 11, 30): PLAIN, date(2026, 12, 1): WITH_EDGE, date(2026, 12, 2): WITH_EDGE}
    )
    changes = CatalogChanges(None, lambda: PLAIN, clock, measured.lay_over)

    assert await changes.today() == PLAIN
    assert await waited(changes, clock, timedelta(minutes=1)) == WITH_EDGE
    assert clock.now() < EVENING + timedelta(seconds=20)
    assert await waited(changes, clock, timedelta(hours=25)) is None
    assert measured.asked == [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]


async def test_a_store_that_is_away_at_midnight_is_asked_again() -> None:
    clock = SimulatedClock(EVENING)
    measured = Measured({date(2026, 11, 30): PLAIN, date(2026, 12, 1): StoreUnavailable("away")})
    changes = CatalogChanges(None, lambda: PLAIN, clock, measured.lay_over)
    await changes.today()

    assert await waited(changes, clock, timedelta(minutes=1)) is None
    measured.days[date(2026, 12, 1)] = WITH_EDGE
    assert await waited(changes, clock, timedelta(minutes=1)) == WITH_EDGE


async def test_a_file_that_broke_meanwhile_changes_nothing_at_midnight() -> None:
    clock = SimulatedClock(EVENING)
    measured = Measured({date(2026, 11, 30): PLAIN, date(2026, 12, 1): WITH_EDGE})
    broken = False

    def load() -> Catalog:
        if broken:
            raise ConfigurationError("own.toml: broken")
        return PLAIN

    changes = CatalogChanges(None, load, clock, measured.lay_over)
    await changes.today()
    broken = True

    assert await waited(changes, clock, timedelta(hours=1)) is None
    assert measured.asked == [date(2026, 11, 30)]


async def test_without_measurements_a_day_is_no_change() -> None:
    clock = SimulatedClock(EVENING)
    changes = CatalogChanges(None, lambda: PLAIN, clock)
    await changes.today()

    assert await waited(changes, clock, timedelta(hours=1)) is None
