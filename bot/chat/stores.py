"""What chat needs of the store."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.notification import Notification
from bot.answers.snapshot import KeptPast, Snapshot
from bot.answers.wanted import PastWanted
from bot.domain.channel import Channel
from bot.domain.contact import Contact
from bot.domain.crowd import Crowd
from bot.domain.message import Destination, MessageRef
from bot.domain.reactions import Reactions, Vote
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline
from bot.storage.inquiries import TakenInquiry
from bot.storage.outbox import Pending, PendingSubject
from bot.storage.subjects import Decide


class ChannelRegister(Protocol):
    """Channels as people have set them."""

    async def load(self, destination: Destination) -> Channel | None:
        """One of them."""
        ...

    async def load_named(self, destination: str) -> Channel | None:
        """The same by the destination's name."""
        ...

    async def load_all(self) -> tuple[Channel, ...]:
        """All of them."""
        ...

    async def name_of(self, destination: Destination) -> str:
        """What we call a channel of which a platform tells us the id."""
        ...

    async def save(self, channel: Channel, now: datetime) -> None:
        """Store one."""
        ...

    async def exchange(self, before: Channel, after: Channel, now: datetime) -> bool:
        """Store `after` where `before` still is; False when somebody was faster."""
        ...

    async def forget(self, platform: str, team: str) -> int:
        """Remove those of a workspace or server."""
        ...


class SubjectRegister(Protocol):
    """What channels are told about, as it stands, and the timelines of incidents."""

    async def load(self, ids: Sequence[str]) -> Mapping[str, Subject]:
        """Those that are known, by id."""
        ...

    async def timeline(self, incident: str) -> Timeline:
        """What became of an incident, oldest first."""
        ...

    async def groups(self, subjects: Sequence[str]) -> dict[str, str]:
        """Which incident each of these reports is part of."""
        ...

    async def commit(
        self, ids: Sequence[str], decide: Decide, acknowledge: Callable[[Any], None], now: datetime
    ) -> bool:
        """Store what `decide` makes of them, with whom it is to be told."""
        ...


class ReactionRegister(Protocol):
    """What people did about subjects."""

    async def load(self, incident: str, destination: Destination) -> Reactions:
        """What one channel did about one of them."""
        ...

    async def change(
        self, incident: str, destination: Destination, step: Callable[[Reactions], Reactions]
    ) -> Reactions:
        """Replace what a channel did by what `step` makes of it."""
        ...

    async def vote(self, vote: Vote) -> bool:
        """Keep somebody's word; False when it is enough."""
        ...


class ContactLog(Protocol):
    """Who turned to us lately."""

    async def is_first(self, id_: str) -> bool:
        """Note a contact; False if it was noted before."""
        ...

    async def take(self, id_: str, revision: str, text: str) -> tuple[bool, bool]:
        """Note what was written: whether it is to be dealt with, and whether it is an edit."""
        ...

    async def answered(self, id_: str, answer: MessageRef | None) -> None:
        """Note where the answer is."""
        ...

    async def earlier(self, id_: str) -> TakenInquiry:
        """What became of the answer before an edit."""
        ...

    async def is_newest(self, id_: str, revision: str) -> bool:
        """Whether no later edit was taken meanwhile."""
        ...

    async def count(self, person: str) -> int:
        """Count one more of a person; how many it were within a minute."""
        ...


class NotificationReader(Protocol):
    """What each channel was told."""

    async def load_many(self, subjects: Sequence[str], destination: str) -> dict[str, Notification]:
        """One record each."""
        ...


class ChatOutbox(Protocol):
    """What each channel is to be told."""

    async def load(self, destination: str) -> Pending:
        """What one of them is to be told."""
        ...

    async def heard(self, destination: str, since: datetime) -> list[str]:
        """The subjects that it was to be told of since then."""
        ...

    async def put(self, pending: Iterable[PendingSubject], now: datetime) -> None:
        """Have channels told."""
        ...


class SnapshotReader(Protocol):
    """What pages say now."""

    async def load(self, sources: tuple[str, ...], about: Collection[str] | None = None) -> Snapshot:
        """The pages of these sources, and the open incidents: all, or at least those `about` these."""
        ...


class PastArchive(Protocol):
    """What was."""

    async def load(self, wanted: PastWanted) -> KeptPast:
        """What was in a stretch of time."""
        ...


class HealthReader(Protocol):
    """How each channel is doing."""

    async def load(self, destination: str) -> ChannelHealth:
        """One of them."""
        ...


class AskingRegister(Protocol):
    """Who asks about which service."""

    async def note(self, service: str, contact: Contact, now: datetime) -> Crowd | None:
        """Count somebody; what all come to."""
        ...

    async def load(self, service: str, now: datetime) -> Crowd | None:
        """What all come to."""
        ...

    async def inform(self, service: str, contact: Contact, now: datetime) -> None:
        """Note that a channel knows from us."""
        ...

    async def is_informed(self, service: str, contact: Contact, now: datetime) -> bool:
        """Whether it does."""
        ...


class GreetingReader(Protocol):
    """Whom we said hello to."""

    async def greeted_at(self, destination: str) -> datetime | None:
        """When, if ever."""
        ...


class HeartbeatReader(Protocol):
    """How our own parts are doing."""

    async def load(self, now: datetime) -> Mapping[str, datetime]:
        """When each was last well."""
        ...

    async def ailments(self, now: datetime) -> Mapping[str, str]:
        """What ails those that are not."""
        ...


class SourceQueue(Protocol):
    """When pages are read."""

    async def hasten(self, sources: Collection[str], now: datetime) -> int:
        """Have those of them that are due, or were never read, come first."""
        ...


class ChatStores(Protocol):
    """All of them together."""

    @property
    def channels(self) -> ChannelRegister:
        """How channels are set."""
        ...

    @property
    def subjects(self) -> SubjectRegister:
        """What there is to tell."""
        ...

    @property
    def notifications(self) -> NotificationReader:
        """What was told."""
        ...

    @property
    def reactions(self) -> ReactionRegister:
        """What people did about it."""
        ...

    @property
    def inquiries(self) -> ContactLog:
        """Who turned to us."""
        ...

    @property
    def outbox(self) -> ChatOutbox:
        """Who is to be told."""
        ...

    @property
    def snapshots(self) -> SnapshotReader:
        """What pages say."""
        ...

    @property
    def past(self) -> PastArchive:
        """What was."""
        ...

    @property
    def health(self) -> HealthReader:
        """How channels are doing."""
        ...

    @property
    def sources(self) -> SourceQueue:
        """When pages are read."""
        ...

    @property
    def askings(self) -> AskingRegister:
        """Who asks about what."""
        ...

    @property
    def greetings(self) -> GreetingReader:
        """Whom we greeted."""
        ...

    @property
    def heartbeats(self) -> HeartbeatReader:
        """How we are doing."""
        ...
