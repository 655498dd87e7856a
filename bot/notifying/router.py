"""The router: what is news goes into the outbox of every channel that it concerns.

What is stored for chat (subjects, timelines, who is part of what), what is handed over to outboxes, and the
acknowledgement commit together. Several may route at once: a subject never falls back to an older state.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

from bot.alerting.grouping import swayed
from bot.alerting.plan import version_of
from bot.clock import Clock, in_slices
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.notifying.audience import Audience
from bot.notifying.catch_up import catch_up
from bot.notifying.stores import ChannelStores, SubjectFeed
from bot.storage.outbox import PendingSubject
from bot.storage.streams import Entry
from bot.tracing import span

BATCH: Final = 100
BLOCK_MS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Reads subjects, fills the outboxes of their audience."""

    feed: SubjectFeed
    stores: ChannelStores
    audience: Audience
    clock: Clock

    async def run(self, beat: Beat = no_beat) -> None:
        """Route for ever, after a look at what is open, and beat after each step."""
        await self.catch_up()
        while True:
            await self.step(BLOCK_MS)
            await beat()

    async def catch_up(self) -> int:
        """Have what is open and was to be told looked at again; return how much that is."""
        return await catch_up(self.stores, self.audience, self.clock.now())

    async def step(self, wait_ms: int = 0) -> int:
        """Route what is new, waiting for it so long at most.

        Returns how many entries were read, or were left by one who died.
        """
        subjects = self.stores.subjects
        # What was decided goes before what is to be: it would pile up in the store.
        if not subjects.is_behind:
            if not await self.feed.wait(wait_ms, subjects.dispatched):
                return 0
            entries = await self.feed.read(BATCH)
            if entries:
                with span("route", subjects=len(entries)):
                    await self._take_in(entries)
                return len(entries)
        return await subjects.dispatch(self.clock.now())

    async def _take_in(self, entries: Sequence[Entry[Subject]]) -> None:
        subjects = [entry.value for entry in entries]
        ids = list(dict.fromkeys(subject.id for subject in subjects))

        async def routed(stored: Mapping[str, Subject]) -> tuple[list[Subject], Iterable[PendingSubject]]:
            fresh = list(_newer(subjects, stored))
            return fresh, await self._pending({subject.id: subject for subject in fresh}, stored)

        def acknowledge(pipe: Any) -> None:
            self.feed.acknowledge(pipe, *entries)

        if not await self.stores.subjects.commit(ids, routed, acknowledge, self.clock.now()):
            self.feed.reread()

    async def _pending(
        self, newest: Mapping[str, Subject], stored: Mapping[str, Subject]
    ) -> Iterator[PendingSubject]:
        """Which destination is to look at which subject: those it concerns, and those once told of it.

        So are the reports for which an incident speaks from now on, or no longer does.
        """
        again = dict[str, str]()
        async for ((id_, subject),) in in_slices(newest.items(), 1):
            again |= dict.fromkeys(_swayed(subject, stored.get(id_)), f"{id_} {version_of(subject)}")
        again = {id_: state for id_, state in again.items() if id_ not in newest}
        subjects = {**await self.stores.subjects.load(list(again)), **newest}
        over = [id_ for id_, subject in subjects.items() if id_ not in newest and subject.is_over]
        told = await self.audience.of(subjects, only_told=over)
        found = defaultdict[str, list[tuple[str, str]]](list)
        async for ((id_, subject),) in in_slices(subjects.items(), 1):
            state = id_, again.get(id_) or version_of(subject)
            for destination in told[id_]:
                found[destination].append(state)
        return (PendingSubject(to, id_, state) for to in sorted(found) for id_, state in found[to])


def _swayed(subject: Subject, before: Subject | None) -> tuple[str, ...]:
    """The reports about which channels may have to think again, now that it is news."""
    if not isinstance(subject, IncidentSubject):
        return ()
    return swayed(before.incident if isinstance(before, IncidentSubject) else None, subject.incident)


def _newer(subjects: Iterable[Subject], stored: Mapping[str, Subject]) -> Iterator[Subject]:
    """Those that are newer than what is stored, each by its own kind of order."""
    newest = dict(stored)
    for subject in subjects:
        before = newest.get(subject.id)
        if before is None or _order(subject) > _order(before):
            newest[subject.id] = subject
            yield subject


def _order(subject: Subject) -> float:
    match subject:
        case IncidentSubject():
            return subject.incident.version
        case NoticeSubject():
            return subject.at.timestamp()
        case _:
            assert_never(subject)
