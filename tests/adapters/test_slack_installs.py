"""Many workspaces: installed by OAuth over real HTTP, served with their own tokens, forgotten on goodbye."""

import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from adapters.chat.slack.client import Slack
from adapters.chat.slack.oauth import States
from adapters.chat.slack.platform import PLATFORM
from adapters.chat.slack.settings import SCOPES, SlackSettings
from bot.clock import SimulatedClock
from bot.domain.message import Destination
from bot.errors import ConfigurationError, DeliveryError, MissingSecret, Undeliverable
from tests.builders import NOON
from tests.servers.respondent import Echo, a_message
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client, browse, listening, listening_over_http
from tests.servers.stores import free_port
from tests.servers.vault import MemoryVault
from tests.waiting import wait_until

# slack-sdk 3.47 still makes one for the exchange of a code; aiohttp 4 will be without.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


def distributed(slack: FakeSlack, vault: MemoryVault, **settings: Any) -> Slack:
    defaults = {
        "bot_token": None,
        "app_token": None,
        "client_id": "1.2",
        "client_secret": SecretStr("hush"),
        "signing_secret": SecretStr("right"),
        "authorize_url": slack.authorize_url,
    }
    return a_client(slack, vault=vault, **{**defaults, **settings})


@asynccontextmanager
async def serving(slack: FakeSlack, vault: MemoryVault, echo: Echo) -> AsyncIterator[tuple[Slack, str]]:
    """A distributed app that knows its own address only once it is served, as the redirect needs it."""
    slack.add_workspace("T0", "xoxb-nobody")
    client = distributed(slack, vault)
    async with listening_over_http(slack, client, echo) as base:
        yield client, base


async def install(base: str, team: str) -> tuple[int, str]:
    """Walk through the pages as a browser does; returns the last page."""
    _, page, headers = await browse(f"{base}/slack/install?team={team}")
    cookie = headers["Set-Cookie"].split(";")[0]
    consent = _link_on(page)
    query = parse_qs(urlsplit(consent).query)
    assert query["scope"] == [",".join(SCOPES)]
    _, _, headers = await browse(f"{consent}&redirect_uri={base}/slack/oauth_redirect")
    status, page, _ = await browse(headers["Location"], cookie=cookie)
    return status, page


def to(team: str) -> Destination:
    return Destination(platform="slack", channel="C1", team=team)


async def test_two_workspaces_install_and_each_is_answered_with_its_own_token() -> None:
    vault, echo = MemoryVault(), Echo()
    async with fake_slack() as slack, serving(slack, vault, echo) as (client, base):
        for team in ("T1", "T2"):
            slack.consents(team, f"xoxb-{team}")
            status, page = await install(base, team)
            assert status == 200, page
        for team in ("T1", "T2"):
            await client.send(a_message(f"for {team}"), to(team), nonce=team)
            await slack.mention("github", channel="C2", team=team)
            await slack.slash("settings", team=team)
        await wait_until(lambda: len(slack.views) == 2, "both forms open")
        await wait_until(
            lambda: slack.messages("C2", "T1") and slack.messages("C2", "T2"), "both are answered"
        )
        refs = [await client.send(a_message(), to(team), nonce=f"{team}2") for team in ("T1", "T2")]
        await client.edit(refs[1], a_message("edited"))

    assert slack.messages("C1", "T1")[0]["text"].startswith("🔵 for T1\n")
    assert ["edited" in m["text"] for m in slack.messages("C1", "T2")] == [False, True]
    assert sorted(view["team_id"] for view in slack.views) == ["T1", "T2"]
    assert {(inquiry.team, inquiry.text.strip()) for inquiry in echo.asked} >= {
        ("T1", "github"),
        ("T2", "github"),
    }


