"""What a page lists in another document, read with it without being asked for."""

from adapters.status_pages import FORMATS
from bot.domain.status import MaintenanceStatus
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.watching.record import SourceRecord
from tests.adapters.payloads import as_bytes
from tests.builders import NOON, a_source
from tests.servers.sites import Answer, sites, table

COMPONENTS = as_bytes(
    {"meta": {}, "data": [{"id": 1, "name": "API", "status": 1, "status_name": "Operational"}]}
)
WORK = {
    "id": 7, "name": "Upgrade", "message": "x", "status": 1, "human_status": "In Progress",
    "scheduled_at": "2025-11-18 11:00:00", "completed_at": None,
}  # fmt: skip
SCHEDULES = as_bytes({"meta": {}, "data": [WORK]})
SITE = "cachet.example"


async def test_field_e_cachet_schedules_are_read_beside_components() -> None:
    pages = {f"{SITE}/api/v1/components": Answer(COMPONENTS), f"{SITE}/api/v1/schedules": Answer(SCHEDULES)}

    assert await _work(pages) == [("Upgrade", MaintenanceStatus.IN_PROGRESS)]


async def test_field_e_cachet_without_schedules_is_read_as_well() -> None:
    assert await _work({f"{SITE}/api/v1/components": Answer(COMPONENTS)}) == []


async def test_field_e_cachet_schedules_that_are_none_hurt_nobody() -> None:
    for body in (b"<html>", b"{}", b"", b"[" * 10_000):
        pages = {f"{SITE}/api/v1/components": Answer(COMPONENTS), f"{SITE}/api/v1/schedules": Answer(body)}

        assert await _work(pages) == []


async def test_field_e_cachet_schedules_are_seen_while_components_do_not_change() -> None:
    pages = {f"{SITE}/api/v1/components": Answer(COMPONENTS, headers=('ETag: "a"',))}
    async with sites(table(pages)) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        reader = reader_of(fetcher, FORMATS)
        source = a_source(url=running.url(SITE, "/api/v1/components"), format="cachet", allow_private=True)
        first = await reader.read(source, SourceRecord(source="discord/0", service="discord"), NOON)
        pages[f"{SITE}/api/v1/schedules"] = Answer(SCHEDULES)
        second = await reader.read(source, first.comparison.record, NOON)

    assert [work.title for work in second.comparison.record.page.maintenances] == ["Upgrade"]


async def _work(pages: dict[str, Answer]) -> list[tuple[str, MaintenanceStatus]]:
    """The announced work of the site, once its components have been read."""
    async with sites(table(pages)) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        source = a_source(url=running.url(SITE, "/api/v1/components"), format="cachet", allow_private=True)
        outcome = await reader_of(fetcher, FORMATS).read(
            source, SourceRecord(source="discord/0", service="discord"), NOON
        )
    record = outcome.comparison.record
    assert record.unreadable is None
    return [(work.title, work.status) for work in record.page.maintenances]
