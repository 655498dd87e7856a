"""A gateway that closes each connection at once: asked ever less often, and used once it lasts."""

from datetime import timedelta
from functools import partial

import pytest

from adapters.chat.discord import client
from adapters.chat.discord.reconnecting import AT_ONCE, LONGEST, Turns
from bot.clock import SimulatedClock
from tests.builders import NOON
from tests.servers.discord import fake_discord
from tests.servers.discord_clients import listening
from tests.waiting import wait_until


class SleepingClock(SimulatedClock):
    """Remembers for how long it was asked to wait."""

    def __init__(self) -> None:
        super().__init__(NOON)
        self.asked: list[timedelta] = []

    async def sleep(self, duration: timedelta) -> None:
        self.asked.append(duration)
        await super().sleep(duration)


async def test_a_gateway_that_closes_all_connections_is_asked_ever_less_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SleepingClock()
    monkeypatch.setattr(client, "Turns", lambda: Turns(clock=clock))
    async with fake_discord() as discord, listening(discord) as echo:
        discord.closes_with = 1011
        await discord.close(1011)
        for waits in range(1, 9):
            await wait_until(partial(_has_waited, clock, waits), "it waits for its turn")
            await clock.advance(LONGEST)
        asked = discord.connections
        await wait_until(lambda: len(clock.asked) == 9, "it waits for its turn")
        discord.closes_with = 0
        await clock.advance(LONGEST)
        await wait_until(lambda: discord.resumed, "it goes on where it was")
        await discord.slash("github")
        await wait_until(lambda: echo.asked, "it hears people")

    assert asked <= AT_ONCE + 9
    assert [wait.total_seconds() for wait in clock.asked[:9]] == [1, 2, 4, 8, 16, 32, 50, 50, 50]


def _has_waited(clock: SleepingClock, times: int) -> bool:
    return len(clock.asked) == times
