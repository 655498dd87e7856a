"""How we are in Slack: connected or not, who we are, and what we may do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from adapters.chat.slack.api import Api
from adapters.chat.slack.conversations import Conversations, scopes_of
from adapters.chat.slack.scopes import PERMISSIONS
from adapters.chat.slack.settings import SlackSettings
from adapters.chat.slack.workspaces import Workspaces
from bot.domain.message import Destination
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess, Identity
from bot.errors import BotError, RateLimited

_PATIENCE_SECONDS: Final = 10.0
IsConnected = Callable[[], Awaitable[bool]]


class SlackPresence:
    """Asks Slack about ourselves. `is_connected` is of Socket Mode, None while nobody listens by it."""

    def __init__(
        self, settings: SlackSettings, api: Api, workspaces: Workspaces, conversations: Conversations
    ) -> None:
        self._settings = settings
        self._api = api
        self._workspaces = workspaces
        self._conversations = conversations
        self.is_connected: IsConnected | None = None

    async def ailment(self) -> str:
        """What keeps people from us, or us from posting."""
        if self._settings.app_token is not None and not await self._hears():
            return "Slack: Socket Mode is not connected, so nobody can turn to us there"
        if self._settings.bot_token is None:
            return ""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._api.call("auth.test", "", {}, as_form=True)
        except RateLimited:
            return ""
        except TimeoutError:
            return f"Slack does not answer within {_PATIENCE_SECONDS:.0f} s"
        except BotError as error:
            return str(error)
        return ""

    async def identity(self) -> Identity:
        """Who Slack takes us for. Of many workspaces only how many they are: each has its own token."""
        if self._settings.bot_token is None and self._workspaces.installations is not None:
            number = len(await self._workspaces.installations.owners())
            return Identity(name=f"installed in {number} workspace{'' if number == 1 else 's'}")
        answer = await self._api.call("auth.test", "", {}, as_form=True)
        granted = scopes_of(answer)
        return Identity(
            name=f"@{answer.get('user')} in {answer.get('team') or answer.get('team_id')}",
            lacking=tuple(
                scope for scope in PERMISSIONS if granted is not None and scope.name not in granted
            ),
        )

    async def access(self, place: Destination) -> ChannelAccess:
        """Whether we may post in a channel, as far as Slack tells in time."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._conversations.access(place.team, place.channel)
        except (BotError, TimeoutError):
            return UNKNOWN_ACCESS

    async def _hears(self) -> bool:
        return self.is_connected is not None and await self.is_connected()
