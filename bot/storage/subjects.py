"""What channels are told about: the stream of it, how it stands now, and the timelines of incidents."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never

from redis.exceptions import WatchError

from bot.alerting.grouping import reports_of
from bot.clock import in_slices
from bot.domain.incident import Grade, Incident, IncidentChange, IncidentState
from bot.domain.subject import IncidentSubject, Notice, NoticeSubject, Subject, report_subject
from bot.domain.timeline import Timeline, TimelineEntry, entry_of
from bot.errors import StoreUnavailable
from bot.storage.arrivals import Arrivals
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.dispatch import Dispatch
from bot.storage.keys import ALERTS, GROUPED, NOTICED, SAID, SUBJECTS, TIMELINES
from bot.storage.outbox import PendingSubject
from bot.storage.relay import Relay
from bot.storage.remembered import RecentlyRead
from bot.storage.shards import shards_of
from bot.storage.streams import Entry, Group, Stream

Decide = Callable[[Mapping[str, Subject]], Awaitable[tuple[Sequence[Subject], Iterable[PendingSubject]]]]
"""From stored states to the subjects that are newer, and which destinations are to look at them."""

# A report that another incident has taken since is that one's.
_UNGROUP: Final = """
for i = 2, #ARGV do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
end
"""

# So many are encoded or decoded at a time: one of 250 members takes milliseconds.
AT_ONCE: Final = 8
# So much of what was read of late is kept decoded: many destinations are told of the same.
RECENT_BYTES: Final = 4 * 1024 * 1024
# A timeline of so many entries fills any picture; the oldest are dropped.
MAX_ENTRIES: Final = 1_000
GROUP: Final = "route"
# So much of what a dead router has left is taken over at once.
LEFT_AT_ONCE: Final = 100
NOWHERE: Final[Mapping[str, bytes]] = {}


class Subjects:
    """Reads subjects and timelines; queues their writing in the router's transaction.

    `filled` is set where what was decided came into outboxes.
    """

    def __init__(self, client: Client, filled: asyncio.Event | None = None) -> None:
        self._client = client
        self._dispatch = Dispatch(client, filled)
        self._recent = RecentlyRead(subject_in, RECENT_BYTES)

    async def load(self, ids: Sequence[str]) -> dict[str, Subject]:
        """The subjects that are known, by id."""
        if not ids:
            return {}
        found = dict[str, Subject]()
        rows = await self._client.mget([SUBJECTS.of(id_) for id_ in ids])
        async for some in in_slices(zip(ids, rows, strict=True), AT_ONCE):
            found |= {id_: self._recent.value(data) for id_, data in some if data is not None}
        return found

    async def timeline(self, incident: str) -> Timeline:
        """What became of an incident, oldest first."""
        return tuple(
            decode(data, TimelineEntry) for data in await self._client.lrange(TIMELINES.of(incident), 0, -1)
        )

    async def groups(self, subjects: Sequence[str]) -> dict[str, str]:
        """Which open announced incident each of these reports is part of."""
        if not subjects:
            return {}
        rows = await self._client.hmget(GROUPED.name, list(subjects))
        return {subject: row.decode() for subject, row in zip(subjects, rows, strict=True) if row is not None}

    async def said(self, reports: Sequence[str]) -> dict[str, str]:
        """The incidents that are what these reports said of their cause, before any claim."""
        if not reports:
            return {}
        rows = await self._client.mget([SAID.of(report) for report in reports])
        return {report: row.decode() for report, row in zip(reports, rows, strict=True) if row is not None}

    async def commit(
        self, ids: Sequence[str], decide: Decide, acknowledge: Callable[[Any], None], now: datetime
    ) -> bool:
        """Store what `decide` makes of these subjects' stored states, and acknowledge: all or nothing.

        What destinations are to look at goes on into their outboxes; if we die in between, by the next
        `dispatch`. False when another router stored one of them meanwhile: nothing was done.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            await pipe.watch(*(SUBJECTS.of(id_) for id_ in ids))
            stored = await self.load(ids)
            fresh, pending = await decide(stored)
            pipe.multi()
            async for some in in_slices(fresh, AT_ONCE):
                for subject in some:
                    self._store(pipe, subject, stored.get(subject.id))
                    stored[subject.id] = subject
            handed_over = await self._dispatch.append(pipe, pending)
            acknowledge(pipe)
            try:
                await pipe.execute()
            except WatchError:
                return False
        if handed_over:
            await self.dispatch(now)
        return True

    @property
    def is_behind(self) -> bool:
        """Whether more was decided than the last `dispatch` could put into outboxes."""
        return self._dispatch.is_behind

    @property
    def dispatched(self) -> Mapping[str, bytes]:
        """How far we know what was decided to be in outboxes: the place in each stream of it."""
        return self._dispatch.reached

    async def dispatch(self, now: datetime) -> int:
        """Put what was decided, be it by one who died since, into outboxes; return how much that was."""
        return await self._dispatch.step(now)

    def _store(self, pipe: Any, subject: Subject, before: Subject | None) -> None:
        pipe.set(SUBJECTS.of(subject.id), _encode(subject), ex=SUBJECTS.ttl)
        if isinstance(subject, IncidentSubject):
            key = TIMELINES.of(subject.id)
            pipe.rpush(key, encode(entry_of(subject.change)))
            pipe.ltrim(key, -MAX_ENTRIES, -1)
            pipe.expire(key, TIMELINES.ttl)
            was = before.incident if isinstance(before, IncidentSubject) else None
            self._group(pipe, subject.incident, was)
            if subject.incident.grade is Grade.EARLY:
                for member in subject.incident.members:
                    report = report_subject(member.source, member.report)
                    pipe.set(SAID.of(report), subject.id, ex=SAID.ttl)

    def _group(self, pipe: Any, incident: Incident, before: Incident | None) -> None:
        ids = reports_of(incident)
        if incident.state is not IncidentState.OPEN or not incident.grade.is_announced:
            ids = {}
        known = reports_of(incident) | (reports_of(before) if before else {})
        gone = [id_ for id_ in known if id_ not in ids]
        if gone:
            pipe.eval(_UNGROUP, 1, GROUPED.name, incident.id, *gone)
        if ids:
            pipe.hset(GROUPED.name, mapping=dict.fromkeys(ids, incident.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A subject in the store. Without an `id` it is an alert of an earlier version's stream."""

    id: str = ""
    change: IncidentChange | None = None
    notice: Notice | None = None


def _encode(subject: Subject) -> bytes:
    match subject:
        case IncidentSubject():
            return encode(_Subject(id=subject.id, change=subject.change))
        case NoticeSubject():
            return encode(_Subject(id=subject.id, notice=subject.notice))
        case _:
            assert_never(subject)


def subject_in(data: bytes) -> Subject:
    """A subject as it is stored. Raises StoreUnavailable as `decode` does."""
    stored = decode(data, _Subject)
    if stored.change is not None:
        return IncidentSubject(change=stored.change)
    if stored.notice is not None:
        return NoticeSubject(notice=stored.notice)
    raise StoreUnavailable(f"the store holds a subject {stored.id!r} that is about nothing")


SUBJECT_STREAM: Final = Stream(ALERTS, subject_in, _encode)
"""What is news, in order: an incident comes before the reports that it speaks for."""


class SubjectGroup(Group[Subject]):
    """What routers read of it, each under a name of its own; what pollers noticed is taken up on the way."""

    def __init__(self, client: Client, consumer: str) -> None:
        super().__init__(client, SUBJECT_STREAM, GROUP, consumer)
        self._noticed = Relay(client, [NOTICED.at(shard).name for shard in shards_of(client)], ALERTS)
        self._arrivals = Arrivals(client)
        self._arrived: AbstractSet[str] | None = None
        self._place: bytes | None = None
        self._left: list[Entry[Subject]] = []
        self._is_behind = False

    async def read(self, count: int) -> list[Entry[Subject]]:
        """As any group; what did not come by the word of `wait` is not looked for."""
        entries, self._left = self._left, []
        if not entries and self._is_behind:
            entries = await super().read(count)
        if not entries:
            arrived, self._arrived = self._arrived, None
            if arrived is None or not arrived.isdisjoint(self._noticed.reached):
                # What waits in shards is safe; moved faster than it is read, it would push out the oldest.
                await self._noticed.step(count)
            entries = await super().read(count)
            if arrived is None or ALERTS.name in arrived:
                self._place = None  # it may have been another's who was faster
        self._is_behind = len(entries) >= count
        if entries:
            self._place = entries[-1].id
        return entries

    async def _reclaimed(self) -> bool:
        """Whether others left something, which is the next to be read."""
        self._left = await self._reclaim(LEFT_AT_ONCE)
        return bool(self._left)

    async def wait(self, block_ms: int, also: Mapping[str, bytes] = NOWHERE) -> bool:
        """Whether there may be something to read, or behind these places, after the time given at most."""
        if self._pending_first or self._is_behind:
            return True
        if self._left or (self.reclaims and await self._reclaimed()):
            return True
        if self._place is None:
            self._place = await self.delivered()
        places = {**self._noticed.reached, **also, ALERTS.name: self._place}
        arrived = await self._arrivals.behind(places, block_ms, 1)
        if arrived is None:
            await self._noticed.places()
            self._place = None
        self._arrived = arrived.keys() if arrived else None
        return arrived is None or bool(arrived)
