"""The deliverer: every destination is told what its outbox asks for, each by one process at a time.

A destination that fails is tried again later, and stops no other; a platform that hangs keeps none waiting
but its own.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.alerting.plan import earliest
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.heartbeat import Beat, no_beat
from bot.errors import LeaseLost, StoreUnavailable
from bot.notifying.channel_delivery import AGAIN_AFTER_A_FAULT, ChannelDelivery, DeliveryResult
from bot.notifying.channel_state import change_state
from bot.notifying.pairing import Pairing
from bot.notifying.reading_ahead import ReadAhead, read_ahead
from bot.notifying.renderings import Renderings
from bot.notifying.sender import Sender
from bot.notifying.session import Session
from bot.notifying.stores import ChannelStores
from bot.ports import ChatPlatform
from bot.storage.outbox import Claimed, Pending, platform_of
from bot.tracing import span

logger = structlog.get_logger(__name__)

# So many destinations of one platform are told at once unless the settings or the platform say otherwise.
HANDS: Final = 64
# So many are claimed in one go.
AT_A_TIME: Final = 48
# So many where they are told one after the other, the last of them within its lease, too.
ONE_BY_ONE: Final = 16
# What is read ahead for destinations ends with so many subjects: nothing else happens while it is read.
MOST_SUBJECTS: Final = 256
# What other processes put into outboxes is found by looking.
LOOK_EVERY: Final = timedelta(seconds=1)
# Where all hands of a platform were busy, those that become free within this share a claim.
GATHER_FOR: Final = timedelta(milliseconds=20)
NOTHING_SEEN: Final = Pending({}, "")
# Where this process has no token for a platform.
AGAIN_WITHOUT_PLATFORM: Final = timedelta(seconds=30)


@dataclass(slots=True, kw_only=True)
class Deliverer:
    """Tells destinations, `at_once` so many of a platform.

    `fixed` are channels from the settings; `board` is where our pages are.
    """

    stores: ChannelStores
    platforms: Mapping[str, ChatPlatform]
    catalog: Catalog
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()
    board: str = ""
    at_once: int = HANDS
    _busy: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _claimed_again: set[str] = field(default_factory=set)
    _full: frozenset[str] = frozenset()
    _renderings: Renderings = field(init=False)
    _last_at: datetime | None = None
    _next_at: datetime | None = None

    def __post_init__(self) -> None:
        """What is rendered is shared by all destinations."""
        self._renderings = Renderings(catalog=self.catalog)

    async def run(self, beat: Beat = no_beat) -> None:
        """Deliver for ever, to many destinations at once; beat while there are hands for more."""
        await self.stores.outbox.take_over()
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._deliver(tasks, beat)
        finally:
            # Whoever was stopped before he began has let go of nothing.
            left = [name for names in self._busy.values() for name in names]
            self._busy.clear()
            self._claimed_again.clear()
            for name in left:
                await self._give_back(name)

    async def _deliver(self, tasks: asyncio.TaskGroup, beat: Beat) -> None:
        while True:
            await self.look_at_clock()
            self.stores.outbox.filled.clear()
            rooms = self._rooms()
            if any(rooms.values()) or not rooms:
                await beat()
            # Where there are hands for fewer, nobody looks any further: ten thousand may be due.
            most = min(AT_A_TIME, sum(rooms.values())) if rooms else AT_A_TIME
            claimed = await self.stores.outbox.claim(self.clock.now(), most, rooms)
            fresh = self._begun(claimed)
            if fresh:
                tasks.create_task(self._all(fresh, tasks))
            taken = Counter(map(platform_of, claimed))
            self._full = frozenset(name for name, room in rooms.items() if taken[name] >= room)
            if not most or len(claimed) < most:
                await self._rest()

    def _begun(self, claimed: Iterable[str]) -> list[str]:
        """Those of the destinations that nobody here is at."""
        fresh = []
        for name in claimed:
            busy = self._busy[platform_of(name)]
            if name in busy:
                # Its lease ran out, or it was given back and whoever did so has not heard of it yet.
                self._claimed_again.add(name)
            else:
                fresh.append(name)
                busy.add(name)
        return fresh

    def _rooms(self) -> dict[str, int]:
        """For how many more destinations of each platform there are hands."""
        return {name: max(0, self._hands(name) - len(self._busy[name])) for name in self.platforms}

    def _hands(self, platform: str) -> int:
        limit = self.traits[platform].at_once if platform in self.traits else None
        return min(self.at_once, limit or self.at_once)

    async def _rest(self) -> None:
        """Wait until something may be due for which there is a hand."""
        rooms, now = self._rooms(), self.clock.now()
        if self._next_at is not None and self._next_at <= now:
            self._next_at = None
        left = LOOK_EVERY if self._next_at is None else min(LOOK_EVERY, self._next_at - now)
        if not any(rooms[name] for name in self._full):
            waiting = asyncio.ensure_future(self.stores.outbox.filled.wait())
            rest = self.clock.tick(left) if left == LOOK_EVERY else self.clock.sleep(left)
            resting = asyncio.ensure_future(rest)
            try:
                await asyncio.wait((waiting, resting), return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
                resting.cancel()
        if self._full:
            await self.clock.sleep(GATHER_FOR)

    def _let_go(self, destination: str, again_at: datetime | None) -> None:
        """A hand is free again, and its destination is due then."""
        platform = platform_of(destination)
        self._busy[platform].discard(destination)
        self._next_at = earliest(self._next_at, again_at)
        if platform in self._full or (again_at is not None and again_at - self.clock.now() < LOOK_EVERY):
            self.stores.outbox.filled.set()

    async def look_at_clock(self) -> None:
        """Look at all destinations as we begin, and where the clock was put back: none was to wait for it."""
        before, self._last_at = self._last_at, self.clock.now()
        if before is None or self._last_at < before:
            await self.stores.outbox.look_again(self._last_at)

    async def step(self) -> int:
        """Tell the destinations that are due, one after the other; return how many."""
        await self.look_at_clock()
        claimed = await self.stores.outbox.claim(self.clock.now(), ONE_BY_ONE)
        async for session in self._sessions(claimed):
            await self._one(session)
        return len(claimed)

    async def _all(self, claimed: Sequence[str], tasks: asyncio.TaskGroup) -> None:
        """Tell these at the same time."""
        async for session in self._sessions(claimed):
            tasks.create_task(self._one(session))

    async def _give_back(self, destination: str) -> None:
        """Have it told at once by whoever takes it next."""
        now = self.clock.now()
        await self.stores.outbox.finish(destination, NOTHING_SEEN, {}, now, now)

    async def _sessions(self, claimed: Sequence[str]) -> AsyncIterator[Session]:
        """What the store holds of these, read for some of them at a time."""
        left = list(claimed)
        while left:
            some = await self.stores.outbox.load_many(left, MOST_SUBJECTS)
            ahead = await self._read_ahead(some)
            for one in some:
                left.remove(one.destination)
                yield Session(self.stores, one, ahead)

    async def _read_ahead(self, claimed: Sequence[Claimed]) -> ReadAhead:
        """What they need together. What cannot be read fails those alone that need it."""
        try:
            return await read_ahead(self.stores, claimed)
        except StoreUnavailable:
            return ReadAhead()

    async def _one(self, session: Session) -> None:
        """Tell one destination; whatever goes wrong there stops no other."""
        destination, result = session.claimed.destination, DeliveryResult()
        # Whoever is stopped in the middle leaves the rest to be told at once.
        again_at: datetime | None = self.clock.now()
        try:
            with span("deliver", destination=destination):
                async for newest in self._results(session):
                    result = newest
                again_at = result.again_at
        except LeaseLost as lost:
            logger.warning("Delivery was taken over", to=destination, error=str(lost))
        except Exception:
            logger.exception("Delivery crashed", to=destination)
            again_at = await self._failed(session, "failed on our side")
        finally:
            now = self.clock.now()
            try:
                if await session.finish(result.done, again_at, now):
                    again_at = now
                while destination in self._claimed_again:
                    self._claimed_again.discard(destination)
                    await self._give_back(destination)
                    again_at = now
            finally:
                self._let_go(destination, again_at)

    async def _results(self, session: Session) -> AsyncIterator[DeliveryResult]:
        """What has come of it so far, each time that there is more: who is stopped has the last of them."""
        seen, channel = session.claimed.pending, self._channel(session)
        if channel is None:
            yield DeliveryResult(done=seen.subjects)
        elif channel.destination.platform not in self.platforms:
            # Another process may have it; what is pending is kept for whoever does.
            yield DeliveryResult(again_at=self.clock.now() + AGAIN_WITHOUT_PLATFORM)
        else:
            async for result in self._delivery(channel, session).results(seen):
                yield result

    def _channel(self, session: Session) -> Channel | None:
        """The channel as people have set it, or as the settings name it."""
        name = session.claimed.destination
        fixed = (channel for channel in self.fixed if str(channel.destination) == name)
        return session.channel or next(fixed, None)

    def _delivery(self, channel: Channel, session: Session) -> ChannelDelivery:
        to = channel.destination
        sender = Sender(
            stores=session,
            platform=self.platforms[to.platform],
            destination=to,
            edits=self.traits[to.platform].edits,
            clock=self.clock,
        )
        pairing = Pairing(
            stores=session,
            catalog=self.catalog,
            clock=self.clock,
            traits=self.traits,
            fixed=self.fixed,
        )
        return ChannelDelivery(
            stores=session,
            sender=sender,
            channel=channel,
            catalog=self.catalog,
            renderings=self._renderings,
            clock=self.clock,
            traits=self.traits,
            pairing=pairing,
            board=self.board,
        )

    async def _failed(self, session: Session, trouble: str) -> datetime | None:
        """Note it; return when to try again."""
        now, name = self.clock.now(), session.claimed.destination
        try:
            return (await change_state(session.health, name, lambda h: h.failed(now, trouble))).retry_at
        except StoreUnavailable:
            # How it is doing is what cannot be read.
            return now + AGAIN_AFTER_A_FAULT
