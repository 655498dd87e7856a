"""Deliver: every destination is told what its outbox asks for, each by one process at a time.

A destination that fails is tried again later, and stops no other. Its order is kept.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.alerting.pace import Pace
from bot.alerting.plan import earliest
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.subject import Subject
from bot.errors import DeliveryError, RateLimited
from bot.ports import ChatPlatform
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.outbox import Mark, Marked, Outbox
from bot.storage.paces import Paces
from bot.storage.subjects import Subjects
from bot.workers.bulletin import Bulletin
from bot.workers.tell import Tell

logger = structlog.get_logger(__name__)

CONCURRENCY: Final = 16
LOOK_EVERY: Final = timedelta(milliseconds=250)
# A mark that asks a paired channel to stand in names whom for: "for:slack:#ops".
STANDS_IN: Final = "for:"
# A mark for what somebody here has asked for, whatever the channel watches.
ASKED_FOR: Final = "asked for"


@dataclass(slots=True, kw_only=True)
class Deliver:
    """Tells destinations. `fixed` are channels from the settings; `edits` the platforms that can edit."""

    client: Client
    outbox: Outbox
    platforms: Mapping[str, ChatPlatform]
    edits: Collection[str]
    catalog: Catalog
    clock: Clock
    fixed: tuple[Channel, ...] = ()
    _busy: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Deliver for ever, to many destinations at once."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                room = CONCURRENCY - len(self._busy)
                claimed = await self.outbox.claim(self.clock.now(), room) if room else []
                for destination in claimed:
                    self._busy.add(destination)
                    tasks.create_task(self._one(destination))
                if not claimed:
                    await self.clock.sleep(LOOK_EVERY)

    async def step(self) -> int:
        """Tell the destinations that are due, one after the other; return how many."""
        claimed = await self.outbox.claim(self.clock.now(), CONCURRENCY)
        for destination in claimed:
            await self._one(destination)
        return len(claimed)

    async def _one(self, destination: str) -> None:
        """Tell one destination; whatever goes wrong there stops no other."""
        seen, told = Marked({}, ""), dict[str, str]()
        again: datetime | None = None
        try:
            seen = await self.outbox.load(destination)
            again = await self._tell(destination, seen, told)
        except Exception:
            logger.exception("Delivery crashed", to=destination)
            again = await self._failed(destination, "failed on our side")
        finally:
            self._busy.discard(destination)
            await self.outbox.finish(destination, seen, told, again, self.clock.now())

    async def _tell(self, destination: str, seen: Marked, told: dict[str, str]) -> datetime | None:
        pace = await Paces(self.client).load(destination)
        if pace.retry_at is not None and self.clock.now() < pace.retry_at:
            return pace.retry_at
        channel = await self._channel(destination, seen)
        if channel is None or channel.destination.platform not in self.platforms:
            told |= seen.subjects
            return None
        tell = self._teller(channel, pace)
        try:
            again = await self._subjects(tell, seen, told)
            bulletin = Bulletin(tell=tell, client=self.client, outbox=self.outbox)
            return earliest(again, await bulletin.storm(), await bulletin.digest())
        except DeliveryError as error:
            logger.warning("Delivery failed", to=destination, error=str(error))
            if isinstance(error, RateLimited):
                return await self._put_off(destination, timedelta(seconds=error.retry_after_seconds))
            retry_at = await self._failed(destination, str(error))
            await self._tell_pair(channel, seen, told)
            return retry_at

    async def _subjects(self, tell: Tell, seen: Marked, told: dict[str, str]) -> datetime | None:
        """Each subject in the order of what happened; those held back stay marked."""
        subjects = await Subjects(self.client).load(list(seen.subjects))
        told |= {id_: mark for id_, mark in seen.subjects.items() if id_ not in subjects}
        again: datetime | None = None
        for subject in sorted(subjects.values(), key=_order):
            mark = seen.subjects[subject.id]
            stands_in = mark.removeprefix(STANDS_IN) if mark.startswith(STANDS_IN) else ""
            later = await tell.subject(subject, stands_in, is_asked_for=mark == ASKED_FOR)
            again = earliest(again, later)
            if later is None:
                told[subject.id] = mark
        return again

    async def _channel(self, destination: str, seen: Marked) -> Channel | None:
        """The channel's settings; bare ones for who stands in for another and has none."""
        for channel in self.fixed:
            if str(channel.destination) == destination:
                return await Channels(self.client).load(channel.destination) or channel
        stored = {str(c.destination): c for c in await Channels(self.client).load_all()}
        if destination in stored:
            return stored[destination]
        paired = {str(c.paired): c.paired for c in (*self.fixed, *stored.values()) if c.paired is not None}
        stands_in = any(mark.startswith(STANDS_IN) for mark in seen.subjects.values())
        return Channel(destination=paired[destination]) if stands_in and destination in paired else None

    def _teller(self, channel: Channel, pace: Pace) -> Tell:
        to = channel.destination
        return Tell(
            client=self.client,
            outbox=self.outbox,
            platform=self.platforms[to.platform],
            channel=channel,
            catalog=self.catalog,
            clock=self.clock,
            edits=to.platform in self.edits,
            pace=pace,
        )

    async def _put_off(self, destination: str, wait: timedelta) -> datetime | None:
        paces = Paces(self.client)
        pace = (await paces.load(destination)).asked_to_wait(self.clock.now(), wait)
        await paces.save(destination, pace)
        return pace.retry_at

    async def _failed(self, destination: str, trouble: str) -> datetime | None:
        paces = Paces(self.client)
        pace = (await paces.load(destination)).failed(self.clock.now(), trouble)
        await paces.save(destination, pace)
        return pace.retry_at

    async def _tell_pair(self, channel: Channel, seen: Marked, told: Mapping[str, str]) -> None:
        """Out of reach for long enough: the paired channel is asked to stand in."""
        now = self.clock.now()
        pace = await Paces(self.client).load(str(channel.destination))
        if channel.paired is None or not pace.tells_pair(now):
            return
        mark = f"{STANDS_IN}{channel.destination}"
        untold = [id_ for id_, m in seen.subjects.items() if id_ not in told and not m.startswith(STANDS_IN)]
        await self.outbox.put((Mark(str(channel.paired), id_, mark) for id_ in untold), now)


def _order(subject: Subject) -> tuple[datetime, str]:
    return subject.at, subject.id
