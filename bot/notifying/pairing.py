"""Pairs: what a channel cannot be told, the channel paired with it is asked to hear instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.hours import quiet_until
from bot.alerting.matching import is_wanted
from bot.alerting.notification import Notification
from bot.alerting.spellings import mutual_pairs
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.message import Destination
from bot.domain.subject import IncidentSubject, Subject
from bot.notifying.session import Session
from bot.storage.outbox import STANDS_IN, PendingSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Asks pairs to stand in. `fixed` are channels from the settings."""

    stores: Session
    catalog: Catalog
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()

    async def ask(self, channel: Channel, ids: Iterable[str]) -> None:
        """Have the pair told of those of these subjects that the channel itself would hear of now.

        Nobody can have a stranger's channel told, not even one of the settings: it must name this one, too.
        """
        pair = await self._pair_of(channel)
        if pair is None:
            return
        wanted = await self._wanted(channel, list(ids))
        state = f"{STANDS_IN}{channel.destination}"
        pending = [PendingSubject(str(pair), id_, state) for id_ in wanted]
        await self.stores.outbox.put(pending, self.clock.now())

    async def out_of_reach(self, destination: str) -> str:
        """A channel whose pair this is, and that cannot be told at the moment; empty if there is none."""
        every = (*self.fixed, *await self.stores.channels.load_all())
        paired = [channel for channel in every if channel.paired is not None]
        for channel, pair in await self._pairs(paired, every):
            name = str(channel.destination)
            if str(pair) == destination and (await self.stores.health.load(name)).tells_pair(
                self.clock.now()
            ):
                return name
        return ""

    async def _pair_of(self, channel: Channel) -> Destination | None:
        """The pair, as it calls itself, if it names this channel, too."""
        every = (*self.fixed, *await self.stores.channels.load_all())
        return next((pair for _, pair in await self._pairs([channel], every)), None)

    async def _pairs(
        self, channels: Sequence[Channel], every: Iterable[Channel]
    ) -> list[tuple[Channel, Destination]]:
        """These channels, each with its pair, as that calls itself, where that names the channel, too."""
        if not any(channel.paired for channel in channels):
            return []
        return mutual_pairs(channels, every, await self.stores.channels.ids())

    async def _wanted(self, channel: Channel, ids: list[str]) -> list[str]:
        groups = await self.stores.subjects.groups(ids)
        every = [*ids, *groups.values()]
        subjects = await self.stores.subjects.load(every)
        records = await self.stores.notifications.load_many(every, str(channel.destination))
        heard = {id_ for id_, s in subjects.items() if self._is_heard(channel, s, records)}
        return [id_ for id_ in ids if id_ in heard and groups.get(id_) not in heard]

    def _is_heard(self, channel: Channel, subject: Subject, records: Mapping[str, Notification]) -> bool:
        now = self.clock.now()
        grade = subject.incident.grade if isinstance(subject, IncidentSubject) else None
        until = quiet_until(channel.quiet, now) if channel.quiet else None
        if DeliveryContext(now=now, channel=channel, quiet_until=until).is_quiet_for(grade):
            return False
        return is_wanted(channel, subject, self.catalog, self.traits) or records[subject.id].card is not None
