"""Being installed in many workspaces: Slack's OAuth, over the vault. https://docs.slack.dev/authentication."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from logging import Logger, getLogger
from typing import Any, Final

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.slack.settings import SCOPES, SlackSettings
from adapters.chat.slack.workspaces import Installations, Workspaces
from bot.clock import Clock, SystemClock
from bot.errors import Undeliverable
from bot.ports import Vault

INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
_STATE: Final = "slack:state:"
_STATE_LIVES: Final = timedelta(minutes=10)
_MAX_IDENTITIES: Final = 1_000


class States(AsyncOAuthStateStore):
    """What proves that an answer to a consent page belongs to a question of ours: good once, for a while.

    A state is signed rather than stored: whoever opens the page a million times fills no store.
    """

    def __init__(self, vault: Vault, secret: str, clock: Clock) -> None:
        self._vault = vault
        self._secret = secret.encode()
        self._clock = clock

    @property
    def logger(self) -> Logger:
        """The SDK wants one."""
        return getLogger(__name__)

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state."""
        body = f"{self._clock.now().timestamp():.0f}.{secrets.token_urlsafe(24)}"
        return f"{body}.{self._signed(body)}"

    async def async_consume(self, state: str) -> bool:
        """Whether the state is one of ours and young; it is used up then."""
        body, _, signature = state.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signed(body).encode()):
            return False
        made = datetime.fromtimestamp(int(body.partition(".")[0]), tz=UTC)
        used = f"{_STATE}{signature}"
        if self._clock.now() - made > _STATE_LIVES or await self._vault.get(used) is not None:
            return False
        await self._vault.put(used, b"1", ttl=_STATE_LIVES)
        return True

    def _signed(self, body: str) -> str:
        return hmac.new(self._secret, f"state:{body}".encode(), hashlib.sha256).hexdigest()


class Authorize(AsyncAuthorize):
    """Says to bolt which token an event is answered with; None where we are not installed.

    Slack is asked once a token who we are there, not with every event.
    """

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._identities: OrderedDict[str, Any] = OrderedDict()

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002  -- bolt's signature: one token serves all users
        **_: str | None,
    ) -> AuthorizeResult | None:
        """Find the token. Raises SlackApiError when it is not valid."""
        try:
            owner = enterprise_id if context.is_enterprise_install else team_id
            token = await self._workspaces.token(owner or "")
        except Undeliverable:
            return None
        if token not in self._identities:
            self._identities[token] = await context.client.auth_test(token=token)
            if len(self._identities) > _MAX_IDENTITIES:
                self._identities.popitem(last=False)
        return AuthorizeResult.from_auth_test_response(
            bot_token=token, auth_test_response=self._identities[token]
        )


def oauth_flow(
    settings: SlackSettings, installations: Installations, vault: Vault, client: AsyncWebClient
) -> AsyncOAuthFlow:
    """The pages at /slack/install and /slack/oauth_redirect."""
    assert settings.client_secret is not None
    redirect = f"{settings.public_url.rstrip('/')}{REDIRECT_PATH}" if settings.public_url else None
    return AsyncOAuthFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            scopes=SCOPES,
            user_scopes=[],
            redirect_uri=redirect,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=settings.authorize_url,
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=States(vault, settings.client_secret.get_secret_value(), SystemClock()),
            state_expiration_seconds=int(_STATE_LIVES.total_seconds()),
        ),
    )
