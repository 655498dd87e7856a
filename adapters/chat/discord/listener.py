"""What people can say to us in Discord: commands, buttons, forms, mentions, direct messages.

Buttons and forms are heard as raw interactions, so that those of an earlier run of ours work as well.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

import discord
import structlog
from aiolimiter import AsyncLimiter
from discord import app_commands

from adapters.chat.discord.commands import are_published, commands_of
from adapters.chat.discord.contacts import inquiry_in, inquiry_of, press_of, submission_of
from adapters.chat.discord.notation import NAME
from adapters.chat.discord.parts import parts_of
from adapters.chat.discord.replies import FAILED, message_in, show, show_failure
from adapters.chat.shared.goodbye import GOODBYE_SECONDS
from bot.domain.contact import Reply
from bot.domain.message import Message, MessageRef
from bot.ports import Respondent

logger = structlog.get_logger(__name__)

# Rather than wait longer for a limit to pass, we listen with the commands that are published.
PUBLISH_SECONDS: Final = 20.0


class Listener(discord.AutoShardedClient):
    """The gateway client. It asks for no privileged intent: what is meant for us carries its text anyway."""

    def __init__(self, respondent: Respondent, dev_guild_id: int | None, limit: AsyncLimiter) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.0,
            max_messages=None,
        )
        self._respondent = respondent
        self._limit = limit
        self._up: set[int] = set()
        self._guild = discord.Object(id=dev_guild_id) if dev_guild_id else None
        self.tree = app_commands.CommandTree(self)
        for command in commands_of(respondent.commands, self._command, respondent.suggest):
            self.tree.add_command(command)

    async def close(self) -> None:
        """Close the gateway; where Discord does not answer, drop it: the SDK would wait for half a minute."""
        closing = asyncio.ensure_future(super().close())
        if not (await asyncio.wait({closing}, timeout=GOODBYE_SECONDS))[0]:
            await self.http.close()
            await asyncio.wait({closing}, timeout=GOODBYE_SECONDS)

    def is_connected(self) -> bool:
        """Whether every shard of the gateway is there."""
        return bool(self.shards) and self._up >= self.shards.keys()

    async def on_shard_connect(self, shard: int) -> None:
        """A shard was let in."""
        self._up.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """A shard goes on where it was."""
        self._up.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """A shard was lost; the SDK tries again by itself."""
        self._up.discard(shard)

    async def setup_hook(self) -> None:
        """Publish the commands if Discord does not have them as they are: there is a daily limit on doing so.

        Where it refuses, we go on with what is published.
        """
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await self._publish()
        except (TimeoutError, discord.HTTPException, app_commands.AppCommandError) as error:
            logger.warning("Discord did not take our commands", error=str(error)[:200])

    async def _publish(self) -> None:
        if self._guild is not None:
            self.tree.copy_global_to(guild=self._guild)
        ours = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=self._guild)]
        if not are_published(ours, await self.tree.fetch_commands(guild=self._guild)):
            await self.tree.sync(guild=self._guild)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a pressed button or a form. Commands go through the tree."""
        if interaction.type is discord.InteractionType.component:
            await self._answering(interaction, self._press)
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._answering(interaction, self._submit)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a mention, a reply to us or a direct message as a reply."""
        if self.user is None or message.author.bot or message.is_system():
            return
        if message.guild is not None and self.user not in message.mentions:
            return
        inquiry = inquiry_in(message, self.user)
        try:
            reply = await self._respondent.answer(inquiry)
            answer, replaces = message_in(reply), reply.replaces if reply is not None else None
        except Exception:
            logger.exception("Answering failed", platform=NAME)
            reply, answer, replaces = None, FAILED, None
        posted = await self._reply(message, answer, replaces) if answer is not None else None
        if reply is not None or posted is not None:
            await self._respondent.answered(inquiry, posted)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer what was edited in place of what was asked first; what Discord adds itself is no edit."""
        if payload.message.edited_at is not None:
            await self.on_message(payload.message)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that has removed us. One that is only down does not come here."""
        await self._respondent.leave(NAME, str(guild.id))

    async def _command(self, interaction: discord.Interaction, text: str) -> None:
        async def begin() -> None:
            if not self._respondent.opens_form(text):
                await interaction.response.defer(ephemeral=True)

        async def answer(interaction: discord.Interaction) -> Reply | None:
            return await self._respondent.answer(inquiry_of(interaction, text), begin)

        await self._answering(interaction, answer)

    async def _press(self, interaction: discord.Interaction) -> Reply | None:
        return await self._respondent.press(press_of(interaction), partial(_think, interaction))

    async def _submit(self, interaction: discord.Interaction) -> Reply | None:
        return await self._respondent.submit(submission_of(interaction), partial(_think, interaction))

    async def _answering(
        self,
        interaction: discord.Interaction,
        answer: Callable[[discord.Interaction], Awaitable[Reply | None]],
    ) -> None:
        """Show what comes of it, and own up to what fails."""
        try:
            await show(interaction, await answer(interaction))
        except Exception:
            logger.exception("Answering failed", platform=NAME, kind=interaction.type.name)
            await show_failure(interaction)

    async def _reply(
        self, message: discord.Message, answer: Message, replaces: MessageRef | None
    ) -> MessageRef | None:
        """Post under a message, also when it is gone by now; or put it in place of an earlier answer."""
        parts = parts_of(answer)
        try:
            async with self._limit:
                if replaces is not None:
                    with suppress(discord.NotFound):
                        await self._earlier(replaces).edit(
                            content=parts.content,
                            embeds=parts.embeds,
                            attachments=parts.files,
                            view=parts.view,
                            allowed_mentions=discord.AllowedMentions.none(),
                        )
                        return replaces
                posted = await message.channel.send(
                    content=parts.content,
                    embeds=parts.embeds,
                    files=parts.files,
                    view=parts.view,
                    reference=message.to_reference(fail_if_not_exists=False),
                    mention_author=False,
                    allowed_mentions=parts.mentions,
                )
        except discord.DiscordException as error:
            logger.warning("Could not reply", platform=NAME, error=str(error)[:200])
            return None
        return MessageRef(platform=NAME, channel=str(posted.channel.id), id=str(posted.id))

    def _earlier(self, ref: MessageRef) -> discord.PartialMessage:
        return self.get_partial_messageable(int(ref.channel)).get_partial_message(int(ref.id))


async def _think(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
