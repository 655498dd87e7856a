"""The Slack SDK behind our port: Web API out, Socket Mode or signed HTTP in."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from secrets import token_hex
from typing import Any, Final

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.chat.shared.goodbye import GOODBYE_SECONDS, say_goodbye
from adapters.chat.slack.api import TIMEOUT_SECONDS, Api, web_client
from adapters.chat.slack.conversations import Conversations
from adapters.chat.slack.doorkeeper import guarded
from adapters.chat.slack.errors import to_bot_error
from adapters.chat.slack.limits import Limits
from adapters.chat.slack.listeners import Listeners
from adapters.chat.slack.notation import NAME
from adapters.chat.slack.oauth import INSTALL_PATH, REDIRECT_PATH, Authorize, oauth_flow
from adapters.chat.slack.posts import Posts
from adapters.chat.slack.presence import SlackPresence
from adapters.chat.slack.replies import Replies
from adapters.chat.slack.settings import SlackSettings
from adapters.chat.slack.workspaces import Workspaces
from bot.clock import Clock, SteadyClock, SystemClock
from bot.domain.message import Destination, Link, Message, MessageRef, Section
from bot.domain.presence import ChannelAccess, Identity
from bot.errors import BotError, ConfigurationError, DeliveryError, MissingSecret, RateLimited, Undeliverable
from bot.ports import Respondent, Vault

logger = structlog.get_logger(__name__)

EVENTS_PATH: Final = "/slack/events"
# So many of the newest messages are looked through for an earlier try: a page as large as Slack advises.
LOOK_BACK: Final = 200
EVENT_TYPE: Final = "sharedfate_message"
CONNECT_SECONDS: Final = 30.0


@asynccontextmanager
async def connected(settings: SlackSettings, vault: Vault) -> AsyncIterator["Slack"]:
    """A client whose calls share connections."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    # How much is sent at once others say: aiohttp's own hundred would only wait longer.
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(timeout=timeout, connector=connector, cookie_jar=jar) as session:
        yield Slack(settings, vault, session=session)


