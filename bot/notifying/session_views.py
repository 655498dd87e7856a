"""What a session has of each thing that the store keeps: read ahead, or of its own. See `session.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.notification import Notification
from bot.domain.channel import Channel
from bot.domain.look import OwnNetwork
from bot.domain.message import Destination
from bot.domain.reactions import Reactions
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline
from bot.notifying.reading_ahead import ReadAhead
from bot.notifying.stores import ChannelStores
from bot.storage.channels import address_among, health_in
from bot.storage.outbox import Claimed, FieldChange
from bot.storage.told_records import record_in


@dataclass(slots=True, kw_only=True, eq=False)
class HeldRecords:
    """What the destination was told, and others where they are asked for."""

    stores: ChannelStores
    claimed: Claimed
    ahead: ReadAhead
    changed: dict[str, FieldChange] = field(default_factory=dict)
    _known: dict[str, Notification] = field(default_factory=dict)

    async def load(self, subject: str, destination: str) -> Notification:
        """One record."""
        return (await self.load_many([subject], destination))[subject]

    async def load_many(self, subjects: Sequence[str], destination: str) -> dict[str, Notification]:
        """One record each."""
        if destination != self.claimed.destination:
            told = await self.stores.notifications.told(subjects, [destination])
            return {id_: record_in(told.get((id_, destination)), id_, destination) for id_ in subjects}
        unknown = [id_ for id_ in subjects if id_ not in self._known]
        rows = {id_: self._row(id_) for id_ in unknown if self._is_read(id_)}
        asked = [id_ for id_ in unknown if id_ not in rows]
        if asked:
            told = await self.stores.notifications.told(asked, [destination])
            rows |= {id_: told.get((id_, destination)) for id_ in asked}
        self._known |= {id_: record_in(data, id_, destination) for id_, data in rows.items()}
        return {id_: self._known[id_] for id_ in subjects}

    async def load_told(self, subjects: Sequence[str], destination: str) -> dict[str, Notification]:
        """The records of those of which it was told."""
        there = [id_ for id_ in subjects if not self._is_read(id_) or self._row(id_) or id_ in self._known]
        return await self.load_many(there, destination)

    async def save(self, notification: Notification) -> None:
        """Have a record stored with what else changes. What cannot be stored fails here and now."""
        self.changed[notification.subject] = self.stores.notifications.change_to(notification)
        self._known[notification.subject] = notification

    def _is_read(self, subject: str) -> bool:
        return subject in self.claimed.records or subject in self.ahead.asked

    def _row(self, subject: str) -> bytes | None:
        own = self.claimed.records.get(subject)
        return own if own is not None else self.ahead.records.get((subject, self.claimed.destination))


@dataclass(slots=True, kw_only=True, eq=False)
class HeldHealth:
    """How the destination is doing, and others where they are asked for."""

    stores: ChannelStores
    claimed: Claimed
    changed: FieldChange | None = None
    _known: ChannelHealth | None = None

    async def load(self, destination: str) -> ChannelHealth:
        """One record."""
        if destination != self.claimed.destination:
            return await self.stores.health.load(destination)
        if self._known is None:
            data = self.claimed.health
            self._known = health_in(data) if data else ChannelHealth()
        return self._known

    async def change(self, destination: str, step: Callable[[ChannelHealth], ChannelHealth]) -> ChannelHealth:
        """Have the record replaced, with what else changes, by what `step` makes of it.

        What cannot be stored fails here and now.
        """
        assert destination == self.claimed.destination
        before = await self.load(destination)
        after = step(before)
        if after != before:
            self.changed = self.stores.health.change_to(destination, after)
        self._known = after
        return after


class KnownSubjects:
    """Subjects as they stood when the destination was taken, and who speaks for which report now."""

    def __init__(self, stores: ChannelStores, claimed: Claimed, ahead: ReadAhead) -> None:
        self._stores = stores
        self._ahead = ahead
        self._own = list(claimed.pending.subjects)
        self._groups: Mapping[str, str] | None = ahead.groups
        self._said: Mapping[str, str] | None = ahead.said

    def forget(self) -> None:
        """Read anew what others may have changed."""
        self._groups = self._said = None

    async def load(self, ids: Sequence[str]) -> dict[str, Subject]:
        """Those that are known, by id."""
        known = self._ahead.subjects
        asked = [id_ for id_ in ids if id_ not in known]
        found = {**known, **await self._stores.subjects.load(asked)} if asked else known
        return {id_: found[id_] for id_ in ids if id_ in found}

    async def groups(self, subjects: Sequence[str]) -> dict[str, str]:
        """Which incident each of these reports is part of."""
        if not self._are_known(subjects):
            return await self._stores.subjects.groups(subjects)
        if self._groups is None:
            self._groups = await self._stores.subjects.groups(self._own)
        return {id_: self._groups[id_] for id_ in subjects if id_ in self._groups}

    async def said(self, reports: Sequence[str]) -> dict[str, str]:
        """The incidents that are what these reports said of their cause."""
        if not self._are_known(reports):
            return await self._stores.subjects.said(reports)
        if self._said is None:
            self._said = await self._stores.subjects.said(self._own)
        return {id_: self._said[id_] for id_ in reports if id_ in self._said}

    async def timeline(self, incident: str) -> Timeline:
        """What became of an incident, oldest first."""
        if self._groups is None:
            return await self._stores.subjects.timeline(incident)
        return await self._ahead.once(incident, lambda: self._stores.subjects.timeline(incident))

    def _are_known(self, subjects: Sequence[str]) -> bool:
        return all(id_ in self._ahead.subjects for id_ in subjects)


class KnownReactions:
    """What people did in the channel."""

    def __init__(self, stores: ChannelStores, claimed: Claimed, ahead: ReadAhead) -> None:
        self._stores = stores
        self._ahead = ahead
        self._own = list(claimed.pending.subjects)
        self._known: Mapping[tuple[str, str], Reactions] | None = ahead.reactions

    def forget(self) -> None:
        """Read anew what others may have changed."""
        self._known = None

    async def load(self, subject: str, destination: Destination) -> Reactions:
        """What they did about a subject."""
        name = str(destination)
        if subject not in self._ahead.subjects:
            return (await self._stores.reactions.load_many([subject], [name])).get(
                (subject, name), Reactions()
            )
        if self._known is None:
            self._known = await self._stores.reactions.load_many(self._own, [name])
        return self._known.get((subject, name), Reactions())


@dataclass(slots=True, kw_only=True, eq=False)
class KnownNetworks:
    """Whether it is us, read once for many."""

    stores: ChannelStores
    ahead: ReadAhead

    async def load_vantages(self) -> Mapping[str, OwnNetwork]:
        """How sites elsewhere answer from each place that probes."""
        return await self.ahead.once("vantages", self.stores.probes.load_vantages)


@dataclass(slots=True, kw_only=True, eq=False)
class AddressedChannels:
    """Channels, their names read once for many."""

    stores: ChannelStores
    ahead: ReadAhead

    async def load_all(self) -> tuple[Channel, ...]:
        """All of them."""
        return await self.stores.channels.load_all()

    async def ids(self) -> Mapping[str, str]:
        """What we call the channels of which we have learned the id."""
        return await self.stores.channels.ids()

    async def learn(self, destination: Destination, id_: str) -> None:
        """Note under which id its platform knows it."""
        await self.stores.channels.learn(destination, id_)

    async def address_of(self, destination: Destination) -> Destination:
        """The channel by its platform's own id, where that is known."""
        known = await self.ahead.once("names", self._ids_by_name)
        return address_among(destination, known.get(str(destination), ()))

    async def _ids_by_name(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for id_, name in (await self.stores.channels.ids()).items():
            found.setdefault(name, []).append(id_)
        return found
