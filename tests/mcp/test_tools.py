"""The tools over streamable HTTP: our web server, the SDK's own client, and a world in a real store."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any, Final, Literal

import httpx2
import pytest
from aiohttp import ClientSession
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from adapters.mcp import over_http
from adapters.mcp.over_http import MAX_BODY_BYTES, McpEndpoint
from adapters.mcp.server import mcp_server
from adapters.mcp.shapes import CAUTION
from adapters.web.access import Access
from adapters.web.guard import guarded
from adapters.web.server import face
from bot.clock import SimulatedClock
from bot.domain.incident import Grade
from bot.domain.service import NamedComponent
from bot.domain.status import ComponentStatus
from bot.domain.web_access import WebAccess
from bot.pipeline import Pipeline
from bot.settings import BotSettings
from bot.storage.client import Client as Store
from bot.storage.codec import encode
from bot.storage.keys import INCIDENTS
from bot.watching.record import PageState
from tests.builders import (
    NOON,
    a_catalog,
    a_component,
    a_service,
    an_evidence,
    an_incident,
    at,
)
from tests.chat_builders import ALL_TRAITS
from tests.servers.respondent import HOSTILE
from tests.servers.web import asked, served
from tests.showing.world import GROWN, fill, is_read, showing

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@asynccontextmanager
async def an_agent(store: Store, *, mode: Literal["auto", "legacy"] = "auto") -> AsyncIterator[Client]:
    clock = SimulatedClock(NOON)
    await fill(store, clock)
    overview = showing(store, clock)
    endpoint = McpEndpoint(lambda: mcp_server(lambda: nullcontext(overview), "https://board.example"))
    async with served(face(clock, [endpoint.area])) as base, Client(f"{base}/mcp", mode=mode) as client:
        yield client


async def ask(client: Client, tool: str, **arguments: object) -> tuple[Any, str]:
    """What it answers, as data that the client holds to the tool's own schema, and in words."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    return result.structured_content, text_of(result)