async def test_a_workspace_that_has_not_installed_us_gets_nothing() -> None:
    vault, echo = MemoryVault(), Echo()
    async with fake_slack() as slack, serving(slack, vault, echo) as (client, base):
        slack.consents("T1", "xoxb-T1")
        await install(base, "T1")
        with pytest.raises(Undeliverable, match=r"not installed in the workspace T3.*install it"):
            await client.send(a_message(), to("T3"), nonce="n")
        with pytest.raises(Undeliverable, match="which workspace"):
            await client.send(a_message(), to(""), nonce="n")
        await slack.slash("github", team="T3")

        await wait_until(lambda: slack.replies, "they are told")
    assert echo.asked == []
    assert "reinstall" in slack.replies[0]["text"]


@pytest.mark.parametrize("way", ["uninstall", "revoke"])
async def test_a_workspace_that_removes_us_is_forgotten(way: str) -> None:
    vault, echo = MemoryVault(), Echo()
    async with fake_slack() as slack, serving(slack, vault, echo) as (client, base):
        for team in ("T1", "T2"):
            slack.consents(team, f"xoxb-{team}")
            await install(base, team)
        await client.send(a_message(), to("T1"), nonce="n1")
        await slack.revoke("T2", bot=False)
        await (slack.uninstall("T1") if way == "uninstall" else slack.revoke("T1"))
        await wait_until(lambda: echo.left, "it is heard")

        with pytest.raises(Undeliverable, match="T1"):
            await client.send(a_message(), to("T1"), nonce="n2")
        await client.send(a_message(), to("T2"), nonce="n3")

    assert echo.left == [("slack", "T1")]
    assert [key for key in vault.values if "T1" in key] == []
    assert b"xoxb-T1" not in b"".join(vault.values.values())


async def test_an_organisation_installs_for_all_of_its_workspaces_and_leaves_with_all() -> None:
    vault, echo = MemoryVault(), Echo()
    async with fake_slack() as slack, serving(slack, vault, echo) as (client, base):
        slack.consents("T5", "xoxb-E1", enterprise="E1", is_org=True)
        status, page = await install(base, "T5")
        assert status == 200, page
        with pytest.raises(Undeliverable):
            await client.send(a_message(), to("T5"), nonce="n1")
        await slack.mention("github", channel="C2", team="T5")
        await wait_until(lambda: slack.messages("C2", "T5"), "it is answered")

        await client.send(a_message(), to("T5"), nonce="n2")
        await slack.uninstall("T5")
        await wait_until(lambda: echo.left, "it is heard")
        with pytest.raises(Undeliverable):
            await client.send(a_message(), to("T5"), nonce="n3")

    assert echo.asked[0].team == "T5"
    assert echo.left == [("slack", "T5")]
    assert len(slack.messages("C1", "T5")) == 1


async def test_consent_counts_once_for_ten_minutes_and_in_one_browser() -> None:
    vault, clock = MemoryVault(), SimulatedClock(NOON)
    states = States(vault, "secret", clock)
    state, late, again = [await states.async_issue() for _ in range(3)]
    assert vault.values == {}, "whoever opens the page again and again fills no store"
    assert [await states.async_consume(state) for _ in range(2)] == [True, False]
    for made_up in ("made-up", "1.2.3", "", f"{again[:-1]}x", again.replace(".", "1.", 1)):
        assert await states.async_consume(made_up) is False
    assert await States(vault, "another", clock).async_consume(again) is False
    await clock.advance(timedelta(minutes=11))
    assert await states.async_consume(late) is False

    async with fake_slack() as slack, serving(slack, vault, Echo()) as (_, base):
        slack.consents("T1", "xoxb-T1")
        _, page, headers = await browse(f"{base}/slack/install?team=T1")
        cookie = headers["Set-Cookie"].split(";")[0]
        consent = _link_on(page)
        _, _, headers = await browse(f"{consent}&redirect_uri={base}/slack/oauth_redirect")
        statuses = [
            (await browse(headers["Location"], cookie=sent))[0] for sent in ("", "x=1", cookie, cookie)
        ]

    assert statuses == [400, 400, 200, 401]


