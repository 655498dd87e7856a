"""Slack's rate limits: kept, and where Slack still says no, heeded."""

import asyncio
from datetime import datetime, timedelta

import pytest

from adapters.chat.slack.limits import LONGEST_WAIT, Limits
from bot.clock import SimulatedClock
from bot.domain.message import Destination, MessageRef
from bot.errors import RateLimited, Undeliverable
from tests.builders import NOON
from tests.clocks import PassingClock
from tests.servers.respondent import a_message
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import CHANNEL, a_client

SECOND = timedelta(seconds=1)


async def pass_time(clock: SimulatedClock, duration: timedelta) -> None:
    """Step by step, so that whoever is woken can go on before the next step."""
    await give_way()
    for _ in range(int(duration / (SECOND / 10))):
        await clock.advance(SECOND / 10)
        await give_way()


async def give_way() -> None:
    """Let everybody go on who can."""
    for _ in range(5):
        await asyncio.sleep(0)  # noqa: TID251  -- waits for nothing


async def test_a_refusal_says_how_long_to_wait_and_is_the_only_one() -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        client = a_client(slack, per_second=1, clock=clock)
        slack.fail("chat.postMessage", 429, headers={"Retry-After": "7"})
        with pytest.raises(RateLimited) as first:
            await client.send(a_message(), CHANNEL, nonce="n1")
        await clock.advance(3 * SECOND)
        with pytest.raises(RateLimited) as second:
            await client.send(a_message(), CHANNEL, nonce="n1")
        other = Destination(platform="slack", channel="#elsewhere")
        await client.send(a_message(), other, nonce="n2")
        assert len(slack.called("chat.postMessage")) == 2

        await clock.advance(4 * SECOND)
        await client.send(a_message(), CHANNEL, nonce="n1")

    assert (first.value.retry_after_seconds, second.value.retry_after_seconds) == (7, 4)
    assert len(slack.messages("incidents")) == 1


async def test_a_refused_edit_stops_edits_in_its_workspace_and_no_posts() -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        client = a_client(slack, per_second=1, clock=clock)
        cards = [
            await client.send(a_message(), Destination(platform="slack", channel=channel), nonce=channel)
            for channel in ("C1", "C2")
        ]
        slack.fail("chat.update", 429, headers={"Retry-After": "60"})
        for card in cards:
            with pytest.raises(RateLimited):
                await client.edit(card, a_message("second"))
        await client.send(a_message(), Destination(platform="slack", channel="C3"), nonce="n")

    assert len(slack.called("chat.update")) == 1


async def test_a_header_that_is_no_number_means_half_a_minute() -> None:
    async with fake_slack() as slack:
        slack.fail("chat.postMessage", 429, headers={"Retry-After": "soon"})
        with pytest.raises(RateLimited) as raised:
            await a_client(slack, per_second=1).send(a_message(), CHANNEL, nonce="n1")

    assert raised.value.retry_after_seconds == 30


async def test_posts_to_a_channel_keep_their_order_and_a_second_between_them() -> None:
    clock = SimulatedClock(NOON)
    limits = Limits(clock)
    calls: list[tuple[str, int, timedelta]] = []

    async def post(number: int, channel: str) -> None:
        async with limits.turn("chat.postMessage", "T1", channel):
            calls.append((channel, number, clock.now() - NOON))

    async with asyncio.TaskGroup() as tasks:
        for number in range(4):
            tasks.create_task(post(number, "C1"))
        tasks.create_task(post(9, "C2"))
        await pass_time(clock, 5 * SECOND)

    assert [call for call in calls if call[0] == "C1"] == [("C1", n, n * SECOND) for n in range(4)]
    assert ("C2", 9, 0 * SECOND) in calls


async def test_a_call_that_takes_long_is_not_made_up_for_by_a_burst() -> None:
    clock = SimulatedClock(NOON)
    limits = Limits(clock)
    calls: list[timedelta] = []

    async def post(takes: timedelta) -> None:
        async with limits.turn("chat.postMessage", "T1", "C1"):
            calls.append(clock.now() - NOON)
            await clock.sleep(takes)

    async with asyncio.TaskGroup() as tasks:
        for takes in (5 * SECOND, 0 * SECOND, 0 * SECOND):
            tasks.create_task(post(takes))
        await pass_time(clock, 8 * SECOND)

    assert calls == [0 * SECOND, 5 * SECOND, 6 * SECOND]


