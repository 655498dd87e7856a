"""The board, the API and the MCP server as `run` serves them: of one overview, behind one guard."""

import pytest
from pydantic import SecretStr

from bot.clock import SimulatedClock
from bot.domain.web_access import WebAccess
from bot.pipeline import Pipeline
from bot.settings import BotSettings
from bot.storage.client import Client
from bot.web_areas import shown_areas
from tests.builders import NOON
from tests.chat_builders import ALL_TRAITS
from tests.receiving.inbox import BEARER, TOKEN
from tests.servers.web import asked
from tests.showing.world import a_world, fill

PATHS = ("/", "/i/inc-1", "/s/discord", "/api/v1/incidents", "/feeds/shared.atom", "/badge/discord.svg")
ASKS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
AGENT = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@pytest.fixture
async def pipeline(redis: Client) -> Pipeline:
    clock = SimulatedClock(NOON)
    await fill(redis, clock)
    return Pipeline(client=redis, catalog=a_world(), clock=clock, traits=ALL_TRAITS)


async def test_whoever_sits_here_sees_all_of_it(pipeline: Pipeline) -> None:
    async with asked(*shown_areas(pipeline, BotSettings())) as client:
        for path in PATHS:
            assert (await client.get(path)).status == 200, path
            assert (await client.get(path, headers={"Host": "evil.example"})).status == 403, path
        async with client.get("/api/v1/services/discord") as response:
            assert "degraded" in await response.text()
        async with client.post("/mcp", json=ASKS, headers=AGENT) as response:
            assert "is_down" in await response.text()
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            async with client.post("/mcp", json=ASKS, headers=AGENT | headers) as response:
                assert response.status == 403


async def test_what_is_asked_in_a_wrong_way_is_told_so_and_what_is_nowhere_gets_a_page(
    pipeline: Pipeline,
) -> None:
    async with asked(*shown_areas(pipeline, BotSettings())) as client:
        # An agent's SDK asks so whether there is anything to subscribe to.
        assert (await client.get("/mcp")).status == 405
        for path in ("/nowhere", "/in/generic"):
            for asks in (client.get, client.post):
                async with asks(path) as response:
                    assert response.status == 404, path
                    assert "Content-Security-Policy" in response.headers
            assert (await client.get(path, headers={"Host": "evil.example"})).status == 403


async def test_behind_a_token_nothing_is_seen_without_it(pipeline: Pipeline) -> None:
    settings = BotSettings(web_access=WebAccess.TOKEN, web_token=SecretStr(TOKEN))
    async with asked(*shown_areas(pipeline, settings)) as client:
        for path in PATHS:
            async with client.get(path) as response:
                assert response.status == 401, path
                assert "Discord" not in await response.text()
            assert (await client.get(path, headers=BEARER)).status == 200, path
        assert (await client.post("/mcp", json=ASKS, headers=AGENT)).status == 401
        assert (await client.post("/mcp", json=ASKS, headers=AGENT | BEARER)).status == 200


async def test_the_public_sees_incidents_and_neither_channels_nor_what_they_watch(pipeline: Pipeline) -> None:
    async with asked(*shown_areas(pipeline, BotSettings(web_access=WebAccess.PUBLIC))) as client:
        for path in PATHS:
            async with client.get(path, headers={"Host": "status.example.org"}) as response:
                said = await response.text()
                assert response.status == 200, path
                assert "memory:ops" not in said
                assert "Yours" not in said
        for path in ("/api/v1/watch-lists", "/api/v1/watch-lists/memory:ops"):
            assert (await client.get(path)).status == 401
