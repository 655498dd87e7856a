"""What telling channels needs of the store."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.notification import Notification
from bot.answers.snapshot import Snapshot
from bot.domain.channel import Channel
from bot.domain.look import OwnNetwork
from bot.domain.message import Destination
from bot.domain.reactions import Reactions
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline
from bot.storage.outbox import Claimed, FieldChange, Pending, PendingSubject
from bot.storage.streams import Entry
from bot.storage.subjects import Decide


class SubjectFeed(Protocol):
    """Subjects that are news, in order, each to one of those who read."""

    async def read(self, count: int) -> list[Entry[Subject]]:
        """Up to `count` of them; those that were read and not acknowledged first."""
        ...

    async def wait(self, block_ms: int, also: Mapping[str, bytes]) -> bool:
        """Whether there may be something to read, or behind these places, after the time given at most."""
        ...

    def reread(self) -> None:
        """Read what is not acknowledged again."""
        ...

    def acknowledge(self, pipe: Any, *entries: Entry[Subject]) -> None:
        """Queue the acknowledgement in the transaction that stores the effect."""
        ...


class SubjectStore(Protocol):
    """Subjects as they stand, their timelines, and who speaks for which report."""

    async def load(self, ids: Sequence[str]) -> dict[str, Subject]:
        """Those that are known, by id."""
        ...

    async def timeline(self, incident: str) -> Timeline:
        """What became of an incident, oldest first."""
        ...

    async def groups(self, subjects: Sequence[str]) -> dict[str, str]:
        """Which incident each of these reports is part of."""
        ...

    async def said(self, reports: Sequence[str]) -> dict[str, str]:
        """The incidents that are what these reports said of their cause."""
        ...

    async def commit(
        self, ids: Sequence[str], decide: Decide, acknowledge: Callable[[Any], None], now: datetime
    ) -> bool:
        """Store what `decide` makes of them, and acknowledge; False when another did meanwhile."""
        ...

    @property
    def is_behind(self) -> bool:
        """Whether much of what was decided is in no outbox yet."""
        ...

    @property
    def dispatched(self) -> Mapping[str, bytes]:
        """How far what was decided is known to be in outboxes: the place in each stream of it."""
        ...

    async def dispatch(self, now: datetime) -> int:
        """Put what was decided into outboxes; return how much that was."""
        ...


class NotificationStore(Protocol):
    """What each destination was told of each subject."""

    async def destinations_of(self, subjects: Sequence[str]) -> dict[str, frozenset[str]]:
        """Who has a record of each."""
        ...

    async def told(
        self, subjects: Sequence[str], destinations: Sequence[str]
    ) -> dict[tuple[str, str], bytes]:
        """What there is of these, as it is stored, by subject and destination."""
        ...

    def change_to(self, notification: Notification) -> FieldChange:
        """What stores a record."""
        ...


class HealthStore(Protocol):
    """How each destination is doing."""

    async def load(self, destination: str) -> ChannelHealth:
        """One record."""
        ...

    async def change(self, destination: str, step: Callable[[ChannelHealth], ChannelHealth]) -> ChannelHealth:
        """Replace a record by what `step` makes of it."""
        ...


class HealthRecords(Protocol):
    """The same, for who stores them with something else."""

    async def load(self, destination: str) -> ChannelHealth:
        """One record."""
        ...

    def change_to(self, destination: str, health: ChannelHealth) -> FieldChange:
        """What stores a record."""
        ...


class ReactionStore(Protocol):
    """What people did about subjects."""

    async def load_many(
        self, incidents: Sequence[str], destinations: Sequence[str]
    ) -> dict[tuple[str, str], Reactions]:
        """What these channels did about these, by incident and destination, where they did."""
        ...


class ChannelStore(Protocol):
    """Channels as people have set them."""

    async def load_all(self) -> tuple[Channel, ...]:
        """All of them."""
        ...

    async def learn(self, destination: Destination, id_: str) -> None:
        """Note under which id its platform knows it."""
        ...

    async def ids(self) -> Mapping[str, str]:
        """What we call the channels of which we have learned the id."""
        ...

    async def address_of(self, destination: Destination) -> Destination:
        """The channel by its platform's own id, where that is known."""
        ...


class OutboxStore(Protocol):
    """What each destination is to be told, and who is at it."""

    @property
    def filled(self) -> asyncio.Event:
        """Set whenever this process has put something into outboxes."""
        ...

    async def put(self, pending: Iterable[PendingSubject], now: datetime) -> None:
        """Have destinations told."""
        ...

    async def claim(self, now: datetime, count: int, rooms: Mapping[str, int] = {}) -> list[str]:
        """Take up to `count` destinations that are due, and of a platform as many as there is room for."""
        ...

    async def take_over(self) -> int:
        """Let go of what a process of our name held when it died."""
        ...

    async def look_again(self, now: datetime) -> None:
        """Have all of them looked at now."""
        ...

    async def renew(self, destination: str, changes: Sequence[FieldChange] = ()) -> bool:
        """Store what has changed of one and hold on to it; False when another has it."""
        ...

    async def load_many(self, destinations: Sequence[str], most: int) -> list[Claimed]:
        """What the store holds of some of these, until that is so many subjects."""
        ...

    async def finish(
        self,
        destination: str,
        seen: Pending,
        done: Mapping[str, str],
        again_at: datetime | None,
        now: datetime,
        changes: Sequence[FieldChange] = (),
    ) -> bool:
        """Give it back with what has changed; whether it is due again at once."""
        ...

    async def heard(self, destination: str, since: datetime) -> list[str]:
        """The subjects that it was to be told of since then."""
        ...

    async def heard_by(self, destinations: Sequence[str], since: datetime) -> dict[str, list[str]]:
        """The same of each of these."""
        ...


class SnapshotStore(Protocol):
    """What pages say now."""

    async def load(self, sources: tuple[str, ...]) -> Snapshot:
        """The pages of these sources, and the open incidents."""
        ...


class NetworkStore(Protocol):
    """Whether it is us."""

    async def load_vantages(self) -> Mapping[str, OwnNetwork]:
        """How sites elsewhere answer from each place that probes."""
        ...


class ChannelStores(Protocol):
    """All of them together."""

    @property
    def subjects(self) -> SubjectStore:
        """Subjects and timelines."""
        ...

    @property
    def notifications(self) -> NotificationStore:
        """What was told."""
        ...

    @property
    def health(self) -> HealthRecords:
        """How destinations are doing."""
        ...

    @property
    def reactions(self) -> ReactionStore:
        """What people did."""
        ...

    @property
    def channels(self) -> ChannelStore:
        """What people have set."""
        ...

    @property
    def outbox(self) -> OutboxStore:
        """What is to be told."""
        ...

    @property
    def snapshots(self) -> SnapshotStore:
        """What pages say."""
        ...

    @property
    def probes(self) -> NetworkStore:
        """Whether it is us."""
        ...
