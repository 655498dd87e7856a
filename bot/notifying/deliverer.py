"""Deliver: every destination is told what its outbox asks for, each by one process at a time.

A destination that fails is tried again later, and stops no other. Its order is kept.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.plan import earliest
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.subject import Subject
from bot.errors import DeliveryError, RateLimited
from bot.notifying.digest import Bulletin
from bot.notifying.notifier import Notifier
from bot.notifying.pairing import STANDS_IN, Pairing
from bot.ports import ChatPlatform
from bot.storage.channel_health import ChannelHealths
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.lease import LeaseLost
from bot.storage.outbox import Outbox, Pending
from bot.storage.subjects import Subjects

logger = structlog.get_logger(__name__)

CONCURRENCY: Final = 16
LOOK_EVERY: Final = timedelta(milliseconds=250)
# A fault of ours needs a mended program, or another state of the subject.
AGAIN_AFTER_A_FAULT: Final = timedelta(minutes=5)
# Where this process has no token for a platform.
AGAIN_WITHOUT_PLATFORM: Final = timedelta(seconds=30)
# A mark for what somebody here has asked for, whatever the channel watches.
ASKED_FOR: Final = "asked for"


@dataclass(slots=True, kw_only=True)
class Deliverer:
    """Tells destinations. `fixed` are channels from the settings."""

    client: Client
    outbox: Outbox
    platforms: Mapping[str, ChatPlatform]
    catalog: Catalog
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()
    _busy: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Deliver for ever, to many destinations at once."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                room = CONCURRENCY - len(self._busy)
                claimed = await self.outbox.claim(self.clock.now(), room) if room else []
                # One of our own whose lease ran out meanwhile has it again: we are at it.
                for destination in set(claimed) - self._busy:
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
        seen, told = Pending({}, ""), dict[str, str]()
        # Whoever is stopped in the middle leaves the rest to be told at once.
        again: datetime | None = self.clock.now()
        try:
            seen = await self.outbox.load(destination)
            again = await self._tell(destination, seen, told)
        except LeaseLost as lost:
            logger.warning("Delivery was taken over", to=destination, error=str(lost))
        except Exception:
            logger.exception("Delivery crashed", to=destination)
            again = (await self._failed(destination, "failed on our side")).retry_at
        finally:
            self._busy.discard(destination)
            await self.outbox.finish(destination, seen, told, again, self.clock.now())

    async def _tell(self, destination: str, seen: Pending, told: dict[str, str]) -> datetime | None:
        pace = await ChannelHealths(self.client).load(destination)
        channel = await self._channel(destination)
        if channel is None:
            told |= seen.subjects
            return None
        if channel.destination.platform not in self.platforms:
            # Another process may have it; marks are kept for whoever does.
            return self.clock.now() + AGAIN_WITHOUT_PLATFORM
        if pace.retry_at is not None and self.clock.now() < pace.retry_at:
            await self._tell_pair(channel, pace, seen, told)
            return pace.retry_at
        tell = self._teller(channel, pace)
        try:
            again = await self._subjects(tell, seen, told)
            if channel.paired is not None and tell.refused:
                await self._pairs.ask(channel, tell.refused)
            bulletin = Bulletin(tell=tell, client=self.client, outbox=self.outbox)
            return earliest(again, await bulletin.storm(), await bulletin.digest())
        except DeliveryError as error:
            logger.warning("Delivery failed", to=destination, error=str(error))
            if isinstance(error, RateLimited):
                return await self._put_off(destination, timedelta(seconds=error.retry_after_seconds))
            pace = await self._failed(destination, str(error))
            await self._tell_pair(channel, pace, seen, told)
            return pace.retry_at

    async def _subjects(self, tell: Notifier, seen: Pending, told: dict[str, str]) -> datetime | None:
        """Each subject in the order of what happened; those held back stay marked."""
        subjects = await Subjects(self.client).load(list(seen.subjects))
        told |= {id_: mark for id_, mark in seen.subjects.items() if id_ not in subjects}
        again: datetime | None = None
        stood_in_for = ""
        if not tell.channel.watches:
            stood_in_for = await self._pairs.out_of_reach(str(tell.channel.destination))
        for subject in sorted(subjects.values(), key=_order):
            mark = seen.subjects[subject.id]
            later = await self._subject(tell, subject, mark, stood_in_for)
            again = earliest(again, later)
            if later is None:
                told[subject.id] = mark
        return again

    async def _subject(
        self, tell: Notifier, subject: Subject, mark: str, stood_in_for: str
    ) -> datetime | None:
        """One subject. What we cannot tell through a fault of our own stops no other, and waits."""
        stands_in = mark.removeprefix(STANDS_IN) if mark.startswith(STANDS_IN) else stood_in_for
        is_asked_for = mark == ASKED_FOR or mark.startswith(STANDS_IN)
        try:
            return await tell.subject(subject, stands_in, is_asked_for=is_asked_for)
        except (DeliveryError, LeaseLost):
            raise
        except Exception:
            logger.exception("Cannot tell", to=str(tell.channel.destination), subject=subject.id)
            return self.clock.now() + AGAIN_AFTER_A_FAULT

    async def _channel(self, destination: str) -> Channel | None:
        """The channel as people have set it, or as the settings name it."""
        fixed = (channel for channel in self.fixed if str(channel.destination) == destination)
        return await Channels(self.client).load_named(destination) or next(fixed, None)

    @property
    def _pairs(self) -> Pairing:
        return Pairing(
            client=self.client,
            outbox=self.outbox,
            catalog=self.catalog,
            clock=self.clock,
            traits=self.traits,
            fixed=self.fixed,
        )

    def _teller(self, channel: Channel, pace: ChannelHealth) -> Notifier:
        to = channel.destination
        return Notifier(
            client=self.client,
            outbox=self.outbox,
            platform=self.platforms[to.platform],
            channel=channel,
            catalog=self.catalog,
            clock=self.clock,
            edits=self.traits[to.platform].edits,
            traits=self.traits,
            pace=pace,
        )

    async def _put_off(self, destination: str, wait: timedelta) -> datetime | None:
        paces = ChannelHealths(self.client)
        pace = (await paces.load(destination)).asked_to_wait(self.clock.now(), wait)
        await paces.save(destination, pace)
        return pace.retry_at

    async def _failed(self, destination: str, trouble: str) -> ChannelHealth:
        paces = ChannelHealths(self.client)
        pace = (await paces.load(destination)).failed(self.clock.now(), trouble)
        await paces.save(destination, pace)
        return pace

    async def _tell_pair(
        self, channel: Channel, pace: ChannelHealth, seen: Pending, told: Mapping[str, str]
    ) -> None:
        """Out of reach for long enough: the paired channel is asked to stand in."""
        if channel.paired is not None and pace.tells_pair(self.clock.now()):
            untold = (i for i, m in seen.subjects.items() if i not in told and not m.startswith(STANDS_IN))
            await self._pairs.ask(channel, untold)


def _order(subject: Subject) -> tuple[datetime, str]:
    return subject.at, subject.id
