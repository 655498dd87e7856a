"""One call of Slack's Web API: the right workspace's token, at the right time, errors as ours."""

from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.slack.errors import to_bot_error
from adapters.chat.slack.limits import Limits
from adapters.chat.slack.settings import SlackSettings
from adapters.chat.slack.workspaces import Workspaces
from bot.errors import DeliveryError, RateLimited

Json = dict[str, Any]


TIMEOUT_SECONDS: Final = 10


def web_client(
    settings: SlackSettings, token: str | None = None, session: aiohttp.ClientSession | None = None
) -> AsyncWebClient:
    """A client that tries once: whether a lost post may be repeated is not for an SDK to decide.

    `session`: connections to share; without, each call makes its own.
    """
    return AsyncWebClient(
        token=token,
        base_url=settings.api_base_url,
        timeout=TIMEOUT_SECONDS,
        session=session,
        retry_handlers=[],
    )


class Api:
    """Slack's methods, for every workspace that we know."""

    def __init__(
        self,
        settings: SlackSettings,
        workspaces: Workspaces,
        limits: Limits,
        session: aiohttp.ClientSession | None,
    ) -> None:
        self._settings = settings
        self._session = session
        self._workspaces = workspaces
        self._limits = limits

    async def call(
        self, method: str, team: str, arguments: Json, *, channel: str = "", as_form: bool = False
    ) -> Any:
        """Call a method; `team` is empty for the workspace of the bot token. Some take forms only.

        Raises RateLimited, DeliveryError or Undeliverable.
        """
        token = await self._workspaces.token(team)
        client = web_client(self._settings, token, self._session)
        where = channel or team
        async with self._limits.turn(method, token, channel):
            try:
                if as_form:
                    return await client.api_call(method, params=arguments)
                return await client.api_call(method, json=arguments)
            except SlackApiError as error:
                mapped = to_bot_error(method, where, error)
                if isinstance(mapped, RateLimited):
                    mapped.retry_after_seconds = self._limits.close(
                        method, token, channel, mapped.retry_after_seconds
                    )
                raise mapped from error
            # The SDK takes whatever is JSON for an object, and all bytes for text.
            except (aiohttp.ClientError, TimeoutError, OSError, AttributeError, ValueError) as error:
                raise DeliveryError(f"Slack {method} to {where}: {type(error).__name__}: {error}") from error

    async def upload(self, url: str, data: bytes) -> None:
        """Send a file's bytes to an address that Slack has named. Raises DeliveryError."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)) as session,
                session.post(url, data=data) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(f"Slack upload: {type(error).__name__}: {error}") from error
        if status != 200:
            raise DeliveryError(f"Slack upload: {status}")
