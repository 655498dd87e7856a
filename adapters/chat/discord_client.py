"""The Discord SDK behind our port: REST out, gateway in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Final

import aiohttp
import discord
import discord.gateway
import yarl
from aiolimiter import AsyncLimiter

from adapters.chat.discord import DiscordSettings
from adapters.chat.discord_embeds import content_for, embed_for
from adapters.chat.discord_listener import Listener
from bot.domain.message import Destination, Message, MessageRef
from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable
from bot.ports import Respondent

# Discord allows 50 requests a second to a bot, and discord.py does not count them itself.
REQUESTS_PER_SECOND: Final = 45
# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
_THREAD_EXISTS: Final = 160004
_TOO_MANY_EDITS: Final = 30046
_WAIT_AFTER_EDITS_SECONDS: Final = 300.0
_ADVICE: Final = {
    401: "DISCORD_BOT_TOKEN is not valid: reset it in the developer portal",
    403: "the bot may not post there: give it View Channel, Send Messages and Create Public Threads",
    404: "no such channel or message: check the id",
}
_FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)


@asynccontextmanager
async def connected(settings: DiscordSettings) -> AsyncIterator["Discord"]:
    """Log in over REST; the gateway opens when somebody listens."""
    assert settings.bot_token is not None
    with _addresses(settings):
        client = discord.Client(intents=discord.Intents(guilds=True))
        async with client:
            try:
                await client.login(settings.bot_token.get_secret_value())
            except _FAILURES as error:
                raise _ours("log in", error) from error
            yield Discord(client, settings)


class Discord:
    """A bot by token."""

    def __init__(self, client: discord.Client, settings: DiscordSettings) -> None:
        self._client = client
        self._settings = settings
        self._limit = AsyncLimiter(REQUESTS_PER_SECOND, 1)

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,  # noqa: ARG002  -- Discord itself shows one message a nonce
    ) -> MessageRef:
        """Post; under `thread`, in the thread of that message, which is opened on first use."""
        try:
            place = await self._thread(thread) if thread else self._channel(to.channel)
            async with self._limit:
                posted = await place.send(
                    content=content_for(message),
                    embed=discord.Embed.from_dict(embed_for(message)),
                    nonce=_short(nonce),
                    allowed_mentions=discord.AllowedMentions.none(),
                )
        except _FAILURES as error:
            raise _ours(f"post to {to.channel}", error) from error
        return MessageRef(
            platform="discord",
            channel=str(thread.channel if thread else place.id),
            id=str(posted.id),
            thread=str(place.id) if thread else None,
        )

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message."""
        try:
            async with self._limit:
                await (
                    self._channel(ref.channel)
                    .get_partial_message(int(ref.id))
                    .edit(
                        content=content_for(message),
                        embed=discord.Embed.from_dict(embed_for(message)),
                        allowed_mentions=discord.AllowedMentions.none(),
                    )
                )
        except _FAILURES as error:
            raise _ours(f"edit in {ref.channel}", error) from error

    async def listen(self, respondent: Respondent) -> None:
        """Answer slash commands, mentions and direct messages until cancelled."""
        assert self._settings.bot_token is not None
        async with Listener(respondent, self._settings.dev_guild_id) as listener:
            try:
                await listener.start(self._settings.bot_token.get_secret_value())
            except _FAILURES as error:
                raise _ours("open the gateway", error) from error

    def _channel(self, channel: str) -> discord.PartialMessageable:
        if not channel.isdigit():
            raise Undeliverable(
                f"Discord has no channel “{channel}”: give its id (developer mode, Copy Channel ID)"
            )
        return self._client.get_partial_messageable(int(channel))

    async def _thread(self, parent: MessageRef) -> discord.PartialMessageable:
        """The thread of a message: its id is the message's."""
        if parent.thread is None:
            message = self._channel(parent.channel).get_partial_message(int(parent.id))
            try:
                async with self._limit:
                    await self._client.http.start_thread_with_message(
                        int(parent.channel), message.id, name="Updates", auto_archive_duration=1440
                    )
            except discord.HTTPException as error:
                if error.code != _THREAD_EXISTS:
                    raise
        return self._client.get_partial_messageable(int(parent.thread or parent.id))


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


def _short(nonce: str) -> str:
    """A nonce of at most 25 characters, which is what Discord takes."""
    return blake2b(nonce.encode(), digest_size=12).hexdigest()


def _ours(tried: str, error: BaseException) -> BotError:
    """Discord's error as one of ours, with what to do."""
    if isinstance(error, discord.LoginFailure):
        return Undeliverable(f"Discord: cannot {tried}: {_ADVICE[401]}")
    if isinstance(error, discord.RateLimited):
        return RateLimited(f"Discord: cannot {tried} yet", retry_after_seconds=error.retry_after)
    if isinstance(error, discord.HTTPException):
        if error.code == _TOO_MANY_EDITS:
            detail = f"Discord: cannot {tried}: too many edits of an old message"
            return RateLimited(detail, retry_after_seconds=_WAIT_AFTER_EDITS_SECONDS)
        if error.status == 429:
            return RateLimited(f"Discord: cannot {tried} yet", retry_after_seconds=60.0)
        if 400 <= error.status < 500:
            advice = _ADVICE.get(error.status, error.text[:200])
            return Undeliverable(f"Discord: cannot {tried}: {error.status}: {advice}")
    return DeliveryError(f"Discord: cannot {tried}: {type(error).__name__}: {str(error)[:200]}")
