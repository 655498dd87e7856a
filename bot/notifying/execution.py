"""Plans carried out in one channel: each act is one call, and what came of it is noted at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.delivery_context import EDIT_EVERY
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import earliest, version_of
from bot.alerting.setback import is_given_up
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.message import Message, MessageRef
from bot.domain.refusal import Refusal
from bot.errors import DeliveryError, RateLimited, Undeliverable
from bot.notifying.channel_state import change_state
from bot.notifying.messages import NotificationTask
from bot.notifying.renderings import Renderings
from bot.notifying.sender import Cause, Note, Post, Posted, Sender, asked_wait
from bot.notifying.session import Session

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """What was done: the record with the messages that there are by now.

    `again_at`: something was put off until then. `calls` is how many the platform took, `failure` what an
    edit failed with by itself. `is_refused`: it will never take one of them. `is_gone`: the card is gone, and
    nothing behind that was done.
    """

    record: Notification
    again_at: datetime | None = None
    calls: int = 0
    failure: str = ""
    is_refused: bool = False
    is_gone: bool = False

    def with_act(self, acted: "Executed") -> "Executed":
        """The same after one more act."""
        return replace(
            self,
            record=acted.record,
            again_at=earliest(self.again_at, acted.again_at),
            calls=self.calls + acted.calls,
            is_refused=self.is_refused or acted.is_refused,
            is_gone=acted.is_gone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Carries out plans in one channel that we hold."""

    stores: Session
    sender: Sender
    channel: Channel
    renderings: Renderings
    clock: Clock

    async def carry_out(self, task: NotificationTask) -> Executed:
        """Do what is planned, in order.

        Raises DeliveryError, and Undeliverable for what the channel as a whole refuses, or what may be taken
        later. What was done until then is noted.
        """
        now, after = self.clock.now(), task.plan.after
        done = Executed(record=task.record)
        for act in task.plan.acts:
            if act is Act.POST_IN_THREAD and done.record.card is None:
                continue  # there is nothing left to post under
            message = await self.renderings.message_for(act, task, self.channel, now)
            try:
                acted = await self._act(act, task, done.record, message, after)
            except (DeliveryError, Undeliverable) as error:
                put_off = _put_off(act, error, done, after, task, now)
                if put_off is None:
                    raise
                done, after = put_off
            else:
                done = done.with_act(acted)
                after = replace(after, shown="") if acted.again_at else after
                if done.is_gone:
                    return done
        said = _with_refs(after, done.record)
        return replace(done, record=replace(said, setback=None) if task.plan.acts else said)

    async def _act(
        self, act: Act, task: NotificationTask, record: Notification, message: Message, after: Notification
    ) -> Executed:
        """One call to the platform, noted at once: a post with all that it says, `after`.

        What it refuses for good is noted as done.
        """
        is_edit, trouble, posted = act is Act.EDIT_CARD, "", None
        try:
            if is_edit:
                await self._edit(task, record, message)
            else:
                posted = await self._post(act, task, record, message, _kind(act, after))
        except Undeliverable as error:
            trouble = str(error)
            if self._is_out_of_reach(error, record.card, is_edit=is_edit):
                return await self._gone(record, trouble)
            if await self._may_be_taken_later(error, record, is_edit=is_edit):
                raise
            if error.refusal.may_be_mended:
                logger.warning("Undeliverable", to=str(self.channel.destination), error=trouble)
        known = record.after(act, posted.ref if posted else None, self.clock.now())
        # A card that had arrived before may show the past: then nothing is known of what it shows.
        is_stale = act is Act.POST_CARD and posted is not None and not posted.is_current
        said = replace(after, shown="") if is_stale else after
        noted = replace(known, shown=after.shown) if is_edit else _with_refs(said, known)
        await self.stores.notifications.save(noted)
        await self._note_health(act, trouble)
        return Executed(
            record=known,
            again_at=self.clock.now() + EDIT_EVERY if is_stale else None,
            calls=not trouble,
            is_refused=bool(trouble) and not is_edit,
        )

    def _is_out_of_reach(self, error: Undeliverable, card: MessageRef | None, *, is_edit: bool) -> bool:
        """Whether the card is gone, or stands in another channel than the one of that name by now."""
        if card is None:
            return False
        is_elsewhere = is_edit and card.channel != self.channel.destination.channel
        return error.refusal is Refusal.GONE or (error.refusal is Refusal.CHANNEL and is_elsewhere)

    async def _may_be_taken_later(self, error: Undeliverable, record: Notification, *, is_edit: bool) -> bool:
        """Whether the channel is to be mended first, or we do not know what it was."""
        if error.refusal.is_unclear:
            return not is_edit and not is_given_up(record.setback)
        health = await self.stores.health.load(str(self.channel.destination))
        is_refused_alone = health.failing_since is None and is_given_up(record.setback)
        return error.refusal.is_of_channel and not is_refused_alone

    async def _gone(self, record: Notification, trouble: str) -> Executed:
        """Somebody has deleted the card: whatever is to be said is said anew."""
        known = replace(record, card=None, thread=None, sending=None)
        await self.stores.notifications.save(known)
        await self._note_health(Act.EDIT_CARD, trouble)
        return Executed(record=known, is_gone=True)

    async def _edit(self, task: NotificationTask, record: Notification, message: Message) -> None:
        """Edit the card. Until it is known what came of it, nothing is known of what the card shows."""
        assert record.card is not None
        save = self.stores.notifications.save
        note = Note(before=partial(save, replace(record, shown="")), undo=partial(save, record))
        await self.sender.edit(record.card, message, _cause(task), note)

    async def _post(
        self, act: Act, task: NotificationTask, record: Notification, message: Message, kind: str
    ) -> Posted:
        """Post it. One of its kind that was in flight when we stopped goes under the same nonce."""
        subject, in_flight = task.subject, record.sending or ""
        earlier = in_flight if in_flight.endswith(f":{kind}:{act}") else ""
        fresh = f"{subject.id}:{version_of(subject)}:{kind}:{act}"
        thread = None
        if act is Act.POST_IN_THREAD and record.card is not None:
            thread = replace(record.card, thread=record.thread or record.card.thread)
        post = Post(
            message=message,
            cause=_cause(task),
            nonce=earlier or fresh,
            is_again=bool(earlier),
            thread=thread,
        )
        save = self.stores.notifications.save
        note = Note(
            before=partial(save, replace(record, sending=post.nonce)),
            undo=partial(save, replace(record, sending=None)),
        )
        return await self.sender.post(post, note)

    async def _note_health(self, act: Act, trouble: str) -> None:
        now, cap = self.clock.now(), self.channel.cap

        def step(health: ChannelHealth) -> ChannelHealth:
            if trouble:
                return health.troubled(trouble)
            return health.well().with_card(now, cap) if act is Act.POST_CARD else health.well()

        await change_state(self.stores.health, str(self.channel.destination), step)


