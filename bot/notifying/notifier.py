"""Tells one channel of subjects: plans, has it carried out, and sees to what follows of what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerting.delivery_context import DeliveryContext, at_this_moment
from bot.alerting.matching import is_wanted, watched
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan, earliest, version_of
from bot.alerting.planning import flapping_in, plan_of
from bot.alerting.reason import Reason
from bot.alerting.setback import set_back
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.look import OwnNetwork
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.domain.timeline import Timeline
from bot.errors import DeliveryError, RateLimited, Undeliverable
from bot.notifying.execution import Execution
from bot.notifying.flaps import Flaps
from bot.notifying.grouping import said_by, speaking_for, told_before
from bot.notifying.messages import NotificationTask
from bot.notifying.renderings import Renderings
from bot.notifying.sender import Sender
from bot.notifying.session import Session
from bot.rendering.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """What came of a subject: look at it `again_at`, None when it is done with.

    `is_held`: the channel's cap keeps it back. `is_refused`: the platform will never take it;
    `is_out_of_reach`: it takes nothing there until somebody mends that. `is_told`: it took something.
    `failure` is what it failed with by itself. `is_late`: it was over before the channel heard of it;
    `was_set_back`: it had failed by itself before.
    """

    again_at: datetime | None = None
    is_held: bool = False
    is_refused: bool = False
    is_out_of_reach: bool = False
    is_told: bool = False
    failure: str = ""
    is_late: bool = False
    was_set_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """Tells one channel that we hold. `board` is where our pages are, if people can reach them."""

    stores: Session
    sender: Sender
    channel: Channel
    catalog: Catalog
    renderings: Renderings
    clock: Clock
    traits: Traits
    board: str = ""

    async def notify(self, subject: Subject, stands_in: str = "", *, is_asked_for: bool = False) -> Notified:
        """Tell of a subject, as far as there is something to tell.

        What is asked for is told whatever the channel wishes. `stands_in` names whom it is told for. Raises
        RateLimited: what was done until then is noted, the rest is done the next time.
        """
        record = await self.stores.notifications.load(subject.id, self._name)
        try:
            return await self._told(subject, record, stands_in, is_asked_for=is_asked_for)
        except RateLimited:
            raise
        except (DeliveryError, Undeliverable) as error:
            return await self._set_back(subject, error)

    async def _told(
        self, subject: Subject, record: Notification, stands_in: str, *, is_asked_for: bool
    ) -> Notified:
        context = await self._context(subject, stands_in, is_asked_for=is_asked_for)
        flaps = Flaps(stores=self.stores, sender=self.sender, catalog=self.catalog)
        topic = None if is_asked_for else await flaps.load(subject, record)
        if topic is not None:
            context = flapping_in(context, subject, topic)
        task = await self._task(subject, record, context, topic, is_asked_for=is_asked_for)
        plan = task.plan
        done = await self._execution.carry_out(task)
        if done.record != record:
            known = replace(done.record, topic=topic.subject if topic is not None else record.topic)
            await self.stores.notifications.save(known)
        if done.is_gone and not (context.reactions.mute and plan.acts == (Act.EDIT_CARD,)):
            return await self._told(subject, done.record, stands_in, is_asked_for=is_asked_for)
        if isinstance(subject, IncidentSubject) and Act.POST_CARD in plan.acts:
            pending = await told_before(self.stores, subject.incident, self._name)
            await self.stores.outbox.put(pending, self.clock.now())
        calm_at = await flaps.settle(subject, plan, topic, context) if topic is not None else None
        # A mute that runs out is taken off the card.
        mute = context.reactions.mute
        unmuted_at = mute.until if mute and done.record.card else None
        return Notified(
            again_at=earliest(plan.again_at, done.again_at, unmuted_at, calm_at),
            is_held=plan.held,
            is_refused=done.is_refused,
            is_told=done.calls > 0,
            failure=done.failure,
            is_late=plan.reason is Reason.OVER_BEFORE_TOLD,
            was_set_back=record.setback is not None,
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
            view=View(
                watched=context.own,
                reactions=context.reactions,
                speaks_for=context.speaks_for,
                networks=await self._networks(subject, plan),
                board=self.board,
            ),
            group=group,
            said=said,
            timeline=await self._timeline(subject, plan),
            flapping=topic.flapping if topic is not None and context.shows_flapping else None,
        )

    async def _set_back(self, subject: Subject, error: DeliveryError | Undeliverable) -> Notified:
        """It failed by itself: it is tried again after a while, and stops no other meanwhile."""
        record, now = await self.stores.notifications.load(subject.id, self._name), self.clock.now()
        is_refused = isinstance(error, Undeliverable)
        is_of_channel = isinstance(error, Undeliverable) and error.refusal.is_of_channel
        # What a channel refuses that takes nothing is no refusal of this message.
        is_in_doubt = (await self.stores.health.load(self._name)).failing_since is not None
        setback = set_back(
            record.setback,
            now,
            version_of(subject),
            str(error),
            is_refusal=is_refused and not (is_of_channel and is_in_doubt),
        )
        await self.stores.notifications.save(replace(record, setback=setback))
        return Notified(
            again_at=setback.retry_at,
            failure=str(error) if is_of_channel or not is_refused else "",
            is_out_of_reach=is_of_channel,
        )

    @property
    def _execution(self) -> Execution:
        return Execution(
            stores=self.stores,
            sender=self.sender,
            channel=self.channel,
            renderings=self.renderings,
            clock=self.clock,
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
        return replace(
            known,
            reactions=reactions.at(now),
            edits=self.sender.edits,
            repeats_every=self.traits[self.channel.destination.platform].repeats_every,
            own=own,
        )

    def _is_wanted(self, subject: Subject) -> bool:
        return is_wanted(self.channel, subject, self.catalog, self.traits)

    async def _networks(self, subject: Subject, plan: Plan) -> tuple[OwnNetwork, ...]:
        """Whether it is us, as far as a card of ours is to say so."""
        is_needed = isinstance(subject, IncidentSubject) and plan.acts
        return tuple((await self.stores.probes.load_vantages()).values()) if is_needed else ()

    async def _timeline(self, subject: Subject, plan: Plan) -> Timeline:
        is_needed = isinstance(subject, IncidentSubject) and plan.acts
        return await self.stores.subjects.timeline(subject.id) if is_needed else ()
