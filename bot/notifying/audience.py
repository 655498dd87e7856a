"""Who is to be told of a subject: whom it concerns, and who was once told of it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from bot.alerting.watch_index import WatchIndex
from bot.catalog.catalog import Catalog
from bot.clock import in_slices
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.subject import Subject
from bot.notifying.stores import ChannelStores

# So many channels are taken in at a time.
AT_ONCE: Final = 250


class Audience:
    """Follows how channels are set. `fixed` are those of the settings."""

    def __init__(
        self, stores: ChannelStores, catalog: Catalog, traits: Traits, fixed: Iterable[Channel] = ()
    ) -> None:
        self._stores = stores
        self._index = WatchIndex(catalog, traits, fixed)
        self._stored: tuple[Channel, ...] = ()

    async def of(
        self, subjects: Mapping[str, Subject], only_told: Collection[str] = ()
    ) -> dict[str, set[str]]:
        """Destinations by the id of each subject. Of those in `only_told` nobody hears anew."""
        await self._follow()
        once_told = await self._stores.notifications.destinations_of(list(subjects))
        names = await self._stores.channels.ids()
        ambiguous = self._index.ambiguous(names)
        found = dict[str, set[str]]()
        async for ((id_, subject),) in in_slices(subjects.items(), 1):
            told = self._index.known(once_told[id_])
            hearing = set[str]() if id_ in only_told else self._index.concerned(subject)
            found[id_] = self._index.each_once(hearing, ambiguous, names, told) | told
        return found

    async def _follow(self) -> None:
        """Take in what was set since the last time."""
        stored = await self._stores.channels.load_all()
        if stored is self._stored:
            return
        before, after = ({id(channel): channel for channel in those} for those in (self._stored, stored))
        async for gone in in_slices([c for key, c in before.items() if key not in after], AT_ONCE):
            for channel in gone:
                self._index.drop(channel)
        async for fresh in in_slices([c for key, c in after.items() if key not in before], AT_ONCE):
            for channel in fresh:
                self._index.put(channel)
        self._stored = stored
