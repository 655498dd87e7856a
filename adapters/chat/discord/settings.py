"""How we reach Discord."""

from pydantic import Field, SecretStr

from bot.settings import EnvironmentSettings


class DiscordSettings(EnvironmentSettings):
    """How we reach Discord: one bot token does it all."""

    env_prefix = "DISCORD_"

    bot_token: SecretStr | None = Field(
        default=None, description="discord.com/developers/applications, your application, Bot, Reset Token."
    )
    dev_guild_id: int | None = Field(
        default=None,
        description="A server's id: commands appear there at once instead of everywhere in an hour.",
    )
    api_base_url: str | None = Field(
        default=None, description="Discord's REST API; another one only behind a proxy."
    )
    gateway_url: str | None = Field(
        default=None, description="Discord's gateway; another one only behind a proxy."
    )
