"""Watch lists through the API: only for who may, and changed by the very code that chat runs."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request

from adapters.chat_platforms import TRAITS
from adapters.web.api.context import WebApi
from bot.alerting.routing import fixed_channels
from bot.clock import SimulatedClock
from bot.domain.message import Destination
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.web_areas import watch_lists
from tests.api.asking import asked
from tests.api.held import Held
from tests.builders import NOON, a_catalog, a_service

TOKEN = {"Authorization": "Bearer secret"}
OPS = "/api/v1/watch-lists/webhook:ops"


def may_change(request: Request) -> bool:
    return request.headers.get("Authorization") == TOKEN["Authorization"]


@pytest.fixture
def api(redis: Client) -> WebApi:
    clock = SimulatedClock(NOON)
    catalog = a_catalog(["cloudflare", "discord", a_service("github", name="GitHub", category="code")])
    fixed = fixed_channels([Destination(platform="console", channel="terminal")])
    pipeline = Pipeline(client=redis, catalog=catalog, clock=clock, traits=TRAITS, fixed=fixed)
    lists = watch_lists(pipeline)
    return WebApi(
        overview=Held(), clock=clock, watch_lists=lists, sees_channels=may_change, may_change=may_change
    )


async def test_names_are_watched_and_no_longer_as_in_chat(api: WebApi) -> None:
    async with asked(api) as client:
        change: dict[str, Any] = {"watch": ["git hub", "all chat", "nosuchthing"]}
        watched = (await client.patch(OPS, json=change, headers=TOKEN)).json()
        change = {"watch": ["discord"], "unwatch": ["GitHub"]}
        # A change is none that may be "not modified".
        changed = (await client.patch(OPS, json=change, headers={**TOKEN, "If-None-Match": "*"})).json()
        one = (await client.get(OPS, headers=TOKEN)).json()
        every = (await client.get("/api/v1/watch-lists", headers=TOKEN)).json()

    assert [(watch["kind"], watch["target"]) for watch in watched["watches"]] == [
        ("service", "github"),
        ("category", "chat"),
    ]
    assert "nosuchthing" in watched["said"]
    assert [watch["target"] for watch in changed["watches"]] == ["chat", "discord"]
    assert one["watches"] == changed["watches"]
    assert [one["destination"] for one in every["items"]] == ["console:terminal", "webhook:ops"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer other"}])
async def test_without_the_token_nobody_sees_or_changes_who_watches_what(
    api: WebApi, header: dict[str, str]
) -> None:
    async with asked(api) as client:
        responses = [
            await client.get("/api/v1/watch-lists", headers=header),
            await client.get(OPS, headers=header),
            await client.patch(OPS, json={"watch": ["github"]}, headers=header),
        ]
        listed = (await client.get("/api/v1/watch-lists", headers=TOKEN)).json()

    assert [(one.status_code, one.headers["WWW-Authenticate"]) for one in responses] == [(401, "Bearer")] * 3
    assert [one["destination"] for one in listed["items"]] == ["console:terminal"]


@pytest.mark.parametrize(
    ("destination", "body", "status", "detail"),
    [
        ("webhook:ops", b"{}", 404, "no such channel watches anything yet"),
        ("webhook:ops", b"[]", 400, "Expected `object`, got `array`"),
        ("webhook:ops", b'{"watch": "github"}', 400, "watch: Expected `array`, got `str`"),
        ("webhook:ops", b'{"watches": []}', 400, "Object contains unknown field `watches`"),
        ("webhook:ops", b"\xff", 400, "send application/json: this is none"),
        ("webhook:ops", b'{"watch": ["' + b"x" * 300_000 + b'"]}', 413, "send at most 256 KB"),
        ("nowhere:C1", b'{"watch": ["github"]}', 404, "“nowhere:C1” is no destination"),
        ("slack:", b'{"watch": ["github"]}', 404, "“slack:” is no destination"),
    ],
)
async def test_a_change_that_is_none_is_refused_in_one_line(
    api: WebApi, destination: str, body: bytes, status: int, detail: str
) -> None:
    path = f"/api/v1/watch-lists/{destination}"
    async with asked(api) as client:
        headers = {**TOKEN, "Content-Type": "application/json"}
        response = await client.patch(path, content=body, headers=headers)
        form = await client.patch(path, content=body, headers=TOKEN)

    assert response.status_code == status
    assert response.json()["detail"].startswith(detail)
    assert (form.status_code, form.headers["Accept-Patch"]) == (415, "application/json")


async def test_who_watches_nothing_has_no_list(api: WebApi) -> None:
    async with asked(api) as client:
        missing = [
            (await client.get(f"/api/v1/watch-lists/{name}", headers=TOKEN)).status_code
            for name in ("webhook:other", "nowhere:C1", "x")
        ]

    assert missing == [404, 404, 404]


async def test_who_sees_channels_need_not_be_let_to_change_them(api: WebApi) -> None:
    async with asked(replace(api, sees_channels=lambda _: True)) as client:
        seen = await client.get("/api/v1/watch-lists")
        changed = await client.patch(OPS, json={"watch": ["github"]})

    assert (seen.status_code, changed.status_code) == (200, 401)
