"""How things stand when we start, from the catalogue and the channels."""

from collections.abc import Collection, Sequence

from bot.alerting.matching import services_of
from bot.catalog.catalog import Catalog
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.chat_traits import Traits
from bot.rendering.first_words import Outset
from bot.watching.cadence import first_round


def outset_of(
    catalog: Catalog,
    stored: Sequence[Channel],
    announced: Sequence[Channel],
    platforms: Collection[str],
    traits: Traits,
    *,
    types_here: bool,
) -> Outset:
    """`stored` are the channels that people have set, `announced` those of the settings."""
    pages = first_round(catalog.sources.values())
    watching = [channel for channel in stored if channel.watches]
    watches = {watch for channel in watching for watch in channel.watches}
    shared = [channel for channel in watching if Watch(kind=WatchKind.SHARED) in channel.watches]
    return Outset(
        pages=pages.pages,
        takes=pages.takes,
        sought=pages.sought,
        sought_within=pages.sought_within,
        watched=[catalog.name_of(id_) for id_ in sorted(services_of(watches, catalog))],
        watching=len(watching),
        announced=list(dict.fromkeys(str(channel.destination) for channel in (*announced, *shared))),
        unreached=[str(to.destination) for to in watching if to.destination.platform not in platforms],
        # Where no channel can be paired with nobody writes back.
        chats=sorted(name for name in platforms if traits[name].pair_notation is not None),
        types_here=types_here,
    )
