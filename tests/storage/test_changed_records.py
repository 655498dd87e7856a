"""What thousands of pages say is read over and over: only what has changed is fetched again."""

from datetime import timedelta

from bot.storage.changed_records import ChangedRecords
from bot.storage.client import Client
from bot.storage.figures import Figures
from bot.storage.keys import DUE, SOURCES
from bot.storage.source_records import decode_record
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON


async def test_all_are_told_of_once_and_then_whatever_changed(redis: Client) -> None:
    sources, records = Sources(redis), ChangedRecords(redis)
    for number in range(450):
        await _read(sources, f"s{number}", 0)
    await redis.zadd(DUE.at(0).name, {"new/0": NOON.timestamp()})

    assert {id_: data is not None for id_, data in (await _told(records)).items()} == {
        f"s{number}/0": True for number in range(450)
    }
    assert await _told(records) == {}

    await _read(sources, "s7", 1)
    await _read(sources, "new", 1)
    await redis.zrem(DUE.at(0).name, "s8/0")
    await redis.hdel(SOURCES.at(0).name, "s8/0")
    told = await _told(records)
    assert told.pop("s8/0") is None
    assert {decode_record(data).service for data in told.values() if data is not None} == {"s7", "new"}


async def test_how_pages_can_be_read_is_fetched_once(redis: Client) -> None:
    sources, figures = Sources(redis), Figures(redis)
    for number in range(3):
        await _read(sources, f"s{number}", 0)
    first = await figures.readings()
    await _read(sources, "s1", 1)
    second = await figures.readings()

    assert {one.source: one for one in second} == {one.source: one for one in await Figures(redis).readings()}
    assert [after is before for before, after in zip(first, second, strict=True)] == [True, False, True]


async def _told(records: ChangedRecords) -> dict[str, bytes | None]:
    told: dict[str, bytes | None] = {}
    async for rows in records.load():
        assert not told.keys() & rows.keys()
        told |= rows
    return told


async def _read(sources: Sources, service: str, minute: int) -> None:
    at = NOON + timedelta(minutes=minute)
    record = SourceRecord(source=f"{service}/0", service=service, read_at=at, page=PageState())
    await sources.commit(record, (), at + timedelta(minutes=2))
