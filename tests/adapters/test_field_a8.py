"""What ails us on a platform follows the connection, and what the platform says of our token."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.chat.discord import presence
from bot.domain.message import Destination
from bot.errors import DeliveryError
from tests.servers import discord_clients, slack_clients
from tests.servers.discord import fake_discord
from tests.servers.respondent import Echo, a_message
from tests.servers.slack import fake_slack
from tests.waiting import PATIENCE_SECONDS, wait_until

HERE = Destination(platform="discord", channel="60")


async def until(ailment: Callable[[], Awaitable[str]], says: str) -> str:
    """What ails it as soon as that says this; empty text for nothing."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (found := await ailment()) != says and not (says and says in found):  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # noqa: TID251  -- no event tells what an SDK has noticed
    return found


async def test_field_a8_slack_is_well_while_the_socket_stands_and_ill_without() -> None:
    async with fake_slack() as slack:
        client = slack_clients.a_client(slack)
        assert "Socket Mode is not connected" in await client.ailment()
        async with slack_clients.listening(slack, client):
            await until(client.ailment, "")
            slack.refuses_all = "service_unavailable"
            await slack.drop()
            await until(client.ailment, "Socket Mode is not connected")


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
async def test_field_a8_a_token_that_is_no_longer_good_ails_slack(code: str) -> None:
    async with fake_slack() as slack:
        client = slack_clients.a_client(slack)
        async with slack_clients.listening(slack, client):
            slack.refuses_all = code
            assert code in await until(client.ailment, code)


@pytest.mark.parametrize("code", ["invalid_auth", "fatal_error"])
async def test_field_a8_slack_that_lets_nobody_in_fails_the_start_with_its_reason(code: str) -> None:
    async with fake_slack() as slack:
        slack.refuses_all = code
        with pytest.raises(Exception, match=rf"apps\.connections\.open.*{code}"):
            await slack_clients.a_client(slack).listen(Echo())


async def test_field_a8_over_http_the_token_alone_counts() -> None:
    async with fake_slack() as slack:
        client = slack_clients.a_client(slack, app_token=None)
        assert await client.ailment() == ""
        slack.refuses_all = "invalid_auth"
        assert "invalid_auth" in await client.ailment()


async def test_field_a8_discord_is_well_while_the_gateway_stands_and_ill_without() -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        assert "the gateway is not connected" in await client.ailment()
        listening = asyncio.ensure_future(client.listen(Echo()))
        await until(client.ailment, "")
        fake.refuses_all = 401
        assert "401" in await until(client.ailment, "DISCORD_BOT_TOKEN")
        fake.refuses_all = 0
        await until(client.ailment, "")
        await fake.ask_to_reconnect()
        await until(client.ailment, "")
        fake.turns_away = True
        await fake.close(4000)
        await until(client.ailment, "the gateway is not connected")
        listening.cancel()


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_field_d4_discord_that_refuses_the_login_is_waited_for_and_nothing_is_lost(status: int) -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.refuses_all = status
        with pytest.raises(DeliveryError, match="cannot log in"):
            await client.listen(Echo())
        assert "cannot log in" in await client.ailment()
        fake.refuses_all = 0
        assert (await client.identity()).name == "@sharedfate (1), in 1 server"


async def test_field_d4_discord_that_hangs_at_the_login_is_given_up_in_time() -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.hangs = True
        client._presence._within = 0.05  # type: ignore[attr-defined]  # half a minute, otherwise
        results = await asyncio.gather(  # noqa: TID251  -- their errors are what is looked at
            *(client.listen(Echo()) for _ in range(3)), return_exceptions=True
        )

        assert [str(error) for error in results] == ["Discord: cannot log in: no answer within 0 s"] * 3
        assert len(fake.calls) == 1


async def test_field_d4_who_has_no_patience_leaves_the_login_to_the_next() -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.hangs = True
        hasty = asyncio.ensure_future(client.identity())
        next_one = asyncio.ensure_future(client.identity())
        await wait_until(lambda: fake.calls, "one of them logs in")
        fake.hangs = False
        hasty.cancel()

        assert (await next_one).name == "@sharedfate (1), in 1 server"


async def test_field_d4_a_post_waits_no_longer_for_the_login_than_a_call_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "_PATIENCE_SECONDS", 0.05)
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.hangs = True
        with pytest.raises(DeliveryError, match="not logged in yet"):
            await client.send(a_message(), HERE, nonce="n1")
        fake.hangs = False
        await client.send(a_message(), HERE, nonce="n1")

        assert len(fake.messages("60")) == 1
