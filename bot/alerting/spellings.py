"""One channel under several names: with its workspace and without, by its name and by its id."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

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


def is_same(one: Destination | None, other: Destination | None, names: Mapping[str, str]) -> bool:
    """Whether both are one channel."""
    ids = {name: id_ for id_, name in names.items()}
    return one is not None and other is not None and place_of(one, ids) == place_of(other, ids)


def place_of(destination: Destination, ids: Mapping[str, str]) -> tuple[str, str]:
    """What all spellings of a channel have in common: its id, without the workspace, as ids are unique.

    `ids` gives the destination by its id for what we call by a name.
    """
    known = ids.get(str(destination))
    if known is None:
        return destination.platform, destination.channel
    return destination.platform, known.removeprefix(str(replace(destination, channel="")))
