"""How we are in Discord: logged in and connected or not, who we are, and what we may do where."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import discord

from adapters.chat.discord.access import access_of
from adapters.chat.discord.errors import FAILURES, to_bot_error
from adapters.chat.discord.permissions import is_thread, permissions_in
from bot.domain.message import Destination
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess, Identity
from bot.errors import BotError, DeliveryError, Undeliverable

Json = dict[str, Any]
IsConnected = Callable[[], bool]

# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
_UNKNOWN_CHANNEL: Final = 10003
_MISSING_ACCESS: Final = 50001
_DIRECT: Final = frozenset({1, 3})
LOGIN_SECONDS: Final = 30.0
_PATIENCE_SECONDS: Final = 10.0


class DiscordPresence:
    """Logs in when that is first needed, and asks Discord about ourselves.

    Whoever needs it meanwhile waits for the same login, and shares what comes of it; the next is a new one.
    `is_connected` is of the gateway, None while nobody listens.
    """

    def __init__(self, client: discord.Client, token: str, *, within: float = LOGIN_SECONDS) -> None:
        self._client = client
        self._token = token
        self._within = within
        self._turn = asyncio.Lock()
        self._is_in = False
        self._failures = 0
        self._why = ""
        self.is_connected: IsConnected | None = None

    async def log_in(self) -> None:
        """Be logged in. Raises DeliveryError: another try may succeed, be it with a mended token."""
        failures = self._failures
        async with self._turn:
            if not self._is_in and self._failures == failures:
                self._is_in = await self._could_log_in()
            if not self._is_in:
                raise DeliveryError(self._why)

    async def ready(self) -> None:
        """Be logged in, in the time that a call may take: many channels may wait, and others behind them."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.log_in()
        except TimeoutError as error:
            raise DeliveryError(self._why or "Discord: not logged in yet: it does not answer") from error

    async def ailment(self) -> str:
        """What keeps people from us, or us from posting."""
        if self.is_connected is None or not self.is_connected():
            return self._why or "Discord: the gateway is not connected, so nobody can turn to us there"
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._ask("/users/@me")
        except discord.RateLimited:
            return ""
        except TimeoutError:
            return f"Discord does not answer within {_PATIENCE_SECONDS:.0f} s"
        except FAILURES as error:
            return str(to_bot_error("see who we are", error))
        except BotError as error:
            return str(error)
        return ""

    async def identity(self) -> Identity:
        """Who Discord takes us for. What we may do is a channel's: see `access`."""
        try:
            await self.log_in()
            async with asyncio.timeout(_PATIENCE_SECONDS):
                us = await self._ask("/users/@me")
                servers = await self._servers()
        except FAILURES as error:
            raise to_bot_error("see who we are", error) from error
        if servers == 0:
            raise Undeliverable(f"Discord: @{us.get('username')} is in no server yet: open the invite link")
        where = f", in {servers} server{'' if servers == 1 else 's'}" if servers else ""
        return Identity(name=f"@{us.get('username')} ({us.get('id')}){where}")

    async def access(self, place: Destination) -> ChannelAccess:
        """Whether we may post in a channel, as far as Discord tells in time."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.log_in()
                return await self._access(place.channel)
        except discord.HTTPException as error:
            return _refused(place.channel, error)
        except (*FAILURES, BotError):
            return UNKNOWN_ACCESS

    async def _access(self, id_: str) -> ChannelAccess:
        channel = await self._ask("/channels/{channel_id}", channel_id=int(id_))
        if channel.get("type") in _DIRECT or "guild_id" not in channel:
            return UNKNOWN_ACCESS
        at = {"guild_id": int(channel["guild_id"])}
        guild = await self._ask("/guilds/{guild_id}", **at)
        us = await self._ask("/users/@me")
        member = await self._ask("/guilds/{guild_id}/members/{member_id}", **at, member_id=int(us["id"]))
        ruled_by = channel
        if is_thread(channel):
            ruled_by = await self._ask("/channels/{channel_id}", channel_id=int(channel["parent_id"]))
        return access_of(channel, permissions_in(ruled_by, guild, {**member, "user": us}))

    async def _servers(self) -> int | None:
        """How many servers we are in; None where Discord does not say."""
        try:
            return len(await self._ask("/users/@me/guilds"))
        except discord.HTTPException:
            return None

    async def _ask(self, path: str, **parameters: int) -> Json:
        # Its third argument is none of the path's.
        route = discord.http.Route("GET", path, metadata=None, **parameters)
        answer: Json = await self._client.http.request(route)
        return answer

    async def _could_log_in(self) -> bool:
        try:
            async with asyncio.timeout(self._within):
                await self._client.login(self._token)
        except TimeoutError:
            self._why = f"Discord: cannot log in: no answer within {self._within:.0f} s"
        except FAILURES as error:
            self._why = str(to_bot_error("log in", error))
        except asyncio.CancelledError:
            # Who had no patience leaves it to whoever waits next.
            await self._start_over()
            raise
        else:
            self._why = ""
            return True
        self._failures += 1
        await self._start_over()
        return False

    async def _start_over(self) -> None:
        """Close what a login has opened: the SDK opens another session each time, over the same connector."""
        await self._client.http.close()
        self._client.http.connector = discord.utils.MISSING


def _refused(id_: str, error: discord.HTTPException) -> ChannelAccess:
    """What a refused look says of a channel; another refusal says nothing of it."""
    if error.code == _UNKNOWN_CHANNEL:
        return ChannelAccess(trouble=f"Discord has no channel {id_}: check the id, or choose another")
    if error.code == _MISSING_ACCESS:
        return ChannelAccess(
            trouble=f"I may not see channel {id_}: invite me to its server, or give me View Channels there"
        )
    return UNKNOWN_ACCESS
