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
    spellings: defaultdict[tuple[str, str], list[Destination]] = defaultdict(list)
    ids = {name: id_ for id_, name in names.items()}
    for destination in destinations:
        known = ids.get(str(destination), str(destination))
        # Without the workspace: ids are unique over all of them.
        unplaced = known.removeprefix(str(replace(destination, channel="")))
        spellings[destination.platform, unplaced].append(destination)
    return tuple(next((to for to in same if str(to) in told), same[0]) for same in spellings.values())
