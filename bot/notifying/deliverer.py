"""The deliverer: every destination is told what its outbox asks for, each by one process at a time.

A destination that fails is tried again later, and stops no other. Its order is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.alerting.channel_health import Bulletins, ChannelHealth
from bot.alerting.plan import earliest
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.subject import NoticeSubject, Subject
from bot.errors import DeliveryError, LeaseLost, RateLimited
from bot.notifying.digest import Digest
from bot.notifying.notifier import Notified, Notifier
from bot.notifying.pairing import Pairing
from bot.notifying.sender import Sender
from bot.notifying.stores import ChannelStores
from bot.notifying.storm import StormNotice
from bot.ports import ChatPlatform
from bot.storage.outbox import ASKED_FOR, STANDS_IN, Pending

logger = structlog.get_logger(__name__)

CONCURRENCY: Final = 16
LOOK_EVERY: Final = timedelta(milliseconds=250)
# A fault of ours needs a mended program, or another state of the subject.
AGAIN_AFTER_A_FAULT: Final = timedelta(minutes=5)
# Where this process has no token for a platform.
AGAIN_WITHOUT_PLATFORM: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What has come of telling a destination so far.

    `done` are the subjects that are dealt with, each with its state; the rest is to be looked at `again_at`.
    `held` is what its cap keeps back.
    """

    done: Mapping[str, str] = field(default_factory=dict)
    again_at: datetime | None = None
    held: tuple[Subject, ...] = ()

    def after(self, subject: Subject, state: str, notified: Notified) -> "DeliveryResult":
        """The same once a subject was told."""
        is_done = notified.again_at is None
        return DeliveryResult(
            done={**self.done, subject.id: state} if is_done else self.done,
            again_at=earliest(self.again_at, notified.again_at),
            held=(*self.held, subject) if notified.is_held else self.held,
        )


