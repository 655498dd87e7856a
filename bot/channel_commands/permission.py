"""Who may change what a channel hears: by the platform's own rights where it has some, else by our list."""

from typing import Final

from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.contact import Contact, Reply
from bot.domain.message import Message

REFUSED_LIST: Final = "Only this channel's editors can do that; settings show says who they are."


def may_change(channel: Channel, contact: Contact, traits: Traits) -> bool:
    """Whether this person may. Editors may on any platform, and anybody in a direct message."""
    if contact.is_direct or contact.may_manage or contact.user in channel.editors:
        return True
    return traits[contact.platform].refusal is None and not channel.editors


def refused(contact: Contact, traits: Traits) -> Reply:
    """Says who may."""
    return Reply(message=Message(headline=traits[contact.platform].refusal or REFUSED_LIST))
