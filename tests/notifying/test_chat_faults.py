"""What a platform does for a while: it shows the truth in the end, once, and others show it at once.

Real SDKs against the stand-ins: a row each of what was once lost.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import SimulatedClock
from bot.domain.message import Destination
from bot.storage.channels import Channels
from bot.storage.client import Client
from tests.builders import NOON, at
from tests.chat_builders import a_channel, of, over, publish
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG, an_outage, joined
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_clients import connected
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client

Json = dict[str, Any]
Fault = Callable[[FakeSlack, FakeDiscord], None]
IN_SLACK, IN_DISCORD = (
    Destination(platform="slack", channel="C1"),
    Destination(platform="discord", channel="60"),
)
FIRST, SECOND = an_outage(1, NOON), an_outage(2, at(12, 1))


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """These fail on purpose."""
    with capture_logs():
        yield


def slack(status: int, error: str = "", *, times: int = 3, **headers: str) -> Fault:
    """Slack refuses so many posts and edits."""

    def fault(one: FakeSlack, _: FakeDiscord) -> None:
        for method in ("chat.postMessage", "chat.update"):
            for _n in range(times):
                one.fail(method, status, {"ok": False, "error": error} if error else None, headers)

    return fault


def discord(status: int) -> Fault:
    """Discord refuses everything until it is well."""

    def fault(_: FakeSlack, other: FakeDiscord) -> None:
        other.refuses_all = status

    return fault


FAULTS: dict[str, Fault] = {
    "Slack 500": slack(500, "internal_error"),
    "Slack 503 without a body": slack(503),
    "Slack 429 for hours": slack(429, times=1, **{"Retry-After": "86400"}),
    "Slack invalid_auth": slack(200, "invalid_auth"),
    "Slack channel_not_found": slack(200, "channel_not_found"),
    "Slack is_archived": slack(200, "is_archived"),
    "Slack msg_too_long": slack(200, "msg_too_long", times=1),
    "Discord 401": discord(401),
    "Discord 403": discord(403),
}


async def live_on(desk: Desk, clock: SimulatedClock, minutes: int) -> None:
    for _ in range(minutes):
        await clock.advance(timedelta(minutes=1))
        await desk.drain()


# The suite has time for one of each kind; `make soak` has it for all.
IN_SUITE = ("Slack 500", "Slack 429 for hours", "Slack invalid_auth", "Discord 401")
ROWS = tuple(FAULTS) if os.environ.get("SHAREDFATE_ALL_FAULTS") else IN_SUITE


@pytest.mark.parametrize("name", ROWS)
async def test_whatever_a_platform_does_for_a_while_it_shows_the_truth_once_it_is_well(
    redis: Client, name: str
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as one, fake_discord() as other, connected(other) as there:
        for place in (IN_SLACK, IN_DISCORD):
            await Channels(redis).save(a_channel(place), NOON)
        desk = await a_desk(
            redis, CATALOG, clock, {"slack": a_client(one, per_second=100_000), "discord": there}
        )
        await publish(redis, of(FIRST))
        await desk.drain()
        FAULTS[name](one, other)
        await clock.advance_to(at(12, 1))
        await publish(redis, of(SECOND))
        await desk.drain()
        await clock.advance_to(at(12, 2))
        await publish(redis, of(joined(FIRST, "s3", at(12, 2))))
        await desk.drain()
        unhurt = shown(other.messages("60")) if "Slack" in name else shown(one.messages("C1"))
        await live_on(desk, clock, 3)
        other.refuses_all = 0
        await live_on(desk, clock, 15)
        await publish(redis, of(replace(over(joined(FIRST, "s3", at(12, 2)), at=clock.now()), version=9)))
        await desk.drain()
        await live_on(desk, clock, 12)
        seen = {"slack": shown(one.messages("C1")), "discord": shown(other.messages("60"))}

    assert sum("S2 and S8" in text for text in unhurt) == 1, "the other platform has it at once"
    for platform, texts in seen.items():
        assert sum("S2 and S8" in text for text in texts) == 1, f"{platform}: what is open, once"
        assert any("is over" in text for text in texts), f"{platform}: what is over"
        assert sum("S1" in text and "is over" in text for text in texts) >= 1


async def test_a_message_that_somebody_deleted_in_discord_is_posted_anew(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with fake_discord() as other, connected(other) as there:
        await Channels(redis).save(a_channel(IN_DISCORD), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"discord": there})
        await publish(redis, of(FIRST))
        await desk.drain()
        other.delete(other.messages("60")[0]["id"])
        await clock.advance_to(at(12, 2))
        await publish(redis, of(joined(FIRST, "s3", at(12, 2))))
        await desk.drain()
        await live_on(desk, clock, 3)

        texts = shown(other.messages("60"))

    assert sum("S3" in text for text in texts) == 1


def shown(messages: list[Json]) -> list[str]:
    """The words of messages as they stand."""
    found = []
    for message in messages:
        embeds = message.get("embeds") or []
        found.append(
            " ".join(
                [str(message.get("text") or message.get("content") or ""), *(str(embed) for embed in embeds)]
            )
        )
    return found
