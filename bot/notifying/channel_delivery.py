"""One pass over all that one channel is to be told.

Whatever its platform answers to one message, the others are told in their own time: what fails by itself
is tried again later and passed over until then. A platform that fails twice in a pass is left alone for a
moment, and a channel that goes on taking nothing gets what has failed less and less often, but whatever is
new at once. All wait only where the platform asks us to.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.alerting.channel_health import FIRST_BACK_OFF, LONGEST_WAIT, TELL_PAIR_AFTER, ChannelHealth
from bot.alerting.hours import quiet_until
from bot.alerting.notification import Notification
from bot.alerting.plan import earliest, version_of
from bot.catalog.catalog import Catalog
from bot.clock import Clock, in_slices
from bot.domain.backoff import is_over
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.subject import NoticeSubject, Subject
from bot.errors import DeliveryError, LeaseLost, RateLimited, Undeliverable
from bot.notifying.channel_state import change_state
from bot.notifying.digest import Digest
from bot.notifying.missed import MissedNotice, is_missed
from bot.notifying.notifier import Notified, Notifier
from bot.notifying.pairing import Pairing
from bot.notifying.renderings import Renderings
from bot.notifying.sender import Sender
from bot.notifying.session import Session
from bot.notifying.storm import StormNotice
from bot.storage.outbox import ASKED_FOR, STANDS_IN, Pending

logger = structlog.get_logger(__name__)

# A fault of ours needs a mended program, or another state of the subject.
AGAIN_AFTER_A_FAULT: Final = timedelta(minutes=5)
# A storm's message or a digest that got no answer.
AGAIN_FOR_A_BULLETIN: Final = timedelta(minutes=1)
# So many messages without an answer end a pass: each may have taken as long as a call may last.
ENOUGH_FAILURES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What has come of telling a channel so far.

    `done` are the subjects that are dealt with, each with its state; the rest is to be looked at `again_at`.
    `held` is what its cap keeps back, `missed` what was over before it could be told. `failures` are those of
    messages by themselves; `is_told` says whether anything got through.
    """

    done: Mapping[str, str] = field(default_factory=dict)
    again_at: datetime | None = None
    held: tuple[Subject, ...] = ()
    missed: tuple[Subject, ...] = ()
    failures: tuple[str, ...] = ()
    is_told: bool = False

    def after(self, subject: Subject, state: str, notified: Notified, *, is_missed: bool) -> "DeliveryResult":
        """The same once a subject was told."""
        is_done = notified.again_at is None and not is_missed
        return replace(
            self.looking_again(notified.again_at),
            done={**self.done, subject.id: state} if is_done else self.done,
            held=(*self.held, subject) if notified.is_held else self.held,
            missed=(*self.missed, subject) if is_missed else self.missed,
            failures=(*self.failures, notified.failure) if notified.failure else self.failures,
            is_told=self.is_told or notified.is_told,
        )

    def looking_again(self, at: datetime | None) -> "DeliveryResult":
        """The same, to be looked at then at the latest."""
        return self if at is None else replace(self, again_at=earliest(self.again_at, at))

    @property
    def is_cut_short(self) -> bool:
        """Whether there is no use in trying more messages now."""
        return len(self.failures) >= ENOUGH_FAILURES


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDelivery:
    """Tells one channel that we hold. `board` is where our pages are, if people can reach them."""

    stores: Session
    sender: Sender
    channel: Channel
    catalog: Catalog
    renderings: Renderings
    clock: Clock
    traits: Traits
    pairing: Pairing
    board: str = ""

    async def results(self, seen: Pending) -> AsyncIterator[DeliveryResult]:
        """What has come of it so far, each time that there is more: who is stopped has the last of them."""
        result, before = DeliveryResult(), await self.stores.health.load(self._name)
        is_waiting = before.is_waiting(self.clock.now())
        if is_waiting and before.is_asked_to_wait:
            await self._tell_pair(before, seen.subjects)
            yield self._looking_again(DeliveryResult(again_at=before.retry_at), before)
            return
        try:
            async for result in self._subject_results(seen, before, is_waiting=is_waiting):
                yield result
            if is_waiting:
                result = result.looking_again(before.retry_at)
            elif not result.is_cut_short:
                result = await self._with_missed(result, seen, before)
                yield result
                result = await self._with_bulletins(result)
            yield await self._closed(result, seen, before)
        except RateLimited as error:
            wait, now = timedelta(seconds=error.retry_after_seconds), self.clock.now()
            if before.failing_since is None:
                logger.info("Asked to wait", to=self._name, error=str(error))
            health = await change_state(self.stores.health, self._name, lambda h: h.asked_to_wait(now, wait))
            await self._tell_pair(health, _untold(seen, result))
            yield self._looking_again(replace(result, again_at=health.retry_at), health)

    async def _subject_results(
        self, seen: Pending, before: ChannelHealth, *, is_waiting: bool
    ) -> AsyncIterator[DeliveryResult]:
        """Each subject, first those that have not failed, in the order of what happened.

        `is_waiting`: what has failed before is not tried again.
        """
        subjects = await self.stores.subjects.load(list(seen.subjects))
        records = await self.stores.notifications.load_many(list(subjects), self._name)
        result = DeliveryResult(done={i: state for i, state in seen.subjects.items() if i not in subjects})
        yield result
        stood_in_for = ""
        if not self.channel.watches:
            stood_in_for = await self.pairing.out_of_reach(self._name)
        async for (subject,) in in_slices(_in_turn(subjects, records), 1):
            state = seen.subjects[subject.id]
            retry_at = records[subject.id].retry_at(version_of(subject))
            if retry_at is not None and is_waiting and before.retry_at is not None:
                retry_at = max(retry_at, before.retry_at)
            if retry_at is not None and not is_over(retry_at, self.clock.now(), LONGEST_WAIT):
                result = result.looking_again(retry_at)
                yield result
                continue
            notified = await self._notified(subject, state, stood_in_for)
            if notified.is_refused or notified.is_out_of_reach:
                # At once: whatever becomes of the others, nobody comes back to this one.
                await self._ask_pair({subject.id: state})
            is_late = notified.is_late and (before.failing_since is not None or notified.was_set_back)
            result = result.after(subject, state, notified, is_missed=is_late and is_missed(subject))
            yield result
            if result.is_cut_short:
                return

    async def _notified(self, subject: Subject, state: str, stood_in_for: str) -> Notified:
        """One subject. What we cannot tell through a fault of our own stops no other, and waits."""
        stands_in = state.removeprefix(STANDS_IN) if state.startswith(STANDS_IN) else stood_in_for
        is_asked_for = state == ASKED_FOR or state.startswith(STANDS_IN)
        notifier = Notifier(
            stores=self.stores,
            sender=self.sender,
            channel=self.channel,
            catalog=self.catalog,
            renderings=self.renderings,
            clock=self.clock,
            traits=self.traits,
            board=self.board,
        )
        try:
            return await notifier.notify(subject, stands_in, is_asked_for=is_asked_for)
        except (RateLimited, LeaseLost):
            raise
        except Exception:
            logger.exception("Cannot tell", to=self._name, subject=subject.id)
            return Notified(again_at=self.clock.now() + AGAIN_AFTER_A_FAULT)

    async def _with_missed(
        self, result: DeliveryResult, seen: Pending, before: ChannelHealth
    ) -> DeliveryResult:
        """The same once the channel was told what it has missed: in quiet hours, when they are over."""
        if not result.missed:
            return result
        notice = MissedNotice(
            stores=self.stores,
            sender=self.sender,
            channel=self.channel,
            catalog=self.catalog,
            clock=self.clock,
        )
        quiet = quiet_until(self.channel.quiet, self.clock.now()) if self.channel.quiet else None
        if quiet is not None:
            await notice.remember(result.missed, before)
            return result.looking_again(quiet)
        try:
            await notice.post(result.missed, before)
        except RateLimited:
            raise
        except (DeliveryError, Undeliverable) as error:
            await notice.remember(result.missed, before)
            return self._without_answer(result, error)
        told = {subject.id: seen.subjects[subject.id] for subject in result.missed}
        return replace(result, done={**result.done, **told}, missed=(), is_told=True)

    async def _with_bulletins(self, result: DeliveryResult) -> DeliveryResult:
        """The same once it was told what there is beside its subjects."""
        storm = StormNotice(
            health=self.stores.health,
            sender=self.sender,
            channel=self.channel,
            catalog=self.catalog,
            clock=self.clock,
        )
        digest = Digest(
            stores=self.stores,
            sender=self.sender,
            channel=self.channel,
            catalog=self.catalog,
            clock=self.clock,
        )
        known = (await self.stores.health.load(self._name)).bulletins
        for post in (partial(storm.update, result.held, known), digest.post_if_due):
            result = await self._with_bulletin(result, post)
        return result

    async def _with_bulletin(
        self, result: DeliveryResult, post: Callable[[], Awaitable[datetime | None]]
    ) -> DeliveryResult:
        """The same after one of them, which fails by itself."""
        try:
            return result.looking_again(await post())
        except RateLimited:
            raise
        except (DeliveryError, Undeliverable) as error:
            return self._without_answer(result, error)

    def _without_answer(self, result: DeliveryResult, error: DeliveryError | Undeliverable) -> DeliveryResult:
        later = result.looking_again(self.clock.now() + AGAIN_FOR_A_BULLETIN)
        if isinstance(error, Undeliverable) and not error.refusal.is_of_channel:
            return later
        return replace(later, failures=(*later.failures, str(error)))

    async def _closed(self, result: DeliveryResult, seen: Pending, before: ChannelHealth) -> DeliveryResult:
        """The end of a pass: the channel is in doubt where something failed and nothing got through."""
        now = self.clock.now()
        if result.is_told:
            return result.looking_again(now) if result.is_cut_short else result

        def step(health: ChannelHealth) -> ChannelHealth:
            if result.failures:
                is_ill = result.is_cut_short or before.failing_since is not None
                trouble = result.failures[-1]
                return health.failed(now, trouble) if is_ill else health.doubted(now, trouble)
            is_unknown = health.failing_since is not None and result.again_at is None and not result.missed
            # Nothing is left to be told: how the channel is, the next message will show.
            return health.well() if is_unknown else health

        health = await change_state(self.stores.health, self._name, step)
        await self._tell_pair(health, _untold(seen, result))
        # Those that were not tried by now are tried by themselves.
        later = result.looking_again(now + FIRST_BACK_OFF) if result.is_cut_short else result
        return self._looking_again(later, health)

    def _looking_again(self, result: DeliveryResult, health: ChannelHealth) -> DeliveryResult:
        """The same, to be looked at when its pair is to be told, too."""
        if self.channel.paired is None or health.failing_since is None:
            return result
        told_at = health.failing_since + TELL_PAIR_AFTER
        return result.looking_again(told_at) if told_at > self.clock.now() else result

    async def _tell_pair(self, health: ChannelHealth, untold: Mapping[str, str]) -> None:
        """Out of reach for long enough: the paired channel is asked to stand in."""
        if health.tells_pair(self.clock.now()):
            await self._ask_pair(untold)

    async def _ask_pair(self, untold: Mapping[str, str]) -> None:
        if self.channel.paired is not None:
            own = [id_ for id_, state in untold.items() if not state.startswith(STANDS_IN)]
            await self.pairing.ask(self.channel, own)

    @property
    def _name(self) -> str:
        return str(self.channel.destination)


def _untold(seen: Pending, result: DeliveryResult) -> dict[str, str]:
    return {id_: state for id_, state in seen.subjects.items() if id_ not in result.done}


def _in_turn(subjects: Mapping[str, Subject], records: Mapping[str, Notification]) -> list[Subject]:
    """What has failed last; else in the order of what happened, incidents before what they may speak for."""
    return sorted(
        subjects.values(),
        key=lambda s: (records[s.id].failures, isinstance(s, NoticeSubject), s.at, s.id),
    )
