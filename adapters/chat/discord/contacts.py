"""Discord's interactions and messages as contacts of ours."""

from typing import Any

import discord

from adapters.chat.discord.access import trouble_of
from adapters.chat.discord.forms import values_in
from adapters.chat.discord.notation import parse_destination
from bot.domain.contact import Inquiry, Press, Submission
from bot.domain.message import Destination


def inquiry_of(interaction: discord.Interaction, text: str) -> Inquiry:
    """A slash command, as the words that it stands for."""
    data = _data(interaction)
    options = data.get("options") or ()
    argument = str(options[0].get("value") or "") if options else ""
    return Inquiry(**_contact(interaction), text=text, command=str(data.get("name", "")), argument=argument)


def press_of(interaction: discord.Interaction) -> Press:
    """A pressed button, whose custom id is its action, or the chosen entry of a menu, whose value is."""
    data = _data(interaction)
    chosen = data.get("values") or [data.get("custom_id", "")]
    return Press(**_contact(interaction), action=str(chosen[0]))


def submission_of(interaction: discord.Interaction) -> Submission:
    """A form that was sent."""
    data = _data(interaction)
    return Submission(**_contact(interaction), form=str(data.get("custom_id", "")), values=values_in(data))


def inquiry_in(message: discord.Message, us: discord.ClientUser) -> Inquiry:
    """A mention, a reply to us, or a direct message, without our own name.

    Who replies to us mentions us without a word of it, unless they switch that off.
    """
    text = message.content
    for mention in (f"<@{us.id}>", f"<@!{us.id}>"):
        text = text.replace(mention, " ")
    author, edited = message.author, message.edited_at
    return Inquiry(
        id=str(message.id),
        place=_place(message.channel, us),
        user=str(author.id),
        team=str(message.guild.id) if message.guild else "",
        may_manage=_may_manage(author.guild_permissions) if isinstance(author, discord.Member) else None,
        is_direct=message.guild is None,
        name=author.display_name,
        text=text,
        revision=edited.isoformat(timespec="microseconds") if edited is not None else "",
        is_addressed=message.guild is None or text != message.content,
    )


def _contact(interaction: discord.Interaction) -> dict[str, Any]:
    """What all interactions tell. Discord resolves the member's rights in the very channel."""
    is_direct = interaction.guild_id is None
    return {
        "id": str(interaction.id),
        "place": _place(interaction.channel, interaction.client.user),
        "user": str(interaction.user.id),
        "team": "" if is_direct else str(interaction.guild_id),
        "may_manage": None if is_direct else _may_manage(interaction.permissions),
        "is_direct": is_direct,
        "is_private": True,
        "name": interaction.user.display_name,
        "hindrance": None if is_direct else _hindrance(interaction),
    }


def _place(channel: Any, us: discord.ClientUser | None) -> Destination:
    """The channel that a contact is about. A thread that we opened hangs from a card: it is its channel's."""
    if isinstance(channel, discord.Thread) and us is not None and channel.owner_id == us.id:
        return parse_destination(str(channel.parent_id))
    return parse_destination(str(channel.id) if channel is not None else "")


def _hindrance(interaction: discord.Interaction) -> str | None:
    """What our own permissions in the channel lack. The SDK does not tell "none" from "not said"."""
    permissions = interaction.app_permissions.value
    if not permissions:
        return None
    return trouble_of(permissions, in_thread=isinstance(interaction.channel, discord.Thread))


def _may_manage(rights: discord.Permissions) -> bool:
    return rights.administrator or rights.manage_guild or rights.manage_channels


def _data(interaction: discord.Interaction) -> dict[str, Any]:
    """The raw data: the SDK knows only of components that this very process has shown."""
    return dict(interaction.data or {})