async def test_a_forged_event_is_refused() -> None:
    vault, echo = MemoryVault(), Echo()
    async with fake_slack() as slack, serving(slack, vault, echo) as (_, base):
        slack.consents("T1", "xoxb-T1")
        await install(base, "T1")
        slack.signing_secret = "guessed"
        await slack.uninstall("T1")

    assert slack.statuses == [401]
    assert echo.left == []


async def test_socket_mode_serves_the_pages_alone_and_answers_every_workspace() -> None:
    vault = MemoryVault()
    async with fake_slack() as slack:
        slack.add_workspace("T0", "xoxb-nobody")
        port = free_port()
        client = distributed(slack, vault, app_token=SecretStr("xapp-1"), signing_secret=None, http_port=port)
        async with listening(slack, client) as echo:
            base = f"http://127.0.0.1:{port}"
            slack.consents("T2", "xoxb-T2")
            status, page = await install(base, "T2")
            assert status == 200, page
            await slack.mention("github", team="T2")
            await wait_until(lambda: slack.messages("C1", "T2"), "it is answered")
            assert (await browse(f"{base}/slack/events"))[0] == 404
            taken = distributed(slack, vault, http_port=port)
            with pytest.raises(ConfigurationError, match="SLACK_HTTP_PORT"):
                await taken.listen(echo)


async def test_a_bot_token_next_to_installations_serves_its_own_workspace_and_no_destination_named() -> None:
    vault = MemoryVault()
    async with fake_slack() as slack:
        slack.add_workspace("T1", "xoxb-1")
        slack.consents("T2", "xoxb-T2")
        client = distributed(slack, vault, bot_token=SecretStr("xoxb-1"))
        async with listening_over_http(slack, client, Echo()) as base:
            await install(base, "T2")
            for team in ("", "T1", "T2"):
                await client.send(a_message(), to(team), nonce=f"n{team}")
            await slack.mention("github", channel="C2", team="T1")
            await wait_until(lambda: slack.messages("C2", "T1"), "it is answered")

    assert len(slack.messages("C1", "T1")) == 2
    assert len(slack.messages("C1", "T2")) == 1


async def test_a_bot_token_for_a_whole_organisation_serves_each_workspace() -> None:
    async with fake_slack() as slack:
        slack.add_workspace("T1", "xoxb-1", enterprise="E1", is_org=True)
        await a_client(slack).send(a_message(), to("T8"), nonce="n1")

    assert len(slack.messages("C1", "T1")) == 1


async def test_who_the_bot_token_is_for_is_asked_again_when_slack_is_out_of_reach() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        slack.fail("auth.test", 503, {"ok": False, "error": "service_unavailable"})
        with pytest.raises(DeliveryError):
            await client.send(a_message(), to("T1"), nonce="n1")
        await client.send(a_message(), to("T1"), nonce="n1")

    assert len(slack.messages("C1")) == 1


class Locked(MemoryVault):
    """A vault without a key."""

    async def put(self, key: str, value: bytes, *, ttl: timedelta | None = None) -> None:  # noqa: ARG002
        raise MissingSecret("SHAREDFATE_VAULT_KEY", "choose one")


async def test_without_a_key_for_the_vault_nobody_can_install_us() -> None:
    settings = SlackSettings(client_id="1", client_secret=SecretStr("s"), signing_secret=SecretStr("s"))
    with pytest.raises(MissingSecret, match="SHAREDFATE_VAULT_KEY"):
        async with PLATFORM.connect(settings, Locked()):
            pass


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, False),
        ({"bot_token": "x"}, True),
        ({"client_id": "1", "client_secret": "s"}, False),
        ({"client_id": "1", "client_secret": "s", "signing_secret": "s"}, True),
        ({"client_id": "1", "client_secret": "s", "app_token": "s"}, True),
        ({"client_id": "1", "signing_secret": "s"}, False),
    ],
)
def test_enough_is_set_for_one_workspace_or_for_many(known: dict[str, Any], *, expected: bool) -> None:
    assert PLATFORM.is_configured(SlackSettings(**known)) is expected


def _link_on(page: str) -> str:
    return html.unescape(page.split('<a href="')[1].split('"', maxsplit=1)[0])
