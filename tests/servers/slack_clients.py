"""Our client against the stand-in: one workspace by bot token, unless said otherwise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from adapters.chat.slack.client import Slack
from adapters.chat.slack.settings import SlackSettings
from bot.clock import Clock
from bot.domain.message import Destination
from bot.ports import Respondent, Vault
from tests.servers.loopback import all_begun
from tests.servers.respondent import Echo
from tests.servers.slack import FakeSlack
from tests.waiting import wait_until

CHANNEL = Destination(platform="slack", channel="#incidents")


def a_client(
    slack: FakeSlack,
    *,
    vault: Vault | None = None,
    per_second: float = 1000,
    clock: Clock | None = None,
    **settings: Any,
) -> Slack:
    """A client that is a thousand times as fast as Slack allows, and so never waits."""
    defaults = {"bot_token": SecretStr("xoxb-1"), "app_token": SecretStr("xapp-1"), "api_base_url": slack.api}
    known = SlackSettings(**{**defaults, **settings})
    return Slack(known, vault, per_second=per_second, clock=clock)


@asynccontextmanager
async def listening(slack: FakeSlack, client: Slack | None = None, echo: Any = None) -> AsyncIterator[Any]:
    """Somebody who answers, by Socket Mode."""
    echo = echo or Echo()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task((client or a_client(slack)).listen(echo))
        await wait_until(lambda: slack.is_connected, "the app connects")
        yield echo
        task.cancel()


@asynccontextmanager
async def listening_over_http(slack: FakeSlack, client: Slack, respondent: Respondent) -> AsyncIterator[str]:
    """Somebody who answers, by signed HTTP; yields the address of the server."""
    runner = web.AppRunner(client.pages(respondent))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        slack.request_url = f"{base}/slack/events"
        yield base
    finally:
        await all_begun()
        await runner.cleanup()


async def browse(url: str, *, cookie: str = "") -> tuple[int, str, dict[str, str]]:
    """What a browser is shown without following a redirect: status, text, headers."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, allow_redirects=False, headers={"Cookie": cookie} if cookie else {}) as response,
    ):
        return response.status, await response.text(), dict(response.headers)
