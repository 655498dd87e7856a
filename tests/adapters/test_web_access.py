"""Who is let in to what is shown, and what a browser may do with it."""

import asyncio
import base64
from collections.abc import Mapping

import pytest
from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from adapters.web.access import Access
from adapters.web.area import Area
from adapters.web.guard import guarded, sees_channels, shows_token
from adapters.web.health import health_area
from bot.cli.settings_check import setting_faults
from bot.cli.web_check import web_findings
from bot.clock import SimulatedClock
from bot.domain.web_access import WebAccess
from bot.errors import ConfigurationError
from bot.settings import BotSettings
from tests.builders import NOON
from tests.receiving.inbox import TOKEN
from tests.servers.web import asked

HERE = {"host": "127.0.0.1:8080"}
BEARER = {"authorization": f"Bearer {TOKEN}"}


def basic(password: str, name: str = "") -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


def admitted(settings: BotSettings, peer: str, headers: Mapping[str, str]) -> int:
    """The status of a refusal; 0 for one that may see channels, 1 for one that may not."""
    found = Access.of(settings).admit(peer, Headers(headers))
    return found.status or int(not found.is_own)


PRIVATE = BotSettings()


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", HERE, 0),
        ("127.8.9.10", {"host": "localhost"}, 0),
        ("::1", {"host": "[::1]:8080"}, 0),
        ("::ffff:127.0.0.1", {"host": "LOCALHOST.:8080"}, 0),
        ("172.17.0.1", HERE, 403),
        ("", HERE, 403),
        ("127.0.0.1", {"host": "evil.example"}, 403),  # DNS rebinding
        ("127.0.0.1", {"host": "localhost.evil.example"}, 403),
        ("127.0.0.1", {"host": "127.0.0.1.evil.example"}, 403),
        ("127.0.0.1", {"host": "[::1"}, 403),
        ("127.0.0.1", {}, 403),
        ("127.0.0.1", HERE | {"x-forwarded-for": "203.0.113.9"}, 403),
        ("127.0.0.1", HERE | {"Forwarded": "for=203.0.113.9"}, 403),
        ("127.0.0.1", HERE | {"Via": "1.1 proxy"}, 403),
        ("127.0.0.1", HERE | {"X-Forwarded-Server": "proxy"}, 403),
        ("127.0.0.1", HERE | {"CF-Connecting-IP": "203.0.113.9"}, 403),
        ("127.0.0.1", HERE | BEARER | {"host": "evil.example"}, 403),
    ],
)
def test_what_is_private_is_for_this_machine_by_a_name_of_its_own(
    peer: str, headers: dict[str, str], status: int
) -> None:
    assert admitted(PRIVATE, peer, headers) == status
    named = BotSettings(public_url="http://board.internal:8080", web_host="127.0.0.1")
    assert admitted(named, "127.0.0.1", {"host": "board.internal:8080"}) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (BEARER, 0),
        ({"authorization": f"bearer  {TOKEN} "}, 0),
        (basic(TOKEN), 0),
        (basic(TOKEN, "anybody"), 0),
        ({}, 401),
        ({"authorization": f"Bearer {TOKEN}x"}, 401),
        ({"authorization": "Bearer "}, 401),
        ({"authorization": f"Digest {TOKEN}"}, 401),
        ({"authorization": "Basic !!!"}, 401),
        ({"authorization": f"Basic {base64.b64encode(TOKEN.encode()).decode()}"}, 401),
        (basic("", TOKEN), 401),
        ({"cookie": f"token={TOKEN}"}, 401),
    ],
)
def test_a_token_lets_in_as_bearer_or_as_a_password(headers: dict[str, str], status: int) -> None:
    settings = BotSettings(
        web_access=WebAccess.TOKEN, web_token=SecretStr(f"{TOKEN}, another-of-many-characters")
    )
    assert admitted(settings, "203.0.113.9", headers) == status
    public = BotSettings(web_access=WebAccess.PUBLIC, web_token=SecretStr(TOKEN))
    assert admitted(public, "203.0.113.9", headers) == int(status != 0)


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("10.0.0.1", {"x-forwarded-user": "ada"}, 0),
        ("::ffff:10.0.0.1", {"X-Forwarded-User": "ada"}, 0),
        ("10.0.0.2", {"x-forwarded-user": "ada"}, 403),  # a stranger who writes the header
        ("127.0.0.1", {"x-forwarded-user": "ada"}, 403),
        ("10.0.0.1", {"x-forwarded-user": " "}, 403),
        ("10.0.0.1", {}, 403),
        ("nonsense", {"x-forwarded-user": "ada"}, 403),
    ],
)
def test_a_proxy_lets_in_by_its_header_and_nobody_else_does(
    peer: str, headers: dict[str, str], status: int
) -> None:
    settings = BotSettings(
        web_access=WebAccess.PROXY, web_proxy_header="X-Forwarded-User", web_proxies="10.0.0.1, fd00::/8"
    )
    assert admitted(settings, peer, headers) == status


