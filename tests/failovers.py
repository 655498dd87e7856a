"""`python -m tests.failovers`: primaries are killed again and again while a day is replayed for chat.

The 18 November, with Slack and Discord, over Sentinels and over a Cluster. Exits 1 where a channel does not
read as it does after an undisturbed replay.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import structlog
from pydantic import SecretStr
from redis.crc import key_slot

from adapters.chat.discord.platform import PLATFORM as DISCORD
from adapters.chat.discord.settings import DiscordSettings
from adapters.chat.slack.client import Slack
from adapters.chat.slack.settings import SlackSettings
from adapters.chat_platforms import TRAITS
from adapters.status_pages import FORMATS
from bot.catalog.loader import load
from bot.demo.driver import Demo, reached
from bot.demo.recording import Recording, load_recording
from bot.domain.message import Destination
from bot.settings import StoreSettings
from bot.storage.client import Client
from bot.storage.connection import open_store
from tests.servers.discord import fake_discord
from tests.servers.slack import fake_slack
from tests.servers.stores import SLOTS, StoreServer, sentinel_set, store_cluster, store_server
from tests.servers.vault import MemoryVault
from tests.waiting import PATIENCE_SECONDS

Kill = Callable[[int], Awaitable[tuple[StoreServer, str]]]
"""Kill a primary, the nth time, once those before are made up for: who it was, and a key that it had."""
Texts = dict[str, list[tuple[str, str]]]
"""By platform what stands in its channel in the end, each message with how often it was changed."""

SLACK_CHANNEL: Final = "C1"
DISCORD_CHANNEL: Final = "60"


async def replayed(client: Client, recording: Recording) -> Texts:
    """Replay the day for a channel on each platform."""
    async with fake_slack() as slack, fake_discord() as discord:
        to_slack = SlackSettings(bot_token=SecretStr("x"), api_base_url=slack.api)
        to_discord = DiscordSettings(bot_token=SecretStr("t"), api_base_url=discord.api)
        async with DISCORD.connect(to_discord, MemoryVault()) as discord_chat:
            outlets = [
                (Slack(to_slack, per_second=1000), Destination(platform="slack", channel=SLACK_CHANNEL)),
                (discord_chat, Destination(platform="discord", channel=DISCORD_CHANNEL)),
            ]
            await Demo(
                client=client, catalog=load(None), formats=FORMATS, traits=TRAITS, outlets=outlets, speed=0
            ).run(recording)
        return {
            "slack": [_of_slack(message) for message in slack.messages(SLACK_CHANNEL)],
            "discord": [_of_discord(message) for message in discord.messages(DISCORD_CHANNEL)],
        }


def _of_slack(message: dict[str, Any]) -> tuple[str, str]:
    return str(message["text"]), str(message.get("blocks"))


def _of_discord(message: dict[str, Any]) -> tuple[str, str]:
    return str(message.get("content")), str(message.get("embeds"))


async def killed_again_and_again(client: Client, kill: Kill, kills: int, recording: Recording) -> list[float]:
    """Kill evenly over the day; how long nothing could be written each time, in seconds."""
    span, pauses = recording.ends - recording.starts, list[float]()
    for number in range(1, kills + 1):
        await _reaches(client, recording.starts + span * number / (kills + 1))
        victim, key = await kill(number)
        began = time.monotonic()
        await client.setrange(key, 0, "")
        pauses.append(time.monotonic() - began)
        await victim.start()
        sys.stdout.write(f"\r{number} killed, the last for {pauses[-1]:.1f} s")
        sys.stdout.flush()
    sys.stdout.write("\n")
    return pauses


async def _reaches(client: Client, moment: datetime) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await reached(client) or datetime.min.replace(tzinfo=UTC)) < moment:  # noqa: ASYNC110
            await asyncio.sleep(0.005)  # noqa: TID251  -- somebody else works


@asynccontextmanager
async def _sentinels(folder: Path) -> AsyncIterator[tuple[str, Kill]]:
    async with sentinel_set(folder) as running:

        async def kill(_: int) -> tuple[StoreServer, str]:
            primary = await running.primary()
            primary.kill()
            return primary, "{sf}:failovers"

        yield running.url, kill


@asynccontextmanager
async def _cluster(folder: Path) -> AsyncIterator[tuple[str, Kill]]:
    async with store_cluster(folder) as running:

        async def kill(number: int) -> tuple[StoreServer, str]:
            await running.formed()
            shard = number % running.shards
            primary = await running.primary(shard)
            primary.kill()
            return primary, _key_in(shard, running.shards)

        yield running.url, kill


def _key_in(shard: int, shards: int) -> str:
    """A key that a Cluster's shard has."""
    names = (f"{{sf{n}}}:failovers" for n in range(SLOTS))
    return next(name for name in names if key_slot(name.encode()) * shards // SLOTS == shard)


async def soak(kinds: Sequence[str], kills: int) -> None:
    """Everything; whatever differs is named."""
    recording = load_recording()
    with tempfile.TemporaryDirectory() as folder:
        async with store_server(Path(folder) / "calm") as server, open_store(_at(server.url)) as client:
            expected = await replayed(client, recording)
        for kind in kinds:
            made = {"sentinel": _sentinels, "cluster": _cluster}[kind](Path(folder) / kind)
            async with made as (url, kill), open_store(_at(url), waits=True) as client:
                async with asyncio.TaskGroup() as tasks:
                    replaying = tasks.create_task(replayed(client, recording))
                    pauses = await killed_again_and_again(client, kill, kills, recording)
                found = replaying.result()
            for platform, messages in expected.items():
                _compare(f"{kind}, {platform}", messages, found[platform])
            counted = " and ".join(f"{len(messages)} on {name}" for name, messages in found.items())
            sys.stdout.write(
                f"{kind}: {kills} primaries killed, {counted}: all same; nothing could be written for "
                f"{max(pauses):.1f} s at most, {sorted(pauses)[len(pauses) // 2]:.1f} s mostly\n"
            )


def _at(url: str) -> StoreSettings:
    return StoreSettings(redis_url=SecretStr(url))


def _compare(what: str, expected: Sequence[tuple[str, str]], found: Sequence[tuple[str, str]]) -> None:
    missing = [text for text in expected if text not in found]
    more = [text for text in found if text not in expected]
    twice = [text for text in found if found.count(text) > expected.count(text)]
    if missing or more or twice or len(expected) != len(found):
        sys.exit(
            f"{what}: {len(found)} messages, not {len(expected)}\nmissing: {missing[:3]}\n"
            f"not expected: {more[:3]}\ntwice: {twice[:3]}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--kind", action="append", choices=("sentinel", "cluster"), help="both by default")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(soak(options.kind or ("sentinel", "cluster"), options.kills))


if __name__ == "__main__":
    main()