@dataclass(slots=True, kw_only=True)
class Deliverer:
    """Tells destinations. `fixed` are channels from the settings."""

    stores: ChannelStores
    platforms: Mapping[str, ChatPlatform]
    catalog: Catalog
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()
    _busy: set[str] = field(default_factory=set)

    async def run(self, beat: Beat = no_beat) -> None:
        """Deliver for ever, to many destinations at once; beat while there are hands for more."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                room = CONCURRENCY - len(self._busy)
                claimed = await self.stores.outbox.claim(self.clock.now(), room) if room else []
                # One of our own whose lease ran out meanwhile has it again: we are at it.
                for destination in set(claimed) - self._busy:
                    self._busy.add(destination)
                    tasks.create_task(self._one(destination))
                if room:
                    await beat()
                if not claimed:
                    await self.clock.sleep(LOOK_EVERY)

    async def step(self) -> int:
        """Tell the destinations that are due, one after the other; return how many."""
        claimed = await self.stores.outbox.claim(self.clock.now(), CONCURRENCY)
        for destination in claimed:
            await self._one(destination)
        return len(claimed)

    async def _one(self, destination: str) -> None:
        """Tell one destination; whatever goes wrong there stops no other."""
        seen, result = Pending({}, ""), DeliveryResult()
        # Whoever is stopped in the middle leaves the rest to be told at once.
        again_at: datetime | None = self.clock.now()
        try:
            seen = await self.stores.outbox.load(destination)
            async for newest in self._results(destination, seen):
                result = newest
            again_at = result.again_at
        except LeaseLost as lost:
            logger.warning("Delivery was taken over", to=destination, error=str(lost))
        except Exception:
            logger.exception("Delivery crashed", to=destination)
            again_at = (await self._failed(destination, "failed on our side")).retry_at
        finally:
            self._busy.discard(destination)
            now = self.clock.now()
            await self.stores.outbox.finish(destination, seen, result.done, again_at, now)

    async def _results(self, destination: str, seen: Pending) -> AsyncIterator[DeliveryResult]:
        """What has come of it so far, each time that there is more: who is stopped has the last of them."""
        health, now = await self.stores.health.load(destination), self.clock.now()
        channel = await self._channel(destination)
        if channel is None:
            yield DeliveryResult(done=seen.subjects)
        elif channel.destination.platform not in self.platforms:
            # Another process may have it; what is pending is kept for whoever does.
            yield DeliveryResult(again_at=now + AGAIN_WITHOUT_PLATFORM)
        elif health.retry_at is not None and now < health.retry_at:
            await self._tell_pair(channel, health, seen.subjects)
            yield DeliveryResult(again_at=health.retry_at)
        else:
            async for result in self._channel_results(channel, seen, health.bulletins):
                yield result

    async def _channel_results(
        self, channel: Channel, seen: Pending, bulletins: Bulletins
    ) -> AsyncIterator[DeliveryResult]:
        """The same for a channel that can be told now."""
        result, sender = DeliveryResult(), self._sender(channel)
        try:
            async for result in self._subject_results(channel, sender, seen):
                yield result
            again_at = await self._bulletins(channel, sender, result.held, bulletins)
            yield replace(result, again_at=earliest(result.again_at, again_at))
        except DeliveryError as error:
            name = str(channel.destination)
            logger.warning("Delivery failed", to=name, error=str(error))
            health = await self._put_off(name, error)
            if not isinstance(error, RateLimited):
                untold = {id_: state for id_, state in seen.subjects.items() if id_ not in result.done}
                await self._tell_pair(channel, health, untold)
            yield replace(result, again_at=health.retry_at)

    async def _subject_results(
        self, channel: Channel, sender: Sender, seen: Pending
    ) -> AsyncIterator[DeliveryResult]:
        """Each subject in its turn; those held back stay pending."""
        subjects = await self.stores.subjects.load(list(seen.subjects))
        result = DeliveryResult(done={i: state for i, state in seen.subjects.items() if i not in subjects})
        yield result
        stood_in_for = ""
        if not channel.watches:
            stood_in_for = await self._pairing.out_of_reach(str(channel.destination))
        notifier = Notifier(
            stores=self.stores,
            sender=sender,
            channel=channel,
            catalog=self.catalog,
            clock=self.clock,
            traits=self.traits,
        )
        for subject in sorted(subjects.values(), key=_turn):
            state = seen.subjects[subject.id]
            notified = await self._notified(notifier, subject, state, stood_in_for)
            if notified.is_refused and channel.paired is not None:
                # At once: whatever becomes of the others, nobody comes back to this one.
                await self._pairing.ask(channel, [subject.id])
            result = result.after(subject, state, notified)
            yield result

    async def _notified(
        self, notifier: Notifier, subject: Subject, state: str, stood_in_for: str
    ) -> Notified:
        """One subject. What we cannot tell through a fault of our own stops no other, and waits."""
        stands_in = state.removeprefix(STANDS_IN) if state.startswith(STANDS_IN) else stood_in_for
        is_asked_for = state == ASKED_FOR or state.startswith(STANDS_IN)
        try:
            return await notifier.notify(subject, stands_in, is_asked_for=is_asked_for)
        except (DeliveryError, LeaseLost):
            raise
        except Exception:
            logger.exception("Cannot tell", to=str(notifier.channel.destination), subject=subject.id)
            return Notified(again_at=self.clock.now() + AGAIN_AFTER_A_FAULT)

    async def _bulletins(
        self, channel: Channel, sender: Sender, held: tuple[Subject, ...], known: Bulletins
    ) -> datetime | None:
        """What it is told beside its subjects; return when the next digest is due."""
        storm = StormNotice(
            health=self.stores.health,
            sender=sender,
            channel=channel,
            catalog=self.catalog,
            clock=self.clock,
        )
        await storm.update(held, known)
        digest = Digest(
            stores=self.stores, sender=sender, channel=channel, catalog=self.catalog, clock=self.clock
        )
        return await digest.post_if_due()

    async def _channel(self, destination: str) -> Channel | None:
        """The channel as people have set it, or as the settings name it."""
        fixed = (channel for channel in self.fixed if str(channel.destination) == destination)
        return await self.stores.channels.load_named(destination) or next(fixed, None)

    @property
    def _pairing(self) -> Pairing:
        return Pairing(
            stores=self.stores,
            catalog=self.catalog,
            clock=self.clock,
            traits=self.traits,
            fixed=self.fixed,
        )

    def _sender(self, channel: Channel) -> Sender:
        to = channel.destination
        return Sender(
            stores=self.stores,
            platform=self.platforms[to.platform],
            destination=to,
            edits=self.traits[to.platform].edits,
            clock=self.clock,
        )

    async def _put_off(self, destination: str, error: DeliveryError) -> ChannelHealth:
        if not isinstance(error, RateLimited):
            return await self._failed(destination, str(error))
        now, wait = self.clock.now(), timedelta(seconds=error.retry_after_seconds)
        return await self.stores.health.change(destination, lambda h: h.asked_to_wait(now, wait))

    async def _failed(self, destination: str, trouble: str) -> ChannelHealth:
        now = self.clock.now()
        return await self.stores.health.change(destination, lambda h: h.failed(now, trouble))

    async def _tell_pair(self, channel: Channel, health: ChannelHealth, untold: Mapping[str, str]) -> None:
        """Out of reach for long enough: the paired channel is asked to stand in."""
        if channel.paired is not None and health.tells_pair(self.clock.now()):
            own = [id_ for id_, state in untold.items() if not state.startswith(STANDS_IN)]
            await self._pairing.ask(channel, own)


def _turn(subject: Subject) -> tuple[bool, datetime, str]:
    """In the order of what happened, incidents before the reports that they may speak for."""
    return isinstance(subject, NoticeSubject), subject.at, subject.id