async def refused(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return text_of(result)


def text_of(result: CallToolResult) -> str:
    return "\n".join(getattr(block, "text", "") for block in result.content)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_tools_only_read_and_say_what_they_are_for(
    redis: Store, mode: Literal["auto", "legacy"]
) -> None:
    async with an_agent(redis, mode=mode) as client:
        tools = (await client.list_tools()).tools

    assert [tool.name for tool in tools] == ["is_down", "why", "impact", "incidents", "depends_on"]
    for tool in tools:
        assert tool.title
        assert tool.output_schema is not None
        assert len(tool.description or "") > 100
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint


async def test_a_service_that_is_down_comes_with_its_report_its_incident_and_how_old_that_is(
    redis: Store,
) -> None:
    async with an_agent(redis) as client:
        found, text = await ask(client, "is_down", service="Discord")

    service = found["service"]
    assert (service["id"], service["verdict"], service["is_fresh"]) == ("discord", "degraded", True)
    assert service["read_at"] == "2025-11-18T12:05:00Z"
    assert [report["title"] for report in found["reports"]] == ["Elevated errors"]
    assert [(one["id"], one["grade"]) for one in found["incidents"]] == [("inc-1", "confirmed")]
    assert found["incidents"][0]["url"] == "https://board.example/i/inc-1"
    assert found["unknown"] == []
    assert found["caution"] == CAUTION
    assert "Page read 2025-11-18T12:05:00Z" in text
    assert "https://status.discord.example" in text
    assert text.endswith(f"Caution: {CAUTION}")


async def test_a_part_that_is_asked_about_by_its_own_name_has_its_own_verdict(redis: Store) -> None:
    parts = (
        NamedComponent(id="actions", name="GitHub Actions"),
        NamedComponent(id="pages", name="GitHub Pages"),
    )
    catalog = a_catalog((a_service("github", name="GitHub", components=parts),), ())
    clock = SimulatedClock(at(12, 5))
    components = (
        a_component("actions", name="GitHub Actions", status=ComponentStatus.MAJOR_OUTAGE),
        a_component("pages", name="GitHub Pages"),
    )
    page = PageState(status=ComponentStatus.PARTIAL_OUTAGE, components=components)
    await is_read(redis, "github", page)
    overview = Pipeline(client=redis, catalog=catalog, clock=clock, traits=ALL_TRAITS).showing()

    async with Client(mcp_server(lambda: nullcontext(overview))) as client:
        whole, _ = await ask(client, "is_down", service="github")
        down, text = await ask(client, "is_down", service="github actions")
        up, _ = await ask(client, "is_down", service="GitHub Pages")

    assert whole["part"] is None
    assert down["part"]["id"] == "actions"
    assert down["part"]["verdict"] in ("down", "degraded")
    assert text.startswith("GitHub Actions")
    assert up["part"] == {"id": "pages", "verdict": "up"}
    assert up["service"]["verdict"] != "up"


async def test_what_cannot_be_read_is_neither_up_nor_down(redis: Store) -> None:
    async with an_agent(redis) as client:
        found, text = await ask(client, "is_down", service="zoom")

    assert found["service"]["verdict"] == "unknown"
    assert found["unknown"] == ["How Zoom is: it does not let us in (403). Neither up nor down."]
    assert "Not known: How Zoom is" in text


async def test_what_was_never_read_is_not_known_but_its_ground_is(redis: Store) -> None:
    async with an_agent(redis) as client:
        found, text = await ask(client, "is_down", service="github")
        await is_read(redis, "stripe")
        quiet, _ = await ask(client, "is_down", service="gitlab")

    assert found["service"]["verdict"] == "unknown"
    assert found["service"]["read_at"] is None
    assert found["unknown"]
    assert "never read here" in text
    assert quiet["likely_affected_by"] == []


async def test_an_open_incident_of_what_it_stands_on_is_named_where_it_is_no_part_of_it(redis: Store) -> None:
    async with an_agent(redis) as client:
        lone = an_incident("inc-9", grade=Grade.PROBABLE, root="fastly", members=GROWN.members[:1])
        await redis.hset(INCIDENTS.name, lone.id, encode(lone))
        found, text = await ask(client, "is_down", service="gitlab")

    assert [one["id"] for one in found["likely_affected_by"]] == ["inc-9"]
    assert "Stands on what has trouble: - inc-9 [probable, open]" in text


async def test_why_gives_the_evidence_with_links_and_what_speaks_against_it(redis: Store) -> None:
    against = an_evidence(says="14 of 16 are fine", weight=-1.0)
    incident = replace(GROWN, counter_evidence=(against,))
    async with an_agent(redis) as client:
        await redis.hset(INCIDENTS.name, incident.id, encode(incident))
        found, text = await ask(client, "why", about="discord")
        by_id, _ = await ask(client, "why", about=" inc-1 ")
        nothing, none = await ask(client, "why", about="zoom")

    assert found["incident"]["id"] == by_id["incident"]["id"] == "inc-1"
    assert found["service"]["id"] == "discord"
    assert by_id["service"] is None
    assert [one["says"] for one in found["counter_evidence"]] == ["14 of 16 are fine"]
    assert [change["change"] for change in found["timeline"]] == ["opened", "opened"]
    assert "inc-1 [confirmed, open]" in text
    assert nothing["incident"] is None
    assert "No shared incident of Zoom" in none


async def test_impact_and_dependence_name_both_ends_of_an_edge_with_its_source(redis: Store) -> None:
    async with an_agent(redis) as client:
        found, text = await ask(client, "impact", service="cloudflare")
        below, words = await ask(client, "depends_on", service="discord")
        none, _ = await ask(client, "depends_on", service="fastly")

    verdicts = {edge["service"]["id"]: edge["verdict"] for edge in found["depended_on_by"]}
    assert verdicts == {"discord": "degraded", "github": "unknown", "stripe": "degraded"}
    assert [one["id"] for one in found["incidents"]] == ["inc-1"]
    assert "3 services are known to depend on it" in text
    assert {edge["infrastructure"]["id"] for edge in below["depends_on"]} == {"cloudflare", "fastly"}
    assert {edge["incident"] for edge in below["depends_on"]} == {"inc-1", "inc-3"}
    assert "- Discord → Cloudflare (hard) · up by its own page, in inc-1" in words
    assert "https://example.com/post-mortem" in words
    assert none["depends_on"] == []
    assert none["unknown"]


async def test_incidents_are_listed_by_grade_with_how_much_is_read(redis: Store) -> None:
    async with an_agent(redis) as client:
        found, text = await ask(client, "incidents")
        early, _ = await ask(client, "incidents", grade="early", limit=1)

    assert [one["id"] for one in found["incidents"]] == ["inc-1"]
    assert found["early"] == []
    assert [one["id"] for one in early["early"]] == ["inc-3"]
    assert found["pages"] > found["pages_read_lately"] > 0
    assert found["unknown"]
    assert "1 open shared incidents of grade suspected or higher" in text


MISTAKEN: Final[tuple[tuple[str, dict[str, object], str], ...]] = (
    ("is_down", {"service": "discrod"}, "“discrod” is in the catalogue. Did you mean: Discord (discord)"),
    ("impact", {"service": "\u202e@@"}, "is in the catalogue. Try its product name"),
    ("why", {"about": "inc-20200101-nowhere"}, "No incident inc-20200101-nowhere is known"),
    ("is_down", {"service": ""}, "at least 1 character"),
    ("is_down", {"service": "x" * 101}, "at most 100 characters"),
    ("is_down", {}, "Field required"),
    ("incidents", {"limit": 51}, "less than or equal to 50"),
    ("incidents", {"grade": "sure"}, "'confirmed'"),
)  # fmt: skip


async def test_what_cannot_be_answered_is_an_error_that_says_what_to_do(redis: Store) -> None:
    async with an_agent(redis) as client:
        for tool, arguments, says in MISTAKEN:
            said = await refused(client, tool, **arguments)
            assert says in said
            assert "\u202e" not in said.split("input_value")[0]


async def test_without_the_store_nothing_is_known_and_that_is_said() -> None:
    async with asked_without_a_store() as client:
        said = await refused(client, "is_down", service="discord")

    assert "Nothing is known now, neither up nor down" in said


@asynccontextmanager
async def asked_without_a_store() -> AsyncIterator[Client]:
    gone = Redis(unix_socket_path="/nowhere/at/all", retry=Retry(NoBackoff(), 0))
    overview = showing(gone, SimulatedClock(NOON))
    async with gone, Client(mcp_server(lambda: nullcontext(overview))) as client:
        yield client


async def test_hostile_words_are_handed_on_as_words_and_not_without_end(redis: Store) -> None:
    evidence = tuple(an_evidence(says=HOSTILE * 12, weight=float(n)) for n in range(60))
    incident = replace(GROWN, evidence=evidence)
    async with an_agent(redis) as client:
        await redis.hset(INCIDENTS.name, incident.id, encode(incident))
        found, text = await ask(client, "why", about="inc-1")

    assert len(found["evidence"]) == 20
    assert len(json.dumps(found)) + len(text) < 40_000
    assert "\u202e" not in json.dumps(found, ensure_ascii=False) + text


async def test_whoever_shows_the_token_is_answered_and_nobody_else(redis: Store) -> None:
    clock = SimulatedClock(NOON)
    await fill(redis, clock)
    overview = showing(redis, clock)
    settings = BotSettings(web_access=WebAccess.TOKEN, web_token=SecretStr("of-agents"))
    endpoint = McpEndpoint(lambda: mcp_server(lambda: nullcontext(overview)))
    behind = guarded([endpoint.area], Access.of(settings))

    async with served(face(clock, behind)) as base:
        bearer = {"Authorization": "Bearer of-agents"}
        async with (
            httpx2.AsyncClient(headers=bearer) as http,
            Client(streamable_http_client(f"{base}/mcp", http_client=http)) as client,
        ):
            found, _ = await ask(client, "is_down", service="discord")
        async with ClientSession(base) as stranger, stranger.post("/mcp", json=PING, headers=ACCEPT) as said:
            assert said.status == 401

    assert found["service"]["verdict"] == "degraded"


async def test_requests_are_bounded_and_come_from_nobodys_page(
    redis: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over_http, "MAX_AT_ONCE", 1)
    overview = showing(redis, SimulatedClock(NOON))
    made = list[MCPServer[Any]]()

    def make() -> MCPServer[Any]:
        made.append(mcp_server(lambda: nullcontext(overview)))
        return made[-1]

    endpoint = McpEndpoint(make, ["https://board.example"])

    async def status(**headers: str) -> int:
        async with client.post("/mcp", json=PING, headers=ACCEPT | headers) as response:
            return response.status

    async with asked(endpoint.area) as client:
        assert await status(Origin="https://evil.example") == 403
        assert made == []  # whoever is sent away has none made
        assert await status() == 200
        assert await status(Origin="https://board.example") == 200
        assert await status(Origin="http://localhost:3000") == 200
        for stranger in ("https://evil.example", "null", "http://[", "https://localhost.evil.example"):
            assert await status(Origin=stranger) == 403
        large = "x" * (MAX_BODY_BYTES + 1)
        async with client.post("/mcp", data=large, headers={"Content-Type": "application/json"}) as response:
            assert response.status == 413
        for method in ("GET", "DELETE"):
            async with client.request(method, "/mcp", headers=ACCEPT) as response:
                assert response.status == 405
        endpoint._room = 0
        assert await status() == 503
        assert len(made) == 1
