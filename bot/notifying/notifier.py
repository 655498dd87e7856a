"""Tells one channel of subjects: plans, has it sent, and notes what came of every call."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.delivery_context import DeliveryContext, at_this_moment
from bot.alerting.matching import concerns, passes, watched
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan, earliest, version_of
from bot.alerting.planning import flapping_in, plan_of
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.message import Message, MessageRef
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.domain.timeline import Timeline
from bot.errors import RateLimited, Undeliverable
from bot.notifying.flaps import Flaps
from bot.notifying.grouping import said_by, speaking_for, told_before
from bot.notifying.messages import NotificationTask, message_for
from bot.notifying.sender import Cause, Note, Post, Sender
from bot.notifying.stores import ChannelStores
from bot.rendering.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """What came of a subject: look at it `again_at`, None when it is done with.

    `is_held`: the channel's cap keeps it back. `is_refused`: the platform will never take it.
    """

    again_at: datetime | None = None
    is_held: bool = False
    is_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """Tells one channel that we hold."""

    stores: ChannelStores
    sender: Sender
    channel: Channel
    catalog: Catalog
    clock: Clock
    traits: Traits

    async def notify(self, subject: Subject, stands_in: str = "", *, is_asked_for: bool = False) -> Notified:
        """Tell of a subject, as far as there is something to tell.

        What is asked for is told whatever the channel wishes. `stands_in` names whom it is told for. Raises
        DeliveryError: what was done until then is noted, the rest is done the next time.
        """
        record = await self.stores.notifications.load(subject.id, self._name)
        context = await self._context(subject, stands_in, is_asked_for=is_asked_for)
        flaps = Flaps(stores=self.stores, sender=self.sender, catalog=self.catalog)
        topic = None if is_asked_for else await flaps.load(subject, record)
        if topic is not None:
            context = flapping_in(context, subject, topic)
        task = await self._task(subject, record, context, topic, is_asked_for=is_asked_for)
        done = await self._carry_out(task)
        if done.record != record:
            known = replace(done.record, topic=topic.subject if topic is not None else record.topic)
            await self.stores.notifications.save(known)
        if isinstance(subject, IncidentSubject) and Act.POST_CARD in task.plan.acts:
            pending = await told_before(self.stores, subject.incident, self._name)
            await self.stores.outbox.put(pending, self.clock.now())
        calm_at = await flaps.settle(subject, task.plan, topic, context) if topic is not None else None
        # A mute that runs out is taken off the card.
        mute = context.reactions.mute
        unmuted_at = mute.until if mute and done.record.card else None
        return Notified(
            again_at=earliest(task.plan.again_at, done.again_at, unmuted_at, calm_at),
            is_held=task.plan.held,
            is_refused=done.is_refused,
        )

    async def _task(
        self,
        subject: Subject,
        record: Notification,
        context: DeliveryContext,
        topic: Notification | None,
        *,
        is_asked_for: bool,
    ) -> NotificationTask:
        """What is planned, with all that its messages are made from."""
        group = said = None
        if isinstance(subject, NoticeSubject):
            group = await speaking_for(self.stores, subject, record, self._is_wanted, context.now)
            said = await said_by(self.stores, subject)
        plan = plan_of(
            subject,
            record,
            context,
            is_wanted=is_asked_for or self._is_wanted(subject),
            group=group.id if group else None,
        )
        return NotificationTask(
            subject=subject,
            record=record,
            plan=plan,
            view=View(watched=context.own, reactions=context.reactions, speaks_for=context.speaks_for),
            group=group,
            said=said,
            timeline=await self._timeline(subject, plan),
            flapping=topic.flapping if topic is not None and context.shows_flapping else None,
        )

    @property
    def _name(self) -> str:
        return str(self.channel.destination)

    async def _context(self, subject: Subject, stands_in: str, *, is_asked_for: bool) -> DeliveryContext:
        now, health = self.clock.now(), await self.stores.health.load(self._name)
        reactions = await self.stores.reactions.load(subject.id, self.channel.destination)
        known = at_this_moment(
            self.channel, now, health.budget, stands_in=stands_in, is_asked_for=is_asked_for
        )
        own = watched(self.channel, self.catalog)
        return replace(known, reactions=reactions.at(now), edits=self.sender.edits, own=own)

    def _is_wanted(self, subject: Subject) -> bool:
        return concerns(self.channel, subject, self.catalog, self.traits) and passes(self.channel, subject)

    async def _timeline(self, subject: Subject, plan: Plan) -> Timeline:
        is_needed = isinstance(subject, IncidentSubject) and plan.acts
        return await self.stores.subjects.timeline(subject.id) if is_needed else ()

    async def _carry_out(self, task: NotificationTask) -> "_Done":
        """Do what is planned, in order."""
        now, after = self.clock.now(), task.plan.after
        record, put_off, is_refused = task.record, None, False
        for act in task.plan.acts:
            if act is Act.POST_IN_THREAD and record.card is None:
                continue  # the card was deleted: there is nothing left to post under
            message = await message_for(act, task, self.catalog, self.channel.ping, now)
            try:
                done = await self._act(act, task, record, message, after)
            except RateLimited as limited:
                if act is not Act.EDIT_CARD:
                    raise
                # Edits are limited by the workspace: what is news must not wait for them.
                put_off = now + timedelta(seconds=limited.retry_after_seconds)
                after = replace(after, shown=task.record.shown)
            else:
                record, is_refused = done.record, is_refused or done.is_refused
        return _Done(record=_with_refs(after, record), again_at=put_off, is_refused=is_refused)

    async def _act(
        self, act: Act, task: NotificationTask, record: Notification, message: Message, after: Notification
    ) -> "_Done":
        """One call to the platform, noted at once: a post with all that it says, `after`.

        What it refuses for good is noted as done; a card that is gone is posted again with the next news.
        """
        is_edit, trouble, ref = act is Act.EDIT_CARD, "", None
        try:
            if is_edit:
                await self._edit(task, record, message)
            else:
                ref = await self._post(act, task, record, message, _kind(act, after))
        except Undeliverable as error:
            trouble = str(error)
            record = replace(record, card=None, thread=None) if is_edit else record
        known = record.after(act, ref, self.clock.now())
        noted = replace(known, shown=after.shown) if is_edit else _with_refs(after, known)
        await self.stores.notifications.save(noted)
        await self._note_health(act, trouble)
        return _Done(record=known, is_refused=bool(trouble) and not is_edit)

    async def _edit(self, task: NotificationTask, record: Notification, message: Message) -> None:
        """Edit the card. Until it is known what came of it, nothing is known of what the card shows."""
        assert record.card is not None
        save = self.stores.notifications.save
        note = Note(before=partial(save, replace(record, shown="")), undo=partial(save, record))
        await self.sender.edit(record.card, message, _cause(task), note)

    async def _post(
        self, act: Act, task: NotificationTask, record: Notification, message: Message, kind: str
    ) -> MessageRef:
        """Post it. One of its kind that was in flight when we stopped goes under the same nonce."""
        subject, in_flight = task.subject, record.sending
        is_again = in_flight is not None and in_flight.endswith(f":{kind}:{act}")
        fresh = f"{subject.id}:{version_of(subject)}:{kind}:{act}"
        thread = None
        if act is Act.POST_IN_THREAD and record.card is not None:
            thread = replace(record.card, thread=record.thread or record.card.thread)
        post = Post(
            message=message,
            cause=_cause(task),
            nonce=in_flight if is_again and in_flight else fresh,
            is_again=is_again,
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
                return health.troubled(trouble) if act is Act.EDIT_CARD else health.refused(now, trouble)
            return health.well().with_card(now, cap) if act is Act.POST_CARD else health.well()

        await self.stores.health.change(self._name, step)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What was done: the record with the messages that there are by now, and when an edit was put off to."""

    record: Notification
    again_at: datetime | None = None
    is_refused: bool = False


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
    )
