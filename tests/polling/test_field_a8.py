"""That no page can be read is told to the announce channels once, and once when it is over."""

from datetime import timedelta

from structlog.testing import capture_logs

from bot.clock import SimulatedClock
from bot.domain.message import Destination
from bot.domain.status import UnreadableReason
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.snapshot import Snapshots
from bot.storage.sources import Sources
from bot.watching.record import Endpoint, Location, SourceRecord
from tests.builders import NOON, a_catalog, at
from tests.chat_builders import a_channel, watching
from tests.desk import Desk, a_desk
from tests.servers.memory_chat import MemoryChat

CATALOG = a_catalog(services=("github",))
FORMATS = ("statuspage", "instatus")
ANNOUNCE = Destination(platform="memory", channel="announce")
OTHER = Destination(platform="memory", channel="other")


async def are_read(
    redis: Client,
    clock: SimulatedClock,
    reason: UnreadableReason | None,
    formats: tuple[str, ...] = FORMATS,
) -> None:
    """Twenty pages are polled now, with this outcome."""
    for n in range(20):
        known = await Sources(redis).load(f"s{n}", f"s{n}")
        record = SourceRecord(
            source=f"s{n}",
            service=f"s{n}",
            location=Location(found=Endpoint(f"https://{n}.example", formats[n % len(formats)])),
            read_at=known.read_at if reason else clock.now(),
            polled_at=clock.now(),
            unreadable=reason,
            failures=known.failures + 1 if reason else 0,
        )
        await Sources(redis).commit(record, (), clock.now() + timedelta(hours=1))


async def a_world(
    redis: Client, clock: SimulatedClock, chat: MemoryChat, poller_of: Fetcher
) -> tuple[Poller, Desk]:
    channels = (a_channel(ANNOUNCE), a_channel(OTHER, watches=watching("github")))
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, *channels, edits=frozenset({"memory"}))
    pipeline = Pipeline(client=redis, catalog=CATALOG, clock=clock)
    return pipeline.poller(reader_of(poller_of, {})), desk


async def test_field_a8_it_is_told_once_and_once_when_it_is_over(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    async with Fetcher("test") as fetcher:
        poller, desk = await a_world(redis, clock, chat, fetcher)
        await are_read(redis, clock, None)
        with capture_logs() as logs:
            for minute in (3, 6, 9, 12):
                await clock.advance_to(at(12, minute))
                await are_read(redis, clock, UnreadableReason.CONNECTION_FAILED)
                await poller.look_at_platforms()
                await desk.drain()
            blind = (await Snapshots(redis).load(())).blind
            await clock.advance_to(at(12, 15))
            await are_read(redis, clock, None)
            await poller.look_at_platforms()
            await desk.drain()
            await clock.advance_to(at(12, 25))
            await poller.look_at_platforms()
            await desk.drain()

    assert blind is not None
    assert blind.since == NOON
    assert (await Snapshots(redis).load(())).blind is None
    first, last = [posted.said[0].headline for posted in chat.top("announce")]
    assert "We cannot read any page: it is us" in first
    assert last == "Pages can be read again."
    assert chat.top("announce")[0].said[-1] != chat.top("announce")[0].said[0]
    assert chat.top("other") == []
    ours = [entry["event"] for entry in logs if "page" in entry["event"].lower()]
    assert ours == ["We cannot read any page: it is us", "Pages can be read again"]


async def test_field_a8_while_it_lasts_no_platform_is_blamed(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    async with Fetcher("test") as fetcher:
        poller, _ = await a_world(redis, clock, chat, fetcher)
        await are_read(redis, clock, None, ("statuspage",))
        await clock.advance_to(at(12, 5))
        await are_read(redis, clock, UnreadableReason.NAME_NOT_FOUND, ("statuspage",))
        await poller.look_at_platforms()

    assert await Sources(redis).load_platforms() == []
