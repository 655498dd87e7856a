"""The API as it is served: behind the guard of the settings, over the store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from adapters.chat_platforms import TRAITS
from bot.clock import SimulatedClock
from bot.pipeline import Pipeline
from bot.settings import BotSettings
from bot.storage.client import Client
from bot.web_areas import shown_areas
from tests.builders import NOON
from tests.chat_builders import ALL_TRAITS
from tests.servers.web import asked
from tests.showing.world import a_world, fill

TOKEN = "a-token-of-many-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
BY_TOKEN = {"SHAREDFATE_WEB_ACCESS": "token", "SHAREDFATE_WEB_TOKEN": TOKEN}
IN_PUBLIC = {
    "SHAREDFATE_WEB_ACCESS": "public",
    "SHAREDFATE_WEB_TOKEN": TOKEN,
    "SHAREDFATE_PUBLIC_URL": "https://sharedfate.example",
}


@asynccontextmanager
async def looked_at(redis: Client, environ: dict[str, str]) -> AsyncIterator[ClientSession]:
    clock = SimulatedClock(NOON)
    await fill(redis, clock)
    pipeline = Pipeline(client=redis, catalog=a_world(), clock=clock, traits={**TRAITS, **ALL_TRAITS})
    async with asked(*shown_areas(pipeline, BotSettings.read(environ)), clock=clock) as client:
        yield client


async def answered(client: ClientSession, path: str, **more: Any) -> tuple[int, str, str]:
    async with client.request(more.pop("method", "GET"), path, **more) as response:
        return response.status, response.content_type, await response.text()


async def test_without_the_token_a_program_is_told_so_in_its_own_form(redis: Client) -> None:
    async with looked_at(redis, BY_TOKEN) as client:
        refused = await answered(client, "/api/v1/now")
        plain = await answered(client, "/feeds/shared.atom")
        shown = await answered(client, "/api/v1/now", headers=BEARER)

    assert refused[:2] == (401, "application/problem+json")
    assert plain[:2] == (401, "text/plain")
    assert shown[0] == 200


async def test_the_token_lets_watch_lists_be_changed_and_nothing_else_does(redis: Client) -> None:
    change = {"method": "PATCH", "json": {"watch": ["github"]}}
    async with looked_at(redis, BY_TOKEN) as client:
        changed = await answered(client, "/api/v1/watch-lists/webhook:ops", headers=BEARER, **change)
    async with looked_at(redis, {}) as client:
        here = await answered(client, "/api/v1/watch-lists/webhook:ops", **change)

    assert (changed[0], '"target":"github"' in changed[2]) == (200, True)
    assert here[0] == 401


async def test_the_public_is_shown_no_channel_in_any_form(redis: Client) -> None:
    paths = (
        "/api/v1/now",
        "/api/v1/incidents/inc-1",
        "/api/v1/ask?q=what is down",
        "/api/v1/services/discord",
        "/feeds/service/discord.json",
        "/feeds/shared.atom",
    )
    async with looked_at(redis, IN_PUBLIC) as client:
        told = [await answered(client, path) for path in paths]
        lists = await answered(client, "/api/v1/watch-lists")
        own = await answered(client, "/api/v1/watch-lists", headers=BEARER)
        async with client.get("/api/v1/now") as response:
            origin = response.headers["Access-Control-Allow-Origin"]

    assert [status for status, _, _ in told] == [200] * len(paths)
    assert [text for _, _, text in told if "memory" in text or "ops" in text or "ours" in text] == []
    assert (lists[0], own[0], origin) == (401, 200, "*")
    assert "memory:ops" in own[2]


async def test_without_the_store_everything_says_so_and_nothing_is_a_fault(tmp_path: Path) -> None:
    api = (
        "/api/v1/now",
        "/api/v1/incidents",
        "/api/v1/incidents?state=past",
        "/api/v1/incidents/inc-1/timeline",
        "/api/v1/services",
        "/api/v1/services/discord",
        "/api/v1/ask?q=is discord down?",
        "/api/v1/maintenance",
        "/api/v1/score",
        "/api/v1/watch-lists",
        "/api/v1/watch-lists/webhook:ops",
    )
    files = (
        "/feeds/shared.atom",
        "/feeds/category/chat.json",
        "/calendar/maintenance.ics",
        "/badge/discord.svg",
    )
    async with Redis(unix_socket_path=str(tmp_path / "none"), retry=Retry(NoBackoff(), 0)) as gone:
        pipeline = Pipeline(client=gone, catalog=a_world(), clock=SimulatedClock(NOON), traits=TRAITS)
        areas = shown_areas(pipeline, BotSettings.read({"SHAREDFATE_WEB_TOKEN": TOKEN}))
        async with asked(*areas) as client:
            told = [await answered(client, path) for path in (*api, *files)]
            change: dict[str, Any] = {"method": "PATCH", "json": {"watch": ["github"]}, "headers": BEARER}
            told.append(await answered(client, "/api/v1/watch-lists/webhook:ops", **change))

    assert {(status, kind) for status, kind, _ in told} == {(503, "application/problem+json")}
    assert not any("none" in text or "redis" in text for _, _, text in told)
