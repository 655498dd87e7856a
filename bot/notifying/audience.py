"""Who is to be told of a subject: whom it concerns, and who was once told of it."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
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
        self._fixed = tuple(fixed)
        self._index = WatchIndex(catalog, traits, self._fixed)
        self._stored: tuple[Channel, ...] = ()

    async def of(
        self, subjects: Mapping[str, Subject], only_told: Collection[str] = ()
    ) -> dict[str, set[str]]:
        """Destinations by the id of each subject. Of those in `only_told` nobody hears anew."""
        found = dict[str, set[str]]()
        async for id_, concerned, once_told in self._each(subjects):
            told = self._index.known(once_told)
            found[id_] = told if id_ in only_told else concerned | told
        return found

    async def hearing(self, subjects: Mapping[str, Subject]) -> dict[str, set[str]]:
        """Whom each subject concerns, by its id."""
        return {id_: concerned async for id_, concerned, _ in self._each(subjects)}

    async def names(self) -> list[str]:
        """The destinations of all channels."""
        await self._follow()
        return list(self._index.channels)

    def is_fixed(self, destination: str) -> bool:
        """Whether a channel is as the settings have it."""
        return self._index.channels[destination] in self._fixed

    async def _each(
        self, subjects: Mapping[str, Subject]
    ) -> AsyncIterator[tuple[str, set[str], frozenset[str]]]:
        """The id of each subject, whom it concerns, and who was once told of it."""
        await self._follow()
        once_told = await self._stores.notifications.destinations_of(list(subjects))
        names = await self._stores.channels.ids()
        ambiguous = self._index.ambiguous(names)
        async for ((id_, subject),) in in_slices(subjects.items(), 1):
            concerned, told = self._index.concerned(subject), once_told[id_]
            yield id_, self._index.each_once(concerned, ambiguous, names, told), told

    async def _follow(self) -> None:
        """Take in what was set since the last time."""
        stored = await self._stores.channels.load_all()
        if stored is self._stored:
            return
        before, after = ({id(channel): channel for channel in those} for those in (self._stored, stored))
        fresh = {str(channel.destination): channel for key, channel in after.items() if key not in before}
        gone = [channel for key, channel in before.items() if key not in after]
        async for some in in_slices(fresh.values(), AT_ONCE):
            for channel in some:
                self._index.put(channel)
        async for some in in_slices(gone, AT_ONCE):
            for channel in some:
                if str(channel.destination) not in fresh:
                    self._index.drop(channel)
        self._stored = stored
