"""Tell one destination of one subject: plan, send or edit, and note it before and after every call."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.hours import quiet_until
from bot.alerting.matching import concerns, passes, watched
from bot.alerting.notification import Act, Notification, Plan
from bot.alerting.plan import earliest, plan_incident, version_of
from bot.alerting.plan_notice import plan_notice
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.incident import Incident, IncidentState
from bot.domain.message import Message, MessageRef
from bot.domain.reactions import Reactions
from bot.domain.status import Impact
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline
from bot.errors import RateLimited, Undeliverable
from bot.metrics import DELIVERIES
from bot.notifying.grouping import absorbed, speaking_for
from bot.ports import ChatPlatform
from bot.rendering.picture.timeline import timeline
from bot.rendering.subject_messages import Before, card_of, pinging, post_of, thread_post_of
from bot.rendering.view import View
from bot.storage.channel_health import ChannelHealths
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.lease import LeaseLost
from bot.storage.notifications import Notifications
from bot.storage.outbox import Outbox
from bot.storage.reactions import ReactionLog
from bot.storage.subjects import Subjects

logger = structlog.get_logger(__name__)

# A group of so many services gets a picture when it is over.
PICTURE_FROM: Final = 3


@dataclass(slots=True, kw_only=True)
class Notifier:
    """One destination while we hold it.

    `held` collects what its cap keeps back, `refused` the ids of what its platform will never take.
    """

    client: Client
    outbox: Outbox
    platform: ChatPlatform
    channel: Channel
    catalog: Catalog
    clock: Clock
    edits: bool
    traits: Traits
    pace: ChannelHealth
    held: list[Subject] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def subject(
        self, subject: Subject, stands_in: str = "", *, is_asked_for: bool = False
    ) -> datetime | None:
        """Tell of a subject; return when to look at it again, None when it is done with.

        What is asked for is told whatever the channel wishes. `stands_in` names whom it is told for. Raises
        DeliveryError: what was done until then is noted, the rest is done the next time.
        """
        log, destination = Notifications(self.client), str(self.channel.destination)
        told = await log.load(subject.id, destination)
        marks = (await ReactionLog(self.client).load(subject.id, self.channel.destination)).at(
            self.clock.now()
        )
        scene = self._scene(marks, stands_in, is_asked_for=is_asked_for)
        group = None
        if subject.notice is not None:
            group = await speaking_for(self.client, subject, destination, self._is_wanted)
        plan = self._plan(subject, told, scene, group, is_wanted=is_asked_for)
        if plan.held:
            self.held.append(subject)
        view = View(watched=watched(self.channel, self.catalog), marks=marks, speaks_for=stands_in)
        done, put_off = await self._acts(subject, told, plan, view, group)
        if done != told:
            await log.save(done)
        if subject.incident is not None and plan.acts:
            marks_of_parts = await absorbed(self.client, subject.incident, destination, view.watched)
            await self.outbox.put(marks_of_parts, self.clock.now())
        # A mute that runs out is taken off the card.
        unmuted_at = marks.muted_until if done.card is not None else None
        return earliest(plan.again_at, put_off, unmuted_at)

    async def hold(self) -> None:
        """Hold on to the destination before a call. Raises LeaseLost when another tells it by now."""
        if not await self.outbox.renew(str(self.channel.destination)):
            raise LeaseLost(f"telling {self.channel.destination} took us longer than our lease")

    def _plan(
        self,
        subject: Subject,
        told: Notification,
        scene: DeliveryContext,
        group: Incident | None,
        *,
        is_wanted: bool,
    ) -> Plan:
        wanted = is_wanted or self._is_wanted(subject)
        # Where nothing is watched any more, what stands is kept true in silence.
        is_silent = not self.channel.watches and not is_wanted and not scene.speaks_for
        scene = replace(scene, is_silent=is_silent)
        if subject.incident is not None:
            return plan_incident(subject, told, scene, is_wanted=wanted)
        return plan_notice(subject, told, scene, is_wanted=wanted, group=group.id if group else None)

    def _is_wanted(self, subject: Subject) -> bool:
        return concerns(self.channel, subject, self.catalog, self.traits) and passes(self.channel, subject)

    def _scene(self, marks: Reactions, stands_in: str, *, is_asked_for: bool) -> DeliveryContext:
        now, quiet = self.clock.now(), None if is_asked_for else self.channel.quiet
        return DeliveryContext(
            now=now,
            channel=self.channel,
            marks=marks,
            quiet_until=quiet_until(quiet, now) if quiet else None,
            full_until=None if is_asked_for else self.pace.full_until(now, self.channel.cap),
            edits=self.edits,
            speaks_for=stands_in,
        )

    async def _acts(
        self, subject: Subject, told: Notification, plan: Plan, view: View, group: Incident | None
    ) -> tuple[Notification, datetime | None]:
        """Do what is planned, in order; return the record after it, and when an edit was put off to."""
        story = await Subjects(self.client).story(subject.id) if plan.acts and subject.incident else ()
        now, known, after, put_off = self.clock.now(), told, plan.after, None
        for act in plan.acts:
            if act is Act.POST_IN_THREAD and known.card is None:
                continue  # the card was deleted: there is nothing left to post under
            message = self._message(act, subject, told, view, group, story)
            if act is Act.POST_ANEW and _gets_picture(subject):
                message = await self._with_picture(message, subject, story, now)
            try:
                known = await self._act(act, subject, known, message, after)
            except RateLimited as limited:
                if act is not Act.EDIT_CARD:
                    raise
                # Edits are limited by the workspace: what is news must not wait for them.
                put_off = now + timedelta(seconds=limited.retry_after_seconds)
                after = replace(after, shown=told.shown)
        return _with_refs(after, known), put_off

    def _message(
        self,
        act: Act,
        subject: Subject,
        told: Notification,
        view: View,
        group: Incident | None,
        story: Timeline,
    ) -> Message:
        before = _before(told)
        if act in (Act.POST_CARD, Act.EDIT_CARD):
            message = card_of(subject, self.catalog, self.clock.now(), view, group)
        elif act is Act.POST_IN_THREAD:
            message = thread_post_of(subject, before, story, self.catalog)
        else:
            message = post_of(subject, before, story, self.catalog)
        calls = act in (Act.POST_CARD, Act.POST_ANEW)
        return pinging(message, subject, self.channel.ping) if calls else message

    async def _act(
        self, act: Act, subject: Subject, told: Notification, message: Message, after: Notification
    ) -> Notification:
        """One call to the platform, noted at once: a post with all that it says, `after`.

        What it refuses for good is noted as done; a card that is gone is posted again with the next news.
        """
        await self.hold()
        trouble = ""
        try:
            if act is Act.EDIT_CARD:
                await self._edit(told, message)
                ref = None
            else:
                ref = await self._send(act, subject, told, message, _kind(act, after))
        except Undeliverable as error:
            logger.warning("Undeliverable", to=str(self.channel.destination), error=str(error))
            ref, trouble = None, str(error)
            told = replace(told, card=None, thread=None) if act is Act.EDIT_CARD else told
        outcome = "undeliverable" if trouble else "sent"
        DELIVERIES.labels(platform=self.channel.destination.platform, outcome=outcome).inc()
        known = told.after(act, ref, self.clock.now())
        is_edit = act is Act.EDIT_CARD
        noted = replace(known, shown=after.shown) if is_edit else _with_refs(after, known)
        await Notifications(self.client).save(noted)
        if trouble and not is_edit:
            self.refused.append(subject.id)
        await self._keep_pace(act, trouble)
        return known

    async def _edit(self, told: Notification, message: Message) -> None:
        """Edit the card. Until it is known what came of it, nothing is known of what the card shows."""
        assert told.card is not None
        log = Notifications(self.client)
        await log.save(replace(told, shown=""))
        try:
            await self.platform.edit(told.card, message)
        except RateLimited:
            await log.save(told)  # it never left
            raise

    async def _send(
        self, act: Act, subject: Subject, told: Notification, message: Message, kind: str
    ) -> MessageRef:
        """Post under a nonce. One of its kind that was in flight when we stopped goes under the same one."""
        was_in_flight = told.sending is not None and told.sending.endswith(f":{kind}:{act}")
        fresh = f"{subject.id}:{version_of(subject)}:{kind}:{act}"
        nonce = told.sending if was_in_flight and told.sending else fresh
        if not was_in_flight:
            await Notifications(self.client).save(replace(told, sending=nonce))
        thread = None
        if act is Act.POST_IN_THREAD and told.card is not None:
            thread = replace(told.card, thread=told.thread or told.card.thread)
        try:
            ref = await self.platform.send(
                message, self.channel.destination, nonce=nonce, thread=thread, uncertain=was_in_flight
            )
        except RateLimited:
            if not was_in_flight:  # it never left
                await Notifications(self.client).save(replace(told, sending=None))
            raise
        if was_in_flight and self.edits:
            await self.platform.edit(ref, message)
        to = self.channel.destination
        if act is Act.POST_CARD and ref.channel != to.channel:
            await Channels(self.client).learn(to, ref.channel)
        return ref

    async def _keep_pace(self, act: Act, trouble: str) -> None:
        before = self.pace
        if trouble and act is Act.EDIT_CARD:
            self.pace = replace(self.pace, trouble=trouble[:300])
        elif trouble:
            self.pace = self.pace.refused(self.clock.now(), trouble)
        else:
            self.pace = self.pace.well()
            if act is Act.POST_CARD:
                self.pace = self.pace.with_card(self.clock.now(), self.channel.cap)
        if self.pace != before:
            await ChannelHealths(self.client).save(str(self.channel.destination), self.pace)

    async def _with_picture(
        self, message: Message, subject: Subject, story: Timeline, now: datetime
    ) -> Message:
        assert subject.incident is not None
        picture = await asyncio.to_thread(timeline, subject.incident, story, self.catalog, now)
        return replace(message, picture=picture)


def _before(told: Notification) -> Before:
    """What was said aloud, for who words what comes next."""
    said = told.said
    if said is None:
        return Before()
    impact = tuple(Impact)[said.peak] if said.grade is None else None
    return Before(grade=said.grade, root=said.root, at=said.at, is_over=said.is_over, impact=impact)


def _kind(act: Act, after: Notification) -> str:
    """What a post of its own says: one in flight that says something else is not the same post."""
    said = after.said
    return f"{said.root}.{said.peak}.{said.is_over:d}" if act is Act.POST_ANEW and said is not None else ""


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


def _gets_picture(subject: Subject) -> bool:
    incident = subject.incident
    return (
        incident is not None
        and incident.state is IncidentState.RESOLVED
        and len(incident.services) >= PICTURE_FROM
    )
