"""Route: what is news goes into the outbox of every channel that it concerns.

What is stored for chat (subjects, stories, who is part of what) and the marks commit together with the
acknowledgement. Several may route at once: a subject never falls back to an older state.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.alerting.matching import concerns
from bot.alerting.plan import version_of
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.alert import Alert
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.notice import Notice
from bot.domain.subject import Subject, subject_of_change, subject_of_notice
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.keys import ALERTS, NOTICES
from bot.storage.notifications import Notifications
from bot.storage.outbox import PendingSubject
from bot.storage.streams import Entry, Group
from bot.storage.subjects import Subjects

BATCH: Final = 50
BLOCK_MS: Final = 2_000


@dataclass(slots=True, kw_only=True)
class Router:
    """Reads alerts and notices, marks outboxes. `fixed` are channels from the settings."""

    client: Client
    alerts: Group[Alert]
    notices: Group[Notice]
    catalog: Catalog
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()

    async def run(self) -> None:
        """Route for ever."""
        while True:
            if not await self.step():
                await self.client.xread({ALERTS.name: "$", NOTICES.name: "$"}, count=1, block=BLOCK_MS)

    async def step(self) -> int:
        """Route what is new; return how many entries were read."""
        # Notices first: the alert that came with a notice is there by then, and is stored before it.
        notices = await self.notices.read(BATCH)
        alerts = await self.alerts.read(BATCH)
        if notices or alerts:
            await self._take_in(alerts, notices)
        return len(notices) + len(alerts)

    async def _take_in(self, alerts: Sequence[Entry[Alert]], notices: Sequence[Entry[Notice]]) -> None:
        subjects = [
            *(subject_of_change(entry.value.change) for entry in alerts),
            *(subject_of_notice(entry.value) for entry in notices),
        ]
        ids = list(dict.fromkeys(subject.id for subject in subjects))

        async def marked(stored: Mapping[str, Subject]) -> tuple[list[Subject], list[PendingSubject]]:
            fresh = list(_newer(subjects, stored))
            return fresh, await self._marks({subject.id: subject for subject in fresh})

        def acknowledge(pipe: Any) -> None:
            self.alerts.acknowledge(pipe, *alerts)
            self.notices.acknowledge(pipe, *notices)

        if not await Subjects(self.client).commit(ids, marked, acknowledge, self.clock.now()):
            self.alerts.again()
            self.notices.again()

    async def _marks(self, subjects: Mapping[str, Subject]) -> list[PendingSubject]:
        """Which destination is to look at which subject: those it concerns, and those once told of it."""
        channels = {c.destination: c for c in (*self.fixed, *await Channels(self.client).load_all())}
        known = {str(c.destination) for c in channels.values()}
        known |= {str(c.paired) for c in channels.values() if c.paired is not None}
        told = await Notifications(self.client).told(list(subjects))
        found = []
        for id_, subject in subjects.items():
            hearing = (c for c in channels.values() if concerns(c, subject, self.catalog, self.traits))
            concerned = {*(str(c.destination) for c in hearing), *(told[id_] & known)}
            found += [
                PendingSubject(destination, id_, version_of(subject)) for destination in sorted(concerned)
            ]
        return found


def _newer(subjects: Iterable[Subject], stored: Mapping[str, Subject]) -> Iterator[Subject]:
    """Those that are newer than what is stored, each by its own kind of order."""
    newest = dict(stored)
    for subject in subjects:
        before = newest.get(subject.id)
        if before is None or _order(subject) > _order(before):
            newest[subject.id] = subject
            yield subject


def _order(subject: Subject) -> float:
    return subject.incident.version if subject.incident else subject.at.timestamp()
