"""To whom alerts go before anybody has set anything in chat."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.chat_traits import Traits
from bot.domain.message import Destination
from bot.errors import ConfigurationError

_USUAL_TERMINAL: Final = "terminal"


def destinations_in(text: str, traits: Traits) -> tuple[Destination, ...]:
    """Read `console:terminal, slack:#incidents`, each once, however it is spelt.

    Raises ConfigurationError for what is no destination.
    """
    found = (destination_in(part, traits) for part in parts_of(text))
    spelt = list(dict.fromkeys(traits[to.platform].spelt(to) for to in found))
    # With its workspace and without: the platform has but one such channel for us.
    whole = {(to.platform, to.channel) for to in spelt if to.team}
    return tuple(to for to in spelt if to.team or (to.platform, to.channel) not in whole)


def parts_of(text: str) -> tuple[str, ...]:
    """The entries of a list of destinations."""
    return tuple(stripped for part in text.split(",") if (stripped := part.strip()))


def fixed_channels(destinations: Iterable[Destination], since: datetime | None = None) -> tuple[Channel, ...]:
    """The channels that these destinations are: each hears of every shared incident."""
    shared = (Watch(kind=WatchKind.SHARED),)
    return tuple(Channel(destination=d, watches=shared, since=since) for d in destinations)


def announced_channels(
    destinations: Iterable[Destination], stored: Iterable[Channel], traits: Traits
) -> tuple[Channel, ...]:
    """The channels of the settings; where there are none, and nobody watches anything, the terminal.

    Whoever reads a terminal hears of every major outage, too, until something is watched there.
    """
    named = tuple(destinations)
    if not named and not any(channel.watches for channel in stored):
        named = tuple(one.parse_destination(_USUAL_TERMINAL) for one in traits.values() if one.is_terminal)
    return tuple(
        replace(channel, watches=(*channel.watches, Watch(kind=WatchKind.MAJOR)))
        if traits[channel.destination.platform].is_terminal
        else channel
        for channel in fixed_channels(named)
    )


def destination_in(text: str, traits: Traits) -> Destination:
    """Read `slack:#incidents`: a platform, and a channel as that platform writes it."""
    platform, separator, channel = text.partition(":")
    if platform not in traits or not separator or not channel:
        known = ", ".join(f"{name}:CHANNEL" for name in sorted(traits))
        raise ConfigurationError(f"“{text}” is no destination: write one of {known}")
    return traits[platform].parse_destination(channel)