def _put_off(
    act: Act,
    error: DeliveryError | Undeliverable,
    done: Executed,
    after: Notification,
    task: NotificationTask,
    now: datetime,
) -> tuple[Executed, Notification] | None:
    """What is done, and said after it, where this act alone waits; None where all that follows does, too.

    Edits are limited by the workspace and threads by themselves, and what is news does not wait for the card.
    """
    before = task.record
    if isinstance(error, RateLimited):
        if act not in (Act.EDIT_CARD, Act.POST_IN_THREAD):
            return None
        is_edit = act is Act.EDIT_CARD
        after = replace(after, shown=before.shown) if is_edit else replace(after, said=before.said)
        return replace(done, again_at=now + asked_wait(error)), after
    if act is not Act.EDIT_CARD or act is task.plan.acts[-1]:
        return None
    record = replace(done.record, shown="", shown_at=now)
    done = replace(done, record=record, again_at=now + EDIT_EVERY, failure=str(error))
    return done, replace(after, shown="")


def _cause(task: NotificationTask) -> Cause:
    return Cause(about=task.subject.id, reason=task.plan.reason, since=task.subject.at)


def _kind(act: Act, after: Notification) -> str:
    """What a post of its own says: one in flight that says something else is not the same post."""
    announced = after.said
    if act is not Act.POST_ANEW or announced is None:
        return ""
    return f"{announced.root}.{announced.peak}.{announced.is_over:d}"


def _with_refs(after: Notification, known: Notification) -> Notification:
    """What is said after a plan, with the messages that there are by now."""
    return replace(
        after,
        card=known.card,
        thread=known.thread,
        posted_at=known.posted_at,
        shown_at=known.shown_at,
        sending=known.sending,
        setback=known.setback,
    )
