"""Whom a setting names: people, roles, groups, and the other channel of a pair."""

import re
from dataclasses import replace
from typing import Final

from bot.channel_commands.command import InvalidCommand
from bot.channel_commands.quiet_hours import GRADES, OFF
from bot.domain.channel import Channel, Ping
from bot.domain.chat_traits import ChatMention, Traits
from bot.domain.incident import Grade
from bot.domain.message import Destination

EVERYBODY: Final = frozenset({"everyone", "everybody", "anyone", "anybody", "all", "any", "@everyone"})
MAX_EDITORS: Final = 50
_FROM: Final = re.compile(
    r"(?:\s|^)(?:from|at|on|for|if|when|starting|above)\s+(?:grade\s+)?(?P<grade>\w+)"
    r"(?:\s+(?:on|up|onwards|and above))?\s*$",
    re.IGNORECASE,
)
# Ids that are all digits have 17 at least: https://docs.discord.com/developers/reference#snowflakes
_NUMBER: Final = re.compile(r"@?u?\d{1,16}")
# Chat shows a link to a channel so; what it holds is the channel's id.
_CHANNEL_LINK: Final = re.compile(r"<#(\w+)(?:\|[^>]*)?>")


def ping_in(text: str, traits: Traits) -> Ping | InvalidCommand | None:
    """Read `@S123 from confirmed`, `<@&123>` or `off`: a mention as any of the platforms writes it."""
    who = text.strip()
    if not who or who.casefold() in OFF:
        return None
    grade = Grade.PROBABLE
    if found := _FROM.search(who):
        named = GRADES.get(found["grade"].casefold())
        if named is None:
            return InvalidCommand(reason=f"“{found['grade']}” is no grade: ping from {', '.join(GRADES)}.")
        grade, who = named, who[: found.start()].strip()
    mention = _mention(who, traits)
    if mention is None:
        return InvalidCommand(
            reason=f"“{who[:30]}” is nobody whom I can ping: mention a person, group or role, or write its"
            " id, like @S0123ABCD or <@&123456>."
        )
    return Ping(who=mention.ping, grade=grade)


def editors_in(text: str, traits: Traits) -> tuple[str, ...] | InvalidCommand:
    """Read `@U1 @U2` or `everyone`, which is nobody in particular."""
    named = text.strip()
    if named.casefold() in EVERYBODY | OFF:
        return ()
    parts = re.sub(r"(?<=>)(?=<)", " ", named).replace(",", " ").split()
    people = {part: _person(part, traits) for part in parts if part.casefold() not in ("and", "&")}
    wrong = next((part for part, person in people.items() if person is None), None)
    if wrong is not None or not people:
        shown = f"“{wrong[:60]}” is no person" if wrong else "Nobody is named"
        return InvalidCommand(
            reason=f"{shown}: mention people, like settings editors @U1 @U2, or write everyone."
        )
    return tuple(dict.fromkeys(filter(None, people.values())))[:MAX_EDITORS]


def pair_in(text: str, traits: Traits) -> Destination | InvalidCommand | None:
    """Read `discord:123`, `slack:#ops`, `slack:T1/C1` or `off`."""
    written = _CHANNEL_LINK.sub(r"\1", text.strip())
    if written.casefold() in OFF:
        return None
    platform, _, channel = written.partition(":")
    platform, channel = platform.strip().casefold(), channel.strip()
    notations = {name: one.pair_notation for name, one in sorted(traits.items()) if one.pair_notation}
    notation = notations.get(platform)
    if notation is None or not channel or any(char.isspace() for char in channel):
        known = ", ".join(f"{name}:{one.hint}" for name, one in notations.items())
        return InvalidCommand(reason=f"“{written[:60]}” is no channel to pair with: write {known} or off.")
    destination = traits[platform].parse_destination(channel)
    if not notation.fits(destination):
        return InvalidCommand(
            reason=f"“{written[:60]}” is no {platform.title()} channel: write it like {notation.examples}."
        )
    return destination


def ping_within(ping: object, channel: Channel, traits: Traits) -> object:
    """Whom to call from a channel, where its platform can: nobody calls everyone, a server's own role."""
    if not isinstance(ping, Ping):
        return ping
    if ping.who == channel.guild:
        return InvalidCommand(reason="That would call everyone: name one role or person.")
    if _known(ping.who, channel, traits) is None:
        return _means_nobody(channel, traits)
    return ping


def editors_within(editors: object, channel: Channel, traits: Traits) -> object:
    """Who may change a channel: people of its own platform."""
    if not isinstance(editors, tuple):
        return editors
    known = all((found := _known(one, channel, traits)) and found.user for one in editors)
    return editors if known else _means_nobody(channel, traits)


def pair_of(pair: object, channel: Channel, traits: Traits) -> object:
    """The other channel of a pair; one that is named without a workspace is of this one's."""
    own = channel.destination
    if isinstance(pair, Destination) and traits[own.platform].pair_notation is None:
        return InvalidCommand(
            reason=f"A {own.platform} channel has no pair: the other one must agree, and cannot name it."
        )
    if not isinstance(pair, Destination) or pair.platform != own.platform:
        return pair
    there = pair if pair.team else replace(pair, team=own.team)
    if there == own:
        return InvalidCommand(reason="A channel cannot be paired with itself: name another one.")
    if own.team and there.team != own.team:
        return InvalidCommand(
            reason="That channel is in another workspace: pair with one of this workspace, or in Discord."
        )
    return there


def _known(who: str, channel: Channel, traits: Traits) -> ChatMention | None:
    """Whom an id names on the channel's own platform."""
    return traits[channel.destination.platform].parse_mention(who)


def _means_nobody(channel: Channel, traits: Traits) -> InvalidCommand:
    own = channel.destination.platform
    examples = traits[own].mention_examples
    if not examples:
        return InvalidCommand(reason=f"Nobody can be mentioned through {own}: leave that off.")
    return InvalidCommand(reason=f"That names nobody in {own.title()}. Give {examples}.")


def _person(text: str, traits: Traits) -> str | None:
    """The id of a person, as it comes with what they do."""
    mention = _mention(text, traits)
    return mention.user if mention else None


def _mention(text: str, traits: Traits) -> ChatMention | None:
    """Whom a text names on one of the platforms. A number that is no id of any names nobody."""
    if _NUMBER.fullmatch(text.strip()):
        return None
    return next((found for one in traits.values() if (found := one.parse_mention(text))), None)
