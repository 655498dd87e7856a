"""How we reach Slack."""

from typing import Final

from pydantic import Field, SecretStr

from adapters.chat.slack.scopes import PERMISSIONS
from bot.settings import EnvironmentSettings

SCOPES: Final = tuple(permission.name for permission in PERMISSIONS)


class SlackSettings(EnvironmentSettings):
    """How we reach Slack: a bot token for one workspace, or a client id and secret to be installed in many.

    And Socket Mode or signed HTTP to be reached.
    """

    env_prefix = "SLACK_"

    bot_token: SecretStr | None = Field(
        default=None, description="xoxb-…: api.slack.com/apps, your app, OAuth & Permissions."
    )
    app_token: SecretStr | None = Field(
        default=None, description="xapp-… for Socket Mode: your app, Basic Information, App-Level Tokens."
    )
    signing_secret: SecretStr | None = Field(
        default=None, description="For HTTP instead of Socket Mode: your app, Basic Information."
    )
    client_id: str = Field(
        default="",
        description="To be installed in many workspaces at /slack/install: your app, Basic Information. "
        "Needs SHAREDFATE_VAULT_KEY.",
    )
    client_secret: SecretStr | None = Field(default=None, description="The same: next to the client id.")
    public_url: str = Field(
        default="",
        description="Where Slack and browsers reach us, https://…; its /slack/oauth_redirect is the app's "
        "redirect URL.",
    )
    http_host: str = Field(
        default="127.0.0.1", description="Address that the HTTP mode listens on; in a container 0.0.0.0."
    )
    http_port: int = Field(
        default=3000,
        description="Port of /slack/events in HTTP mode, and of /slack/install.",
        ge=0,
        le=65535,
    )
    api_base_url: str = Field(
        default="https://slack.com/api/", description="Slack's Web API; another one only behind a proxy."
    )
    authorize_url: str = Field(
        default="https://slack.com/oauth/v2/authorize",
        description="Slack's page that asks for consent; another one only behind a proxy.",
    )

    @property
    def is_distributed(self) -> bool:
        """Whether workspaces can install us."""
        return bool(self.client_id) and self.client_secret is not None
