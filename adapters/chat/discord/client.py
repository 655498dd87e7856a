"""The Discord SDK behind our port: REST out, gateway in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Final

import discord
import discord.gateway
import yarl
from aiolimiter import AsyncLimiter

from adapters.chat.discord.errors import FAILURES, THREAD_EXISTS, to_bot_error
from adapters.chat.discord.listener import Listener
from adapters.chat.discord.notation import NAME
from adapters.chat.discord.parts import parts_of
from adapters.chat.discord.presence import LOGIN_SECONDS, DiscordPresence
from adapters.chat.discord.settings import DiscordSettings
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.presence import ChannelAccess, Identity
from bot.errors import Undeliverable
from bot.ports import Respondent

# Discord allows 50 requests a second to a bot, and discord.py does not count them itself. The limiter lets a
# burst through at once and the rate on top of it: no second may see more than both.
REQUESTS_PER_SECOND: Final = 42.0
BURST: Final = 6
# Rather than wait longer, discord.py raises: others' posts are then not held up behind this one.
LONGEST_WAIT_SECONDS: Final = 30.0


@asynccontextmanager
async def connected(settings: DiscordSettings) -> AsyncIterator["Discord"]:
    """A client that logs in over REST when it is first needed; the gateway opens when somebody listens."""
    assert settings.bot_token is not None
    with _addresses(settings):
        client = discord.Client(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT_SECONDS,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        async with client:
            yield Discord(client, settings, DiscordPresence(client, settings.bot_token.get_secret_value()))


class Discord:
    """A bot by token."""

    def __init__(self, client: discord.Client, settings: DiscordSettings, presence: DiscordPresence) -> None:
        self._client = client
        self._settings = settings
        self._presence = presence
        self._limit = AsyncLimiter(BURST, BURST / REQUESTS_PER_SECOND)

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
        parts = parts_of(message, may_ping=True)
        await self._presence.ready()
        try:
            place = await self._thread(thread) if thread else self._channel(to.channel)
            async with self._limit:
                posted = await place.send(
                    content=parts.content,
                    embeds=parts.embeds,
                    files=parts.files,
                    view=parts.view,
                    nonce=_short(nonce),
                    allowed_mentions=parts.mentions,
                )
        except FAILURES as error:
            raise to_bot_error(f"post to {to.channel}", error) from error
        return MessageRef(
            platform=NAME,
            channel=str(thread.channel if thread else place.id),
            id=str(posted.id),
            thread=str(place.id) if thread else None,
        )

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message: words, buttons and picture. An edit calls nobody."""
        parts = parts_of(message)
        await self._presence.ready()
        try:
            # A thread has the id of the message that it hangs from, which is itself in the channel.
            place = ref.thread if ref.thread and ref.thread != ref.id else ref.channel
            target = self._channel(place).get_partial_message(int(ref.id))
            async with self._limit:
                await target.edit(
                    content=parts.content,
                    embeds=parts.embeds,
                    attachments=parts.files,
                    view=parts.view,
                    allowed_mentions=parts.mentions,
                )
        except FAILURES as error:
            raise to_bot_error(f"edit in {ref.channel}", error) from error

    async def listen(self, respondent: Respondent) -> None:
        """Answer commands, buttons, forms, mentions and direct messages until cancelled."""
        assert self._settings.bot_token is not None
        await self._presence.log_in()
        async with Listener(respondent, self._settings.dev_guild_id, self._limit) as listener:
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

    def _channel(self, channel: str) -> discord.PartialMessageable:
        if not (channel.isascii() and channel.isdecimal()):
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
                if error.code != THREAD_EXISTS:
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