class Slack:
    """One workspace by bot token, or many by installation, which needs a vault.

    `per_second` is how many messages a second a channel takes: Slack's 1, and other limits of Slack's are
    scaled by it, too, so that tests can keep the same limits in less time.
    """

    def __init__(
        self,
        settings: SlackSettings,
        vault: Vault | None = None,
        *,
        per_second: float = 1.0,
        clock: Clock | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        self._settings = settings
        given, clock = clock, clock or SystemClock()
        self._client = web_client(
            settings, settings.bot_token.get_secret_value() if settings.bot_token else None
        )
        self._workspaces = Workspaces(settings, vault, self._client)
        installations = self._workspaces.installations
        self._flow = (
            oauth_flow(settings, installations, vault, web_client(settings))
            if vault is not None and installations is not None
            else None
        )
        self._api = Api(settings, self._workspaces, Limits(given or SteadyClock(), speed=per_second), session)
        self._posts = Posts(self._api, clock)
        self._replies = Replies(self._api, self._posts, clock)
        # Slack posts to a name, but looks up and edits by id alone.
        self._conversations = Conversations(self._api)
        self._presence = SlackPresence(settings, self._api, self._workspaces, self._conversations)

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,
    ) -> MessageRef:
        """Post; where a thread takes no reply, in the channel with a link to what it is about.

        After an uncertain try, look for the nonce first, where the app may read the channel.
        """
        team, channel = (thread.team, thread.channel) if thread else (to.team, to.channel)
        channel = await self._conversations.id_of(team, channel)
        if uncertain:
            found = await self._find(team, channel, nonce, thread)
            if found is not None:
                return found
        try:
            return await self._post(message, team, channel, nonce, thread)
        except Undeliverable as refused:
            if thread is None or not refused.refusal.may_fit_elsewhere:
                raise
            logger.info("No reply in that thread: posting beside it", channel=channel, error=str(refused))
        # The channel of this name may be another one by now than that in which the card stands.
        channel = await self._conversations.id_of(to.team, to.channel)
        return await self._post(await self._linked(message, thread), team, channel, nonce, None)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message."""
        await self._posts.call("chat.update", ref.team, message, {"channel": ref.channel, "ts": ref.id})

    async def listen(self, respondent: Respondent) -> None:
        """Answer people until cancelled. Raises DeliveryError or Undeliverable when Slack refuses."""
        if self._settings.app_token is not None:
            async with _serving(self._settings, self._installation_pages()):
                await self._listen_by_socket(respondent)
        elif self._settings.signing_secret is not None:
            async with _serving(self._settings, self.pages(respondent)):
                await asyncio.Event().wait()
        else:
            raise MissingSecret(
                "SLACK_APP_TOKEN",
                "make one with connections:write under Basic Information, App-Level Tokens, or set "
                "SLACK_SIGNING_SECRET to be reached over HTTP",
            )

    def app(self, respondent: Respondent) -> AsyncApp:
        """The bolt app with our listeners. Without a signing secret it takes nothing over HTTP."""
        secret = self._settings.signing_secret
        installations = self._workspaces.installations
        many: dict[str, Any] = {}
        if self._flow is not None:
            many = {"authorize": Authorize(self._workspaces), "oauth_flow": self._flow}
        # Bolt warns of the token in the environment, which our client has already.
        bolt_logger = logging.getLogger("slack_bolt.sharedfate")
        bolt_logger.setLevel(logging.ERROR)
        app = AsyncApp(
            name="sharedfate",
            logger=bolt_logger,
            client=web_client(self._settings) if many else self._client,
            signing_secret=secret.get_secret_value() if secret else token_hex(),
            **many,
        )
        Listeners(respondent, self._replies, installations).add_to(app)
        return app

    def pages(self, respondent: Respondent) -> web.Application:
        """What we serve over HTTP where Slack sends events there."""
        secret = self._settings.signing_secret
        pages = self.app(respondent).web_app(path=EVENTS_PATH)
        return guarded(pages, EVENTS_PATH, secret.get_secret_value() if secret else token_hex())

    async def _listen_by_socket(self, respondent: Respondent) -> None:
        assert self._settings.app_token is not None
        handler = AsyncSocketModeHandler(
            self.app(respondent), self._settings.app_token.get_secret_value(), logger=_quiet_logger()
        )
        client = handler.client
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                # Asked for here: the SDK itself would try for ever, with a traceback each time.
                client.wss_uri = await client.issue_new_wss_url()
                await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
            self._presence.is_connected = client.is_connected
            await asyncio.Event().wait()
        except SlackApiError as error:
            raise to_bot_error("apps.connections.open", "Socket Mode", error) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(
                f"Slack Socket Mode cannot be connected: {type(error).__name__} {error}".strip()
            ) from error
        finally:
            self._presence.is_connected = None
            await say_goodbye(client.close)

    async def ailment(self) -> str:
        """Whether Socket Mode is connected, and our token good."""
        return await self._presence.ailment()

    async def identity(self) -> Identity:
        """Who Slack takes us for, and what we may do."""
        return await self._presence.identity()

    async def access(self, place: Destination) -> ChannelAccess:
        """Whether we may post in a channel."""
        return await self._presence.access(place)

    def _installation_pages(self) -> web.Application | None:
        """The pages for being installed, without /slack/events: Socket Mode needs no more of HTTP."""
        flow = self._flow
        if flow is None:
            return None

        async def install(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

        async def redirected(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

        pages = web.Application()
        pages.add_routes([web.get(INSTALL_PATH, install), web.get(REDIRECT_PATH, redirected)])
        return pages

    async def _post(
        self, message: Message, team: str, channel: str, nonce: str, thread: MessageRef | None
    ) -> MessageRef:
        arguments: dict[str, Any] = {
            "channel": channel,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"nonce": nonce}},
            **({"thread_ts": thread.id} if thread else {}),
        }
        answer = await self._posts.call("chat.postMessage", team, message, arguments, pings=True)
        posted, ts = answer.get("channel"), answer.get("ts")
        if not (isinstance(posted, str) and isinstance(ts, str)):
            raise DeliveryError(f"Slack chat.postMessage to {channel}: an answer that names no message")
        self._conversations.learn(team, channel, posted)
        return MessageRef(platform=NAME, channel=posted, id=ts, team=team)

    async def _linked(self, message: Message, card: MessageRef) -> Message:
        """The same with a link to the card: it stands in no thread that says what it is about."""
        arguments = {"channel": card.channel, "message_ts": card.id}
        try:
            answer = await self._api.call("chat.getPermalink", card.team, arguments, as_form=True)
        except BotError:
            return message
        link = Link("The message that this is about", str(answer.get("permalink", "")))
        return replace(message, sections=(*message.sections, Section(lines=((link,),))))

    async def _find(
        self, team: str, channel: str, nonce: str, thread: MessageRef | None
    ) -> MessageRef | None:
        """A message with this nonce among the newest. None also when we may not look: then it may repeat."""
        history: dict[str, Any] = {"channel": channel, "limit": LOOK_BACK, "include_all_metadata": True}
        looks = [("conversations.history", history)]
        if thread:
            looks.insert(0, ("conversations.replies", {**history, "ts": thread.id}))
        for method, arguments in looks:
            try:
                answer = await self._api.call(method, team, arguments, channel=channel, as_form=True)
            except Undeliverable as error:
                logger.warning("Cannot look for an earlier try", channel=channel, error=str(error))
                continue
            except RateLimited as error:
                # Reading has limits of its own: this message waits for them, and no other.
                raise DeliveryError(f"cannot look for an earlier try: {error}") from error
            messages: list[dict[str, Any]] = answer.get("messages", [])
            for posted in messages:
                if posted.get("metadata", {}).get("event_payload", {}).get("nonce") == nonce:
                    found = answer.get("channel", channel)
                    return MessageRef(platform=NAME, channel=found, id=posted["ts"], team=team)
        return None


def _quiet_logger() -> logging.Logger:
    """The SDK's own words on a lost connection: our heartbeat says so, once."""
    quiet = logging.getLogger("slack_sdk.sharedfate")
    quiet.setLevel(logging.CRITICAL)
    return quiet


@asynccontextmanager
async def _serving(settings: SlackSettings, app: web.Application | None) -> AsyncIterator[None]:
    """Serve over HTTP meanwhile, if there is anything to serve."""
    if app is None:
        yield
        return
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.http_host, settings.http_port).start()
        except OSError as error:
            place = f"{settings.http_host}:{settings.http_port}"
            raise ConfigurationError(
                f"SLACK_HTTP_PORT: cannot listen on {place}: {error.strerror}"
            ) from error
        yield
    finally:
        await runner.cleanup()
