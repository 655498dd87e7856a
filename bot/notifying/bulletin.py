"""Bulletins: what a channel is told beside its subjects. Their nonce is kept with the channel's health."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.reason import Reason
from bot.alerting.setback import MAX_REFUSALS
from bot.domain.message import Message, MessageRef
from bot.errors import Undeliverable
from bot.notifying.sender import Cause, Note, Post, Sender
from bot.notifying.stores import HealthStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A message, the `kind` that its nonce names, and why it is posted."""

    kind: str
    message: Message
    reason: Reason

    def cause(self, now: datetime) -> Cause:
        """It is decided on at this moment."""
        return Cause(about=self.kind, reason=self.reason, since=now)


async def post_bulletin(
    bulletin: Bulletin, sender: Sender, health: HealthStore, now: datetime
) -> MessageRef | None:
    """Post it; None if it was refused for good. The caller notes that it is settled.

    Raises what the sender does, and Undeliverable for what may be taken later.
    """
    destination = str(sender.destination)
    in_flight = (await health.load(destination)).bulletins.sending or ""
    earlier = in_flight if in_flight.startswith(f"{bulletin.kind}:") else ""
    fresh = f"{bulletin.kind}:{now:%Y%m%d%H%M%S}"
    post = Post(
        message=bulletin.message,
        cause=bulletin.cause(now),
        nonce=earlier or fresh,
        is_again=bool(earlier),
    )
    note = Note(
        before=partial(health.change, destination, partial(_sending, nonce=post.nonce)),
        undo=partial(health.change, destination, partial(_sending, nonce=None)),
    )
    try:
        return (await sender.post(post, note)).ref
    except Undeliverable as error:
        if await _may_be_taken_later(bulletin.kind, error, health, destination):
            raise
        return None


async def _may_be_taken_later(kind: str, error: Undeliverable, health: HealthStore, destination: str) -> bool:
    """Whether it is worth another try; what is refused alone, or for no reason that we know, a few."""
    known = await health.load(destination)
    if error.refusal.is_of_channel and known.failing_since is not None:
        return True
    if not (error.refusal.is_of_channel or error.refusal.is_unclear):
        return False
    if known.bulletins.refusals.get(kind, 0) + 1 >= MAX_REFUSALS:
        return False

    def step(health: ChannelHealth) -> ChannelHealth:
        return replace(health, bulletins=health.bulletins.refused(kind))

    await health.change(destination, step)
    return True


def _sending(health: ChannelHealth, nonce: str | None) -> ChannelHealth:
    return replace(health, bulletins=replace(health.bulletins, sending=nonce))
