"""The Discord SDK behind our port: REST out, gateway in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import discord
import discord.gateway
import yarl
from aiolimiter import AsyncLimiter

from adapters.chat.discord.calls import LONGEST_WAIT_SECONDS, Calls
from adapters.chat.discord.errors import FAILURES, to_bot_error
from adapters.chat.discord.listener import Listener
from adapters.chat.discord.outgoing import OutgoingPost
from adapters.chat.discord.places import Places
from adapters.chat.discord.presence import LOGIN_SECONDS, DiscordPresence
from adapters.chat.discord.reconnecting import Turns, pace
from adapters.chat.discord.settings import DiscordSettings
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.presence import ChannelAccess, Identity
from bot.ports import Respondent

# Discord allows 50 requests a second to a bot, and discord.py does not count them itself. The limiter lets a
# burst through at once and the rate on top of it: no second may see more than both.
REQUESTS_PER_SECOND: Final = 42.0
BURST: Final = 6


@asynccontextmanager
async def connected(settings: DiscordSettings) -> AsyncIterator["Discord"]:
    """A client that logs in over REST when it is first needed; the gateway opens when somebody listens."""
    assert settings.bot_token is not None
    with _addresses(settings):
        client = discord.Client(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        # Rather than wait longer, discord.py raises: others' posts are then not held up behind this one. As
        # an argument it takes no less than 30 s, which is longer than a call may last.
        client.http.max_ratelimit_timeout = LONGEST_WAIT_SECONDS
        async with client:
            yield Discord(client, settings, DiscordPresence(client, settings.bot_token.get_secret_value()))


class Discord:
    """A bot by token."""

    def __init__(self, client: discord.Client, settings: DiscordSettings, presence: DiscordPresence) -> None:
        self._settings = settings
        self._presence = presence
        self._turns = Turns()
        self._limit = AsyncLimiter(BURST, BURST / REQUESTS_PER_SECOND)
        self._places = Places(Calls(client, self._limit))

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,
    ) -> MessageRef:
        """Post; under `thread`, in the thread of that message, which is opened on first use.

        Discord itself shows one message a nonce, for a few minutes. After an uncertain try we look ourselves.
        """
        post = OutgoingPost(message, nonce)
        await self._presence.ready()
        if uncertain:
            found = await self._places.find(post, to, thread)
            if found is not None:
                return found
        return await self._places.post(post, to, thread)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message: words, buttons and picture. An edit calls nobody."""
        await self._presence.ready()
        await self._places.edit(ref, message)

    async def listen(self, respondent: Respondent) -> None:
        """Answer commands, buttons, forms, mentions and direct messages until cancelled."""
        assert self._settings.bot_token is not None
        await self._presence.log_in()
        async with Listener(respondent, self._settings.dev_guild_id, self._limit) as listener:
            pace(listener, self._turns)
            self._presence.is_connected = listener.is_connected
            try:
                async with asyncio.timeout(LOGIN_SECONDS):
                    await listener.login(self._settings.bot_token.get_secret_value())
                await listener.connect()
            except FAILURES as error:
                raise to_bot_error("open the gateway", error) from error
            finally:
                self._presence.is_connected = None

    async def ailment(self) -> str:
        """Whether the gateway is connected, and our token good."""
        return await self._presence.ailment()

    async def identity(self) -> Identity:
        """Who Discord takes us for."""
        return await self._presence.identity()

    async def access(self, place: Destination) -> ChannelAccess:
        """Whether we may post in a channel."""
        return await self._presence.access(place)


class _addresses:  # noqa: N801  -- reads as the statement it is
    """Point the SDK at other addresses while it is connected: they are process-wide in discord.py."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings
        self._before = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)

    def __enter__(self) -> None:
        if self._settings.api_base_url:
            discord.http.Route.BASE = self._settings.api_base_url.rstrip("/")
        if self._settings.gateway_url:
            discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.gateway_url)

    def __exit__(self, *_: object) -> None:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = self._before
