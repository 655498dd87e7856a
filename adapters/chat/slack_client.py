"""The Slack SDK behind our port: Web API out, Socket Mode or signed HTTP in."""

import asyncio
from collections import defaultdict
from typing import Any, Final

import aiohttp
import structlog
from aiolimiter import AsyncLimiter
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.slack import SlackSettings
from adapters.chat.slack_blocks import blocks_for, fallback_text
from adapters.chat.slack_listeners import add_listeners
from bot.domain.message import Destination, Message, MessageRef
from bot.errors import BotError, DeliveryError, MissingSecret, RateLimited, Undeliverable
from bot.ports import Respondent

logger = structlog.get_logger(__name__)

# About one message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits
MESSAGES_PER_SECOND: Final = 1.0
LOOK_BACK: Final = 50
EVENT_TYPE: Final = "sharedfate_message"
# Errors that another try cannot mend, with what a person can do.
_FINAL: Final = {
    "channel_not_found": "no such channel, or a private one: invite the app with /invite",
    "not_in_channel": "the app is not in the channel: invite it with /invite",
    "is_archived": "the channel is archived: choose another",
    "invalid_auth": "SLACK_BOT_TOKEN is not valid: copy it again from OAuth & Permissions",
    "not_authed": "SLACK_BOT_TOKEN is not valid: copy it again from OAuth & Permissions",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "the token was revoked: install the app again",
    "token_expired": "the token has expired: install the app again",
    "missing_scope": "the app lacks a permission: compare its scopes with deploy/slack-manifest.yaml",
    "restricted_action": "the workspace does not let the app post there",
    "message_not_found": "the message was deleted",
    "cant_update_message": "the message is not ours to edit",
    "edit_window_closed": "the workspace no longer lets this message be edited",
    "invalid_blocks": "Slack refused the message's form; please report this",
    "msg_too_long": "Slack refused the message's length; please report this",
}


class Slack:
    """A workspace by bot token. `per_second` is the rate per channel."""

    def __init__(self, settings: SlackSettings, *, per_second: float = MESSAGES_PER_SECOND) -> None:
        assert settings.bot_token is not None
        self._settings = settings
        self._client = AsyncWebClient(
            token=settings.bot_token.get_secret_value(), base_url=settings.api_base_url, timeout=10
        )
        self._limits: defaultdict[str, AsyncLimiter] = defaultdict(lambda: AsyncLimiter(1, 1 / per_second))

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,
    ) -> MessageRef:
        """Post. After an uncertain try, look for the nonce first, where the app may read the channel."""
        channel = thread.channel if thread else to.channel
        if uncertain:
            found = await self._find(channel, nonce, thread)
            if found is not None:
                return found
        answer = await self._call(
            "chat.postMessage",
            channel,
            {
                **self._content(message),
                "channel": channel,
                "metadata": {"event_type": EVENT_TYPE, "event_payload": {"nonce": nonce}},
                **({"thread_ts": thread.id} if thread else {}),
            },
        )
        return MessageRef(platform="slack", channel=answer["channel"], id=answer["ts"])

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message."""
        content = {**self._content(message), "channel": ref.channel, "ts": ref.id}
        await self._call("chat.update", ref.channel, content)

    async def listen(self, respondent: Respondent) -> None:
        """Answer slash commands, mentions and direct messages until cancelled."""
        if self._settings.app_token is not None:
            await self._listen_by_socket(respondent)
        elif self._settings.signing_secret is not None:
            await self._listen_by_http(respondent)
        else:
            raise MissingSecret(
                "SLACK_APP_TOKEN",
                "make one with connections:write under Basic Information, App-Level Tokens, or set "
                "SLACK_SIGNING_SECRET to be reached over HTTP",
            )

    def app(self, respondent: Respondent) -> AsyncApp:
        """The bolt app with our listeners."""
        secret = self._settings.signing_secret
        app = AsyncApp(
            client=self._client, signing_secret=secret.get_secret_value() if secret else "socket mode"
        )
        add_listeners(app, respondent)
        return app

    async def _listen_by_socket(self, respondent: Respondent) -> None:
        assert self._settings.app_token is not None
        handler = AsyncSocketModeHandler(self.app(respondent), self._settings.app_token.get_secret_value())
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
            await asyncio.Event().wait()
        except SlackApiError as error:
            raise _ours("apps.connections.open", "Socket Mode", error) from error
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped

    async def _listen_by_http(self, respondent: Respondent) -> None:
        from aiohttp import web  # noqa: PLC0415  -- only in this mode

        runner = web.AppRunner(self.app(respondent).web_app(path="/slack/events"), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._settings.http_host, self._settings.http_port).start()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    @staticmethod
    def _content(message: Message) -> dict[str, Any]:
        return {
            "text": fallback_text(message),
            "blocks": blocks_for(message),
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
            "link_names": False,
        }

    async def _find(self, channel: str, nonce: str, thread: MessageRef | None) -> MessageRef | None:
        """A message with this nonce among the newest. None also when we may not look: then it may repeat."""
        method = "conversations.replies" if thread else "conversations.history"
        arguments = {"channel": channel, "limit": LOOK_BACK, "include_all_metadata": True}
        if thread:
            arguments["ts"] = thread.id
        try:
            answer = await self._client.api_call(method, params=arguments)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            logger.warning("Cannot look for an earlier try", channel=channel, error=str(error))
            return None
        messages: list[dict[str, Any]] = answer.get("messages", [])
        for posted in messages:
            if posted.get("metadata", {}).get("event_payload", {}).get("nonce") == nonce:
                return MessageRef(platform="slack", channel=answer.get("channel", channel), id=posted["ts"])
        return None

    async def _call(self, method: str, channel: str, arguments: dict[str, Any]) -> Any:
        async with self._limits[channel]:
            try:
                return await self._client.api_call(method, json=arguments)
            except SlackApiError as error:
                raise _ours(method, channel, error) from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise DeliveryError(
                    f"Slack {method} to {channel}: {type(error).__name__}: {error}"
                ) from error


def _ours(method: str, channel: str, error: SlackApiError) -> BotError:
    """Slack's error as one of ours, with what to do."""
    response: Any = error.response
    if response.status_code == 429:
        seconds = float(response.headers.get("Retry-After", 30))
        return RateLimited(
            f"Slack {method} to {channel}: asked to wait {seconds:g} s", retry_after_seconds=seconds
        )
    code = response.data.get("error", "") if isinstance(response.data, dict) else ""
    if code in _FINAL:
        return Undeliverable(f"Slack {method} to {channel}: {code}: {_FINAL[code]}")
    return DeliveryError(f"Slack {method} to {channel}: {code or response.status_code}")
