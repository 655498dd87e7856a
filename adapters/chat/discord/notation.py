"""How Discord writes channels and mentions: https://docs.discord.com/developers/reference#message-formatting.

All ids are digits. As whom to call we write a role by its digits alone, and a person with a "u" before them.
"""

import re
from typing import Final

from bot.domain.chat_traits import ChatMention, ChatTraits, PairNotation, as_it_is
from bot.domain.message import Destination

NAME: Final = "discord"
_CHANNEL: Final = re.compile(r"[0-9]{1,25}")
_MENTION: Final = re.compile(
    r"<#([0-9]{1,25})>|https://[\w.]*discord(?:app)?\.com/channels/[@\w]+/([0-9]{1,25})/?"
)
_ROLE: Final = re.compile(r"<@&(\d{1,25})>")
_PERSON: Final = re.compile(r"<@!?(\d{1,25})(?:\|[^>]*)?>|@?u(\d{1,25})")
_EITHER: Final = re.compile(r"@?(\d{1,25})")
_CALLED: Final = re.compile(r"(?P<person>u?)(?P<id>\d+)")


def parse_destination(text: str) -> Destination:
    """Read a channel's id, which no other channel of Discord has; a mention or a link of it, too."""
    text = text.strip()
    mention = _MENTION.fullmatch(text)
    return Destination(platform=NAME, channel=(mention[1] or mention[2]) if mention else text)


def parse_mention(text: str) -> ChatMention | None:
    """Read `<@&1>`, `<@1>` and `<@!1>`, `@u1`; digits alone are a role to call, or a person who may edit."""
    if role := _ROLE.fullmatch(text):
        return ChatMention(ping=role[1], user=None)
    if either := _EITHER.fullmatch(text):
        return ChatMention(ping=either[1], user=either[1])
    if person := _PERSON.fullmatch(text):
        user = person[1] or person[2]
        return ChatMention(ping=f"u{user}", user=user)
    return None


def ping_words(ping: str) -> str | None:
    """Say "role 1" or "user 1"."""
    called = _CALLED.fullmatch(ping)
    return f"{'user' if called['person'] else 'role'} {called['id']}" if called else None


def is_channel(to: Destination) -> bool:
    """Whether a destination can be a channel here."""
    return _CHANNEL.fullmatch(to.channel) is not None


TRAITS: Final = ChatTraits(
    parse_destination=parse_destination,
    spelt=as_it_is,
    pair_notation=PairNotation(fits=is_channel, hint="CHANNEL_ID", examples=f"{NAME}:123456789"),
    parse_mention=parse_mention,
    mention_examples="a role or a person: pick it from what Discord completes, or write its id of 17 to 20 "
    "digits, @… for a role and @u… for a person",
    ping_words=ping_words,
    own_service="discord",
    refusal="Only who may manage this server or its channels can change that here.",
    edits=True,
    # 42 requests a second go out, those with which people are answered among them: no more may queue up.
    at_once=16,
)