@pytest.mark.parametrize(("method", "most"), [("chat.update", 50), ("chat.postEphemeral", 100)])
async def test_no_minute_has_more_calls_than_its_tier(method: str, most: int) -> None:
    clock = SimulatedClock(NOON)
    limits = Limits(clock)
    calls: list[datetime] = []

    async def call() -> None:
        while len(calls) < 3 * most:
            async with limits.turn(method, "T1", ""):
                calls.append(clock.now())

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(call())
        await pass_time(clock, timedelta(minutes=3, seconds=30))
        await task

    most_in_a_minute = max(
        sum(start <= other < start + timedelta(minutes=1) for other in calls) for start in calls
    )
    assert most - 5 <= most_in_a_minute <= most


async def test_a_turn_too_far_away_is_refused_at_once_with_its_distance() -> None:
    clock = SimulatedClock(NOON)
    limits = Limits(clock)
    done: list[int] = []

    async def post(number: int) -> None:
        async with limits.turn("chat.postMessage", "T1", "C1"):
            done.append(number)

    async with asyncio.TaskGroup() as tasks:
        for number in range(31):
            tasks.create_task(post(number))
        await give_way()
        with pytest.raises(RateLimited) as raised:
            await post(99)
        await pass_time(clock, LONGEST_WAIT + SECOND)

    assert raised.value.retry_after_seconds == 31
    assert done == list(range(31))


async def test_whoever_waits_behind_a_refusal_learns_of_it_without_a_call() -> None:
    clock = SimulatedClock(NOON)
    limits = Limits(clock)
    calls: list[int] = []
    refused: list[float] = []

    async def post(number: int) -> None:
        try:
            async with limits.turn("chat.postMessage", "T1", "C1"):
                calls.append(number)
                await clock.sleep(SECOND)
                limits.close("chat.postMessage", "T1", "C1", 10)
        except RateLimited as limited:
            refused.append(limited.retry_after_seconds)

    async with asyncio.TaskGroup() as tasks:
        for number in range(3):
            tasks.create_task(post(number))
        await pass_time(clock, 3 * SECOND)
    assert calls == [0]
    assert refused == [10, 10]

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(pass_time(clock, 10 * SECOND))
        await clock.sleep(8 * SECOND)
        await post(3)
    assert calls == [0, 3]


async def test_lanes_that_are_idle_are_forgotten_when_there_are_many() -> None:
    clock = SimulatedClock(NOON)
    limits = Limits(clock)
    for number in range(10_050):
        async with limits.turn("chat.postMessage", "T1", f"C{number}"):
            pass
        if number % 1_000 == 0:
            await clock.advance(SECOND)

    assert len(limits._lanes) < 10_000


async def test_many_posts_and_edits_at_once_never_pass_slacks_limits() -> None:
    clock = PassingClock(NOON)
    async with fake_slack(clock=clock) as slack:
        client = a_client(slack, per_second=1, clock=clock)
        refs: list[MessageRef] = []

        async def tell(channel: str) -> None:
            to = Destination(platform="slack", channel=channel)
            refs.extend([await client.send(a_message(), to, nonce=f"{channel}{n}") for n in range(8)])

        async with asyncio.TaskGroup() as tasks:
            for number in range(10):
                tasks.create_task(tell(f"C{number}"))
        async with asyncio.TaskGroup() as tasks:
            for ref in refs[:25]:
                tasks.create_task(client.edit(ref, a_message("second")))

    assert len(refs) == 80
    assert slack.throttle.refused.total() == 0


async def test_a_channel_that_others_have_filled_refuses_us_once() -> None:
    clock = PassingClock(NOON)
    async with fake_slack(clock=clock, speed=100) as slack:
        client = a_client(slack, per_second=100, clock=clock)
        while slack.throttle.wait_for("chat.postMessage", "T1", "incidents") is None:
            pass
        slack.throttle.refused.clear()
        refused = 0
        while not slack.messages("incidents"):
            try:
                await client.send(a_message(), CHANNEL, nonce="n1")
            except RateLimited:
                refused += 1

    assert refused == 1
    assert slack.throttle.refused["chat.postMessage"] == 1


async def test_a_team_we_do_not_know_takes_no_turn() -> None:
    async with fake_slack() as slack:
        elsewhere = Destination(platform="slack", channel="C1", team="T9")
        with pytest.raises(Undeliverable, match=r"T9.*install"):
            await a_client(slack).send(a_message(), elsewhere, nonce="n1")

    assert slack.called("chat.postMessage") == []