async def _page(request: Request) -> Response:
    return PlainTextResponse(f"channels: {sees_channels(request)}, token: {shows_token(request)}")


BOARD = Area(
    [Route("/", _page, methods=["GET", "POST"]), Mount("/board", routes=[Route("/{id}", _page)])],
)


async def _beats() -> dict[str, object]:
    return {"poll": NOON}


def served_with(settings: BotSettings) -> list[Area]:
    health = health_area(_beats, SimulatedClock(NOON))  # type: ignore[arg-type]
    return [health, *guarded([BOARD], Access.of(settings))]


async def test_what_was_open_stays_open_and_pages_are_behind_the_guard() -> None:
    settings = BotSettings(web_access=WebAccess.TOKEN, web_token=SecretStr(TOKEN))
    async with asked(*served_with(settings)) as client:
        assert (await client.get("/healthz")).status == 200
        assert (await client.get("/metrics")).status == 200
        for path in ("/", "/board/1"):
            async with client.get(path) as response:
                assert response.status == 401
                assert len(response.headers.getall("WWW-Authenticate")) == 2
                assert len((await response.text()).splitlines()) == 1
            async with client.get(path, headers=BEARER) as response:
                assert (response.status, await response.text()) == (200, "channels: True, token: True")
                assert "Set-Cookie" not in response.headers
                assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
                assert "unsafe" not in response.headers["Content-Security-Policy"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert "Strict-Transport-Security" not in response.headers


async def test_nginx_as_it_is_installed_opens_what_is_private_to_nobody() -> None:
    async with asked(*served_with(PRIVATE)) as client:
        base = client._base_url
        assert base is not None
        for version, status in (("1.0", b"403"), ("1.1", b"200")):
            reader, writer = await asyncio.open_connection(base.host, base.port)
            head = f"GET / HTTP/{version}\r\nHost: {base.host}:{base.port}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            assert (await reader.readline()).split()[1] == status
            writer.close()


async def test_a_page_of_another_site_may_post_nothing() -> None:
    settings = BotSettings(web_access=WebAccess.PUBLIC, public_url="https://status.example.org/")
    async with asked(*served_with(settings)) as client:
        here = str(client._base_url).rstrip("/")
        for headers, status in (
            ({}, 200),
            ({"Origin": here}, 200),
            ({"Origin": "https://status.example.org"}, 200),
            ({"Origin": here, "Sec-Fetch-Site": "same-origin"}, 200),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "http://["}, 403),
            ({"Origin": here, "Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
        ):
            async with client.post("/", headers=headers) as response:
                assert response.status == status, headers
        async with client.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as response:
            assert (response.status, await response.text()) == (
                200,
                "channels: False, token: False",
            )  # somebody's link
            assert response.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"WEB_ACCESS": "token"}, "SHAREDFATE_WEB_TOKEN is not set"),
        ({"WEB_ACCESS": "token", "WEB_TOKEN": "changeme"}, "SHAREDFATE_WEB_TOKEN: one of 8 characters"),
        ({"WEB_ACCESS": "proxy"}, "SHAREDFATE_WEB_PROXY_HEADER is not set"),
        ({"WEB_PROXY_HEADER": "X-User"}, "SHAREDFATE_WEB_PROXY_HEADER is set, and lets nobody in"),
        ({"WEB_ACCESS": "proxy", "WEB_PROXY_HEADER": "X-User", "WEB_PROXIES": ","}, "WEB_PROXIES names none"),
        (
            {"WEB_PROXIES": "0.0.0.0/0"},
            "SHAREDFATE_WEB_PROXIES is not usable: 0.0.0.0/0 is everybody",
        ),
        ({"WEB_PROXIES": "10.0.0.1/8"}, "SHAREDFATE_WEB_PROXIES is not usable"),
        ({"WEB_PROXY_HEADER": "X User"}, "SHAREDFATE_WEB_PROXY_HEADER is not usable"),
        ({"WEB_ACCESS": "open"}, "SHAREDFATE_WEB_ACCESS is not usable"),
        ({"PUBLIC_URL": "status.example.org"}, "SHAREDFATE_PUBLIC_URL is not usable"),
        ({"PUBLIC_URL": "https://example.org/status"}, "SHAREDFATE_PUBLIC_URL is not usable"),
        ({"PUBLIC_URL": "https://me:word@example.org"}, "SHAREDFATE_PUBLIC_URL is not usable"),
        ({"PUBLIC_URL": "javascript://example.org"}, "SHAREDFATE_PUBLIC_URL is not usable"),
        ({"PUBLIC_URL": "https://example.org:port"}, "SHAREDFATE_PUBLIC_URL is not usable"),
    ],
)
def test_a_way_to_the_board_that_cannot_be_used_is_one_line(environ: dict[str, str], says: str) -> None:
    own = {f"SHAREDFATE_{name}": value for name, value in environ.items()}
    own["SHAREDFATE_SHIPPED_CATALOG"] = "false"
    (fault,) = setting_faults(own, ("web",), tries_ports=False)
    assert says in fault
    assert "changeme" not in fault
    assert TOKEN not in fault


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (BotSettings(), "for who sits at this machine, at http://127.0.0.1:8080"),
        (BotSettings(web_host="0.0.0.0"), "to others it is closed (SHAREDFATE_WEB_ACCESS)"),
        (
            BotSettings(web_host="::", web_access=WebAccess.TOKEN, web_token=SecretStr(TOKEN)),
            "for who shows the token, at http://[::]:8080, in the clear: put TLS in front of it",
        ),
        (
            BotSettings(web_host="::", web_access=WebAccess.PUBLIC, public_url="https://status.example.org/"),
            "for everybody, without channels and people, at https://status.example.org;",
        ),
        (
            BotSettings(web_access=WebAccess.PROXY, web_proxy_header="X-User"),
            "for whom X-User names, from 127.0.0.0/8",
        ),
        (BotSettings(web_port=0), "off: SHAREDFATE_WEB_PORT is 0"),
    ],
)
def test_doctor_says_how_far_the_board_is_open(settings: BotSettings, says: str) -> None:
    (finding,) = web_findings(settings)
    assert says in finding.says
    assert finding.ok
    assert TOKEN not in finding.says


def test_an_address_is_kept_without_a_stroke_at_its_end() -> None:
    assert BotSettings.read({"SHAREDFATE_PUBLIC_URL": "https://a.example/"}).public_url == "https://a.example"
    with pytest.raises(ConfigurationError):
        BotSettings.read({"SHAREDFATE_PUBLIC_URL": "https://a.example/?x"})
