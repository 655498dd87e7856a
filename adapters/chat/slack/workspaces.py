"""The workspaces that have installed us: their tokens, kept in the vault.

A workspace's id begins with T. An organisation of Enterprise Grid, whose id begins with E, may install the
app for all of its workspaces at once; which of them belong to it we learn when one turns to us.
"""

import json
from logging import Logger, getLogger
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.slack.errors import to_bot_error
from adapters.chat.slack.settings import SlackSettings
from bot.domain.refusal import Refusal
from bot.errors import DeliveryError, Undeliverable
from bot.ports import Vault

_INSTALLATION: Final = "slack:installation:"
_ORGANISATION_OF: Final = "slack:organisation-of:"


class Installations(AsyncInstallationStore):
    """The SDK's store of installations, over the vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def logger(self) -> Logger:
        """The SDK wants one."""
        return getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, under the organisation's id where it is for all of one."""
        owner = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        value = json.dumps(installation.to_dict(), default=str)
        await self._vault.put(f"{_INSTALLATION}{owner}", value.encode())

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002  -- the SDK's signature: one token serves all users
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The workspace's own installation, else its organisation's."""
        own = None if is_enterprise_install or not team_id else await self._read(team_id)
        return own or (await self._read(enterprise_id) if enterprise_id else None)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The same, as the SDK's other shape."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    async def of_team(self, team: str) -> Installation | None:
        """The installation that serves a workspace, be it an organisation's."""
        own = await self._read(team)
        if own is not None:
            return own
        organisation = await self._vault.get(f"{_ORGANISATION_OF}{team}")
        return await self._read(organisation.decode()) if organisation else None

    async def owners(self) -> tuple[str, ...]:
        """The workspaces and organisations that have installed us."""
        keys = await self._vault.keys(_INSTALLATION)
        return tuple(key.removeprefix(_INSTALLATION) for key in keys)

    async def belongs(self, team: str, organisation: str) -> None:
        """Remember whose a workspace is."""
        key = f"{_ORGANISATION_OF}{team}"
        if await self._vault.get(key) != organisation.encode():
            await self._vault.put(key, organisation.encode())

    async def forget(self, team: str, organisation: str | None) -> tuple[str, ...]:
        """Remove a workspace, or with `organisation` the whole of one. Returns the workspaces left."""
        if organisation is None:
            await self._vault.delete(f"{_INSTALLATION}{team}")
            await self._vault.delete(f"{_ORGANISATION_OF}{team}")
            return (team,)
        await self._vault.delete(f"{_INSTALLATION}{organisation}")
        left = [team] if team else []
        for key in await self._vault.keys(_ORGANISATION_OF):
            if await self._vault.get(key) == organisation.encode():
                await self._vault.delete(key)
                left.append(key.removeprefix(_ORGANISATION_OF))
        return tuple(dict.fromkeys(left))

    async def _read(self, owner: str) -> Installation | None:
        value = await self._vault.get(f"{_INSTALLATION}{owner}")
        return Installation(**json.loads(value)) if value else None


class Workspaces:
    """Which token serves a workspace. `vault`: where installations are, None where one token serves one."""

    def __init__(self, settings: SlackSettings, vault: Vault | None, client: AsyncWebClient) -> None:
        self._bot_token = settings.bot_token.get_secret_value() if settings.bot_token else None
        self.installations = Installations(vault) if vault is not None and settings.is_distributed else None
        self._client = client
        self._identity: tuple[str, bool] | None = None

    async def token(self, team: str) -> str:
        """The bot token for a workspace; for an empty `team` the one that is set. Raises Undeliverable."""
        if team and self.installations is not None:
            found = await self.installations.of_team(team)
            if found is not None and found.bot_token:
                return found.bot_token
        if self._bot_token is not None and (not team or await self._serves(self._bot_token, team)):
            return self._bot_token
        raise Undeliverable(
            f"Slack: the app is not installed in the workspace {team}: install it, or set its SLACK_BOT_TOKEN"
            if team
            else "Slack: which workspace? Write slack:T0123/C0123, or set SLACK_BOT_TOKEN",
            Refusal.ACCOUNT,
        )

    async def _serves(self, token: str, team: str) -> bool:
        """Whether the bot token is this workspace's, or its organisation's for all workspaces."""
        if self._identity is None:
            try:
                answer = await self._client.auth_test(token=token)
            except SlackApiError as error:
                raise to_bot_error("auth.test", "", error) from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise DeliveryError(f"Slack auth.test: {type(error).__name__}: {error}") from error
            self._identity = (str(answer.get("team_id")), bool(answer.get("is_enterprise_install")))
        own, is_for_all = self._identity
        return is_for_all or team == own
