"""The board, the API, feeds, badges, the MCP server and an answer say the same of one moment."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.clock import SimulatedClock
from bot.domain.incident import Grade
from bot.domain.status import ComponentStatus, MaintenanceStatus
from bot.pipeline import Pipeline
from bot.settings import BotSettings
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import INCIDENTS
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from bot.web_areas import shown_areas
from tests.builders import NOON, a_maintenance, a_member, a_report, an_incident, at
from tests.chat_builders import ALL_TRAITS
from tests.servers.web import asked
from tests.showing.world import a_world, fill

AGENT = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
IN_A_PART = an_incident(
    "inc-8", grade=Grade.PROBABLE, root="cloudflare/eu", members=(a_member("stripe"), a_member("zoom"))
)


@pytest.fixture
async def web(redis: Client) -> AsyncIterator[ClientSession]:
    clock = SimulatedClock(NOON)
    await fill(redis, clock)
    await redis.hset(INCIDENTS.name, IN_A_PART.id, encode(IN_A_PART))
    pipeline = Pipeline(client=redis, catalog=a_world(), clock=clock, traits=ALL_TRAITS)
    async with asked(*shown_areas(pipeline, BotSettings())) as client:
        yield client


async def read(web: ClientSession, path: str) -> Any:
    async with web.get(path) as response:
        assert response.status == 200, path
        return await (
            response.json(content_type=None) if "json" in path or "api" in path else response.text()
        )


async def tool(web: ClientSession, name: str, **arguments: object) -> Any:
    call = {"name": name, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    async with web.post("/mcp", json=body, headers=AGENT) as response:
        return (await response.json())["result"]["structuredContent"]


async def test_of_each_service_all_say_the_same(web: ClientSession) -> None:
    listed = (await read(web, "/api/v1/services"))["items"]
    assert {one["verdict"] for one in listed} == {"up", "degraded", "unknown"}
    for state in listed:
        id_ = state["service"]["id"]
        page = await read(web, f"/api/v1/services/{id_}")
        assert page["state"] == state
        found = await tool(web, "is_down", service=id_)
        said = await read(web, f"/api/v1/ask?q=is {id_} down?")
        badge = re.search("<title>.*: (.*)</title>", await read(web, f"/badge/{id_}.svg"))
        assert badge is not None
        verdicts = (found["service"]["verdict"], said["answer"]["verdict"], badge[1])
        assert verdicts == (state["verdict"],) * 3, id_
        assert found["service"]["incident"] == state["incident"]
        part_of = {one["id"] for one in page["incidents"]}
        assert {one["id"] for one in found["incidents"]} == part_of
        # Early signs are no claims: a state names none.
        assert (state["incident"] in part_of) if part_of - {"inc-3"} else state["incident"] is None, id_
        for edge in (await tool(web, "depends_on", service=id_)), (await tool(web, "impact", service=id_)):
            assert any("not" in one for one in edge["unknown"]) or state["is_fresh"], id_


async def test_of_what_is_open_all_say_the_same(web: ClientSession) -> None:
    now = await read(web, "/api/v1/now")
    claims = {one["id"]: one["grade"] for one in now["incidents"]}
    assert claims == {"inc-1": "confirmed", "inc-8": "probable"}

    listed = (await read(web, "/api/v1/incidents?grade=suspected"))["items"]
    found = await tool(web, "incidents")
    answer = (await read(web, "/api/v1/ask?q=what is down?"))["answer"]
    for each in (listed, found["incidents"]):
        assert {one["id"]: one["grade"] for one in each} == claims
    assert {one["incident"]: one["grade"] for one in answer["incidents"]} == claims
    assert [one["incident"] for one in answer["early"]] == [one["id"] for one in now["early"]]
    assert (found["pages_read_lately"], found["pages"]) == (now["fresh"], now["sources"])

    feed, board = await read(web, "/feeds/shared.atom"), await read(web, "/")
    assert feed.count('<category term="open"/>') == len(claims)
    for one in now["incidents"]:
        path = f"/i/{one['id']}"
        assert path in board
        assert f'href="{path}"' in feed
        assert (await read(web, f"{path}.json"))["incident"]["version"] == one["version"]
    assert f"{now['fresh']} of {now['sources']} pages read lately" in board


async def test_the_past_is_searched_from_where_the_calendar_begins_to_where_it_ends(
    web: ClientSession,
) -> None:
    for bound in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        for query in (f"since={bound}", f"until={bound}", f"cause=cloudflare&since={bound}"):
            await read(web, f"/api/v1/history?{query}")


async def test_incidents_are_searched_by_their_cause(web: ClientSession) -> None:
    found = await read(web, "/api/v1/history?cause=fastly")

    assert [one["incident"]["id"] for one in found["items"]] == ["inc-0"]
    assert (await read(web, "/api/v1/history?cause=gitlab"))["items"] == []


async def test_a_report_of_a_page_that_is_no_longer_read_says_of_when_it_is(
    redis: Client, web: ClientSession
) -> None:
    hit = a_report("r1", title="Elevated errors")
    record = SourceRecord(
        source="discord/0",
        service="discord",
        read_at=at(9, 30),
        page=PageState(status=ComponentStatus.PARTIAL_OUTAGE, reports=(hit,)),
    )
    await Sources(redis).commit(record, (), at(12, 8))

    page = await read(web, "/api/v1/services/discord")
    assert page["state"]["verdict"] == "unknown"
    assert [one["unread_since"] for one in page["reports"]] == ["2025-11-18T09:30:00Z"]
    assert [one["unread_since"] for one in (await read(web, "/api/v1/now"))["reports"]] == [
        "2025-11-18T09:30:00Z"
    ]
    for path in ("/", "/s/discord"):
        assert 'not read since <time datetime="2025-11-18T09:30:00Z"' in await read(web, path)
    assert "not read since 18 Nov 2025 09:30 UTC" in await read(web, "/feeds/service/discord.atom")


async def test_work_that_was_planned_until_yesterday_is_planned_no_more(
    redis: Client, web: ClientSession
) -> None:
    planned = replace(
        a_maintenance("m8", status=MaintenanceStatus.SCHEDULED), starts_at=at(8, 0), ends_at=at(10, 0)
    )
    longer = replace(planned, id="m9", title="It takes longer", status=MaintenanceStatus.IN_PROGRESS)
    page = PageState(status=ComponentStatus.OPERATIONAL, maintenances=(planned, longer))
    record = SourceRecord(source="discord/0", service="discord", read_at=at(12, 5), page=page)
    await Sources(redis).commit(record, (), at(12, 8))

    for found in (
        (await read(web, "/api/v1/maintenance?service=discord"))["items"],
        (await read(web, "/api/v1/now"))["maintenances"],
        (await read(web, "/api/v1/services/discord"))["maintenances"],
        (await tool(web, "is_down", service="discord"))["maintenances"],
    ):
        assert [one["title"] for one in found] == ["It takes longer"]


async def test_the_page_of_a_service_has_the_incidents_that_are_over(web: ClientSession) -> None:
    page = await read(web, "/s/gitlab")

    assert "/i/inc-0" in page
    assert "/i/inc-3" in page
