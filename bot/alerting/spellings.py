"""One channel under several names: with its workspace and without, by its name and by its id."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot.domain.channel import Channel
from bot.domain.message import Destination


def each_once(
    destinations: Iterable[Destination], names: Mapping[str, str], told: Collection[str]
) -> tuple[Destination, ...]:
    """Each channel once. `names` gives what we call a channel of which we have learned the id.

    Of several spellings the one that was `told` before stays, else the first.
    """
    ids = {name: id_ for id_, name in names.items()}
    spellings: defaultdict[tuple[str, str], list[Destination]] = defaultdict(list)
    for destination in destinations:
        spellings[place_of(destination, ids)].append(destination)
    return tuple(next((to for to in same if str(to) in told), same[0]) for same in spellings.values())


def mutual_pairs(
    channels: Iterable[Channel], every: Iterable[Channel], names: Mapping[str, str]
) -> list[tuple[Channel, Destination]]:
    """These channels, each with its pair as that calls itself, where who is there names it, too.

    Of several in one place the first of `every` counts.
    """
    ids = {name: id_ for id_, name in names.items()}
    sought = [(channel, place_of(channel.paired, ids)) for channel in channels if channel.paired is not None]
    there: dict[tuple[str, str], list[Channel]] = {place: [] for _, place in sought}
    for other in every:
        place = place_of(other.destination, ids)
        if place in there:
            there[place].append(other)
    return [
        (channel, there[place][0].destination)
        for channel, place in sought
        if place_of(channel.destination, ids)
        in {place_of(other.paired, ids) for other in there[place] if other.paired is not None}
    ]


def place_of(destination: Destination, ids: Mapping[str, str]) -> tuple[str, str]:
    """What all spellings of a channel have in common: its id, without the workspace, as ids are unique.

    `ids` gives the destination by its id for what we call by a name.
    """
    known = ids.get(str(destination))
    if known is None:
        return destination.platform, destination.channel
    return destination.platform, known.removeprefix(str(replace(destination, channel="")))
