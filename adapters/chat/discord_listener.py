"""What people can say to us in Discord: `/isdown`, a mention, a direct message."""

from typing import Final

import discord
from discord import app_commands

from adapters.chat.discord_embeds import content_for, embed_for
from bot.domain.contact import Inquiry
from bot.domain.message import Message
from bot.ports import Respondent

MAX_CHOICES: Final = 25
MAX_NAME: Final = 100


class Listener(discord.AutoShardedClient):
    """The gateway client. It asks for no privileged intent: what is meant for us carries its text anyway."""

    def __init__(self, respondent: Respondent, dev_guild_id: int | None) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.0,
            max_messages=None,
        )
        self._respondent = respondent
        self._guild = discord.Object(id=dev_guild_id) if dev_guild_id else None
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(self._command())

    async def setup_hook(self) -> None:
        """Publish the command if Discord does not have it as it is: there is a daily limit on doing so."""
        if self._guild is not None:
            self.tree.copy_global_to(guild=self._guild)
        known = {command.name: command for command in await self.tree.fetch_commands(guild=self._guild)}
        ours = {command.name: command for command in self.tree.get_commands()}
        same = known.keys() == ours.keys() and all(
            isinstance(command, app_commands.Command) and known[name].description == command.description
            for name, command in ours.items()
        )
        if not same:
            await self.tree.sync(guild=self._guild)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a mention or a direct message as a reply."""
        if message.author.bot or self.user is None:
            return
        if message.guild is not None and self.user not in message.mentions:
            return
        text = message.content
        for mention in (f"<@{self.user.id}>", f"<@!{self.user.id}>"):
            text = text.replace(mention, " ")
        inquiry = Inquiry(
            id=str(message.id),
            text=text,
            platform="discord",
            channel=str(message.channel.id),
            user=str(message.author.id),
        )
        answer = await self._respondent.answer(inquiry)
        if answer is not None and (said := answer.message) is not None:
            await message.reply(content=content_for(said), embed=_embed(said), mention_author=False)

    def _command(self) -> app_commands.Command[app_commands.Group, ..., None]:
        async def isdown(interaction: discord.Interaction, name: str) -> None:
            await interaction.response.defer(ephemeral=True)
            inquiry = Inquiry(
                id=str(interaction.id),
                text=name,
                platform="discord",
                channel=str(interaction.channel_id),
                user=str(interaction.user.id),
            )
            answer = await self._respondent.answer(inquiry)
            if answer is not None and (said := answer.message) is not None:
                await interaction.followup.send(content=content_for(said), embed=_embed(said), ephemeral=True)

        async def complete(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [
                app_commands.Choice(name=found.label[:MAX_NAME], value=found.value[:MAX_NAME])
                for found in self._respondent.suggest(current)[:MAX_CHOICES]
            ]

        command: app_commands.Command[app_commands.Group, ..., None] = app_commands.Command(
            name="isdown", description="Is it down, and is it alone?", callback=isdown
        )
        command.autocomplete("name")(complete)
        return command


def _embed(message: Message) -> discord.Embed:
    return discord.Embed.from_dict(embed_for(message))
