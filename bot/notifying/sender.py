"""The one place that calls a chat platform to tell a channel something.

A post goes under a nonce that is noted before the call. What was in flight when we stopped goes under the
same nonce again, and is edited after it: what arrived the first time may be out of date. Every call renews
our lease on the channel first: who has lost it says nothing more there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import structlog

from bot.alerting.channel_health import LONGEST_WAIT
from bot.alerting.reason import Reason
from bot.clock import Clock
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.refusal import Refusal
from bot.errors import DeliveryError, LeaseLost, RateLimited, Undeliverable
from bot.metrics import CALL_DURATION, DELIVERIES, DELIVERY_LATENCY
from bot.notifying.session import Session
from bot.ports import ChatPlatform
from bot.rendering.plainer import plainer_forms
from bot.tracing import span

logger = structlog.get_logger(__name__)

T = TypeVar("T")

# Adapters have limits of their own for each request; this holds whatever they do, and within our lease.
LONGEST_CALL: Final = timedelta(seconds=45)


def asked_wait(error: RateLimited) -> timedelta:
    """How long to wait. Whatever a platform says, it is asked again after a while."""
    return min(timedelta(seconds=error.retry_after_seconds), LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What something is sent about (a subject's id, or a name), why, and since when there is cause to."""

    about: str
    reason: Reason
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message to be posted under a `nonce`; `is_again`: the same was in flight under it when we stopped."""

    message: Message
    cause: Cause
    nonce: str
    is_again: bool = False
    thread: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that is there; `is_current`: it is known to say what it was to say."""

    ref: MessageRef
    is_current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Notes `before` a call that it is under way, and with `undo` that it never left."""

    before: Callable[[], Awaitable[object]]
    undo: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Posts and edits in one channel that we hold. `edits` says whether its platform edits messages.

    All of it raises LeaseLost when another tells the channel by now, and what the platform raises.
    """

    stores: Session
    platform: ChatPlatform
    destination: Destination
    edits: bool
    clock: Clock

    async def post(self, post: Post, note: Note) -> Posted:
        """Post a message; plainer where it is not taken as it is, beside a thread that takes nothing."""
        async with self._call("post", None if post.is_again else note):
            to = await self.stores.channels.address_of(self.destination)
            ref = await self._fitting(partial(self._send, post, to), post.message)
            is_current = not (post.is_again and self.edits) or await self._corrected(ref, post.message)
        latency = self.clock.now() - post.cause.since
        DELIVERY_LATENCY.labels(platform=self.destination.platform).observe(max(0.0, latency.total_seconds()))
        logger.info("Message posted", **self._fields(post.cause), latency_s=latency.total_seconds())
        if post.thread is None and ref.channel != self.destination.channel:
            await self.stores.channels.learn(self.destination, ref.channel)
        return Posted(ref=ref, is_current=is_current)

    async def edit(self, ref: MessageRef, message: Message, cause: Cause, note: Note | None = None) -> None:
        """Replace what a message says."""
        async with self._call("edit", note):
            await self._fitting(partial(self.platform.edit, ref), message)
        logger.debug("Message edited", **self._fields(cause))

    async def _send(self, post: Post, to: Destination, message: Message) -> MessageRef:
        """One form of it, in its thread, or where that takes nothing in the channel."""
        send = partial(self.platform.send, message, to, nonce=post.nonce, uncertain=post.is_again)
        if post.thread is not None:
            try:
                return await send(thread=post.thread)
            except Undeliverable as error:
                if error.refusal is not Refusal.THREAD:
                    raise
        try:
            return await send()
        except Undeliverable as error:
            if error.refusal is not Refusal.THREAD:
                raise
            # The channel is itself a thread, and locked.
            raise Undeliverable(str(error), Refusal.CHANNEL) from error

    @staticmethod
    async def _fitting(call: Callable[[Message], Awaitable[T]], message: Message) -> T:
        """What a call returns for the first form of the message that the platform takes."""
        plainer_ones = plainer_forms(message)
        while True:
            try:
                return await call(message)
            except Undeliverable as error:
                # A bot may have the right to post, and none to attach a picture.
                is_of_picture = error.refusal is Refusal.CHANNEL and message.picture is not None
                plainer = next(plainer_ones, None)
                if plainer is None or (error.refusal is not Refusal.FORM and not is_of_picture):
                    raise
                logger.warning("The platform does not take a message as it is", error=str(error))
            message = plainer

    async def _corrected(self, ref: MessageRef, message: Message) -> bool:
        """Edit what had arrived already. Where that fails it is there all the same, and known."""
        try:
            await self.platform.edit(ref, message)
        except Undeliverable as error:
            logger.warning("Undeliverable", to=str(self.destination), error=str(error))
        except DeliveryError as error:
            logger.info("Not corrected yet", to=str(self.destination), error=str(error))
            return False
        return True

    @asynccontextmanager
    async def _call(self, call: str, note: Note | None) -> AsyncIterator[None]:
        # What is noted before is stored by the renewal, and not at all where the lease is lost.
        if note is not None:
            await note.before()
        if not await self.stores.outbox.renew(str(self.destination)):
            raise LeaseLost(f"telling {self.destination} took us longer than our lease")
        platform = self.destination.platform
        try:
            async with asyncio.timeout(LONGEST_CALL.total_seconds()):
                with CALL_DURATION.labels(platform=platform, call=call).time(), span(call, platform=platform):
                    yield
        except TimeoutError as error:
            self._count("failed")
            raise DeliveryError(f"{self.destination}: no answer in time") from error
        except (RateLimited, Undeliverable) as error:
            if note is not None:
                await note.undo()
            self._note_refusal(error)
            raise
        except DeliveryError:
            self._count("failed")
            raise
        self._count("sent")

    def _note_refusal(self, error: RateLimited | Undeliverable) -> None:
        if isinstance(error, RateLimited):
            self._count("rate_limited")
            return
        self._count("undeliverable")
        # What may be taken later is said once, by whoever tries again.
        if not error.refusal.may_be_mended:
            logger.warning("Undeliverable", to=str(self.destination), error=str(error))

    def _count(self, outcome: str) -> None:
        DELIVERIES.labels(platform=self.destination.platform, outcome=outcome).inc()

    def _fields(self, cause: Cause) -> dict[str, str]:
        return {"channel": str(self.destination), "subject": cause.about, "reason": str(cause.reason)}
