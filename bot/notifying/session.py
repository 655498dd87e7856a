"""What one process has in hand of a destination while it tells it: a unit of work over the store.

What the store holds of it is read ahead, with that of others. What changes goes to the store with the next
renewal of the lease, which is before every call to a platform, or at the end: all of it, or, where another
holds the destination by then, nothing. What others may change is read anew once a platform was called.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.channel import Channel
from bot.notifying.reading_ahead import ReadAhead
from bot.notifying.session_views import (
    AddressedChannels,
    HeldHealth,
    HeldRecords,
    KnownNetworks,
    KnownReactions,
    KnownSubjects,
)
from bot.notifying.stores import ChannelStores, SnapshotStore
from bot.storage.channels import channel_in
from bot.storage.outbox import Claimed, FieldChange, PendingSubject


@dataclass(slots=True, kw_only=True, eq=False)
class HeldOutbox:
    """The lease, and what is to be put into outboxes."""

    session: "Session"

    async def put(self, pending: Iterable[PendingSubject], now: datetime) -> None:
        """Have destinations told."""
        await self.session.stores.outbox.put(pending, now)

    async def renew(self, destination: str) -> bool:
        """Store what has changed and hold on; False when another has the destination."""
        assert destination == self.session.claimed.destination
        return await self.session.renew()

    async def heard(self, destination: str, since: datetime) -> list[str]:
        """The subjects that it was to be told of since then."""
        return await self.session.stores.outbox.heard(destination, since)


class Session:
    """One destination that this process holds. `ahead` is what was read for it and for others."""

    def __init__(self, stores: ChannelStores, claimed: Claimed, ahead: ReadAhead) -> None:
        self.stores = stores
        self.claimed = claimed
        self.notifications = HeldRecords(stores=stores, claimed=claimed, ahead=ahead)
        self.health = HeldHealth(stores=stores, claimed=claimed)
        self.subjects = KnownSubjects(stores, claimed, ahead)
        self.reactions = KnownReactions(stores, claimed, ahead)
        self.probes = KnownNetworks(stores=stores, ahead=ahead)
        self.outbox = HeldOutbox(session=self)
        self.channels = AddressedChannels(stores=stores, ahead=ahead)

    @property
    def snapshots(self) -> SnapshotStore:
        """What pages say."""
        return self.stores.snapshots

    @property
    def channel(self) -> Channel | None:
        """The channel as people have set it. Raises StoreUnavailable for what cannot be read."""
        return channel_in(self.claimed.channel) if self.claimed.channel else None

    async def renew(self) -> bool:
        """Store what has changed and hold on to the destination, before a platform is called."""
        is_ours = await self.stores.outbox.renew(self.claimed.destination, self._changes())
        self._stored()
        # While the platform takes its time, others go on.
        self.subjects.forget()
        self.reactions.forget()
        return is_ours

    async def finish(self, done: Mapping[str, str], again_at: datetime | None, now: datetime) -> bool:
        """Store what has changed and give the destination back; whether it is due again at once."""
        place, seen = self.claimed.destination, self.claimed.pending
        return await self.stores.outbox.finish(place, seen, done, again_at, now, self._changes())

    def _changes(self) -> list[FieldChange]:
        health = self.health.changed
        return [*self.notifications.changed.values(), *([health] if health is not None else ())]

    def _stored(self) -> None:
        self.notifications.changed.clear()
        self.health.changed = None
