"""The system's clock is set while we run: pages are read, and channels told, as if nothing had been."""

from datetime import timedelta

import pytest

from adapters.status_pages import FORMATS
from bot.correlation.knowledge import Knowledge
from bot.errors import DeliveryError
from bot.pipeline import Pipeline, drain
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from tests.builders import NOON, a_catalog, a_service, a_source
from tests.chat_builders import ALL_TRAITS
from tests.clocks import TurnedClock
from tests.floods import CHANNEL, page_of
from tests.servers.memory_chat import MemoryChat
from tests.servers.sites import Answer, sites

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("turns", "is_chat_down"),
    [((-HOUR,), False), ((HOUR,), True), ((HOUR, -HOUR), False), ((-300 * HOUR,), True)],
)
async def test_a_clock_that_is_set_loses_no_report_and_holds_none_up(
    redis: Client, turns: tuple[timedelta, ...], *, is_chat_down: bool
) -> None:
    clock, chat = TurnedClock(NOON), MemoryChat()
    page = page_of(0, "", NOON)

    def serve(_host: str, _path: str) -> Answer:
        return Answer(page)

    async with sites(serve) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        source = a_source("honest", url=running.url("honest.example"), allow_private=True)
        catalog = a_catalog(services=(a_service("honest", sources=(source,)),), edges=())
        pipeline = Pipeline(client=redis, catalog=catalog, clock=clock, traits=ALL_TRAITS, fixed=(CHANNEL,))
        await pipeline.prepare(tells=True)
        poller = pipeline.poller(reader_of(fetcher, FORMATS))
        correlator, router = pipeline.correlator(Knowledge(catalog=catalog)), pipeline.router()
        deliverer = pipeline.deliverer({"memory": chat})

        async def live(minutes: int) -> None:
            for _ in range(minutes * 4):
                await clock.advance(timedelta(seconds=15))
                if clock.now().second == 0:
                    await poller.look_at_platforms()
                await drain(poller.step, correlator.step, router.step, deliverer.step)

        await poller.schedule()
        await live(4)
        for turn in turns:
            clock.turn(turn)
            await live(1)
        page = page_of(1, "We look into it.", clock.now())
        if is_chat_down:
            chat.down = DeliveryError("no answer")
            await live(4)
            clock.turn(-HOUR)
            chat.down = None
        await live(4)

    assert len(chat.headlines("ops")) == 1
