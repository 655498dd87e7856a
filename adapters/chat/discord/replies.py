"""How replies are shown: for their reader's eyes only, to all, as a form, or not at all."""

from contextlib import suppress
from typing import Any, Final

import discord
import structlog

from adapters.chat.discord.commands import GROUP
from adapters.chat.discord.forms import modal_for
from adapters.chat.discord.parts import parts_of
from bot.domain.contact import Reply
from bot.domain.message import Message

logger = structlog.get_logger(__name__)

FAILED: Final = Message(headline="That failed on our side. Please try again in a minute.")


async def show(interaction: discord.Interaction, reply: Reply | None) -> None:
    """Show a reply. A form can only be the first response: one that comes later is explained in words.

    Without a reply another process of ours shows one: whatever we did would take its place.
    """
    if reply is None:
        return
    if reply.form is not None and not interaction.response.is_done():
        await interaction.response.send_modal(modal_for(reply.form))
        return
    message = message_in(reply)
    if message is None:
        await _show_nothing(interaction)
    else:
        await _say(interaction, message, ephemeral=not reply.is_public)


def message_in(reply: Reply | None) -> Message | None:
    """What there is to read where no form can be opened: then, which command opens it."""
    if reply is None:
        return None
    if reply.message is not None or reply.form is None:
        return reply.message
    return Message(
        headline="This opens a form, and Discord opens forms for commands only: "
        f"try /{GROUP} {reply.form.opened_by}."
    )


async def show_failure(interaction: discord.Interaction) -> None:
    """Say that it was us. Whatever keeps us from saying so (they waited too long, they left) is no news."""
    with suppress(discord.DiscordException):
        await _say(interaction, FAILED, ephemeral=True)


async def _say(interaction: discord.Interaction, message: Message, *, ephemeral: bool) -> None:
    parts = parts_of(message)
    is_first = not interaction.response.is_done()
    if not is_first and not ephemeral and _is_waiting(interaction):
        # The first message after a private "thinking" stays private whatever it asks for.
        await interaction.delete_original_response()
    send: Any = interaction.response.send_message if is_first else interaction.followup.send
    await send(
        content=parts.content,
        embeds=parts.embeds,
        files=parts.files,
        view=parts.view,
        ephemeral=ephemeral,
        allowed_mentions=parts.mentions,
    )


async def _show_nothing(interaction: discord.Interaction) -> None:
    """Acknowledge without a trace: Discord tells people that we failed when nobody does."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True)
    if _is_waiting(interaction):
        await interaction.delete_original_response()


def _is_waiting(interaction: discord.Interaction) -> bool:
    """Whether the original response is our "thinking": for a button it may be the message itself."""
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message
