"""What flaps in one channel: said once in a message that is kept current, and once more when it is calm.

All that is to be done follows from the record, which is stored before it is acted on: who is stopped in
between is followed by another.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.flapping import CALM_AFTER, Flapping, topic_of
from bot.alerting.hours import local_time
from bot.alerting.notification import Act, Notification
from bot.alerting.plan import Plan, version_of
from bot.alerting.reason import Reason
from bot.alerting.setback import is_given_up
from bot.catalog.catalog import Catalog
from bot.domain.message import Message
from bot.domain.subject import Subject
from bot.errors import RateLimited, Undeliverable
from bot.notifying.sender import Cause, Note, Post, Sender, asked_wait
from bot.notifying.session import Session
from bot.rendering.flapping import calm_message, flapping_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaps:
    """The flapping of one channel that we hold."""

    stores: Session
    sender: Sender
    catalog: Catalog

    async def load(self, subject: Subject, record: Notification) -> Notification | None:
        """The record of what a subject flaps together with; None for what does not flap."""
        topic = record.topic or topic_of(subject)
        return await self.stores.notifications.load(topic, record.destination) if topic else None

    async def settle(
        self, subject: Subject, plan: Plan, topic: Notification, context: DeliveryContext
    ) -> datetime | None:
        """Note what the plan made of it and have its own message say so; return when it may be calm.

        The newest that turned is looked at again then, and whatever shows on a card of its own that it flaps.
        """
        known = _noted(topic.flapping or Flapping(), subject, plan, context.now)
        if known != topic.flapping and known != Flapping():
            topic = replace(topic, flapping=known)
            await self.stores.notifications.save(topic)
        shows_it = context.shows_flapping and plan.after.posted_at is not None
        if known.calm_at is None or context.is_silent:
            return None
        topic = replace(topic, setback=plan.after.setback)
        if subject.id != known.subjects[-1] and not shows_it:
            return None
        if context.now < known.calm_at:
            later = await self._show(topic, known, context)
            return min(known.calm_at, later) if later else known.calm_at
        if context.quiet_until is not None:
            return context.quiet_until
        return await self._calm(topic, known, context)

    async def _show(
        self, topic: Notification, flapping: Flapping, context: DeliveryContext
    ) -> datetime | None:
        """Have the message there and current; return when it may be edited, where that is not yet."""
        subjects = await self._subjects(flapping)
        read_at = local_time(context.channel, context.now)
        turns = flapping.turns_in_an_hour(context.now)
        message = flapping_card(turns, subjects, self.catalog, read_at, CALM_AFTER)
        shown = "/".join((str(len(flapping.turns)), *map(version_of, subjects)))
        if topic.posted_at is None:
            said = replace(topic, shown=shown, shown_at=context.now, posted_at=context.now)
            await self._post(Act.POST_CARD, message, topic, said, context.now)
        elif topic.card is not None and self.sender.edits and shown != topic.shown:
            if context.now < context.next_edit(topic):
                return context.next_edit(topic)
            return await self._edit(topic, message, shown, context.now)
        return None

    async def _calm(
        self, topic: Notification, flapping: Flapping, context: DeliveryContext
    ) -> datetime | None:
        """Say what it has come to. The next time it flaps there is a new message.

        Return when its card may be edited, where that is not yet.
        """
        read_at = local_time(context.channel, context.now)
        message = calm_message(await self._subjects(flapping), self.catalog, read_at, CALM_AFTER)
        calm = replace(flapping, is_held=False, subjects=())
        after = Notification(subject=topic.subject, destination=topic.destination, flapping=calm)
        if topic.card is not None and self.sender.edits and topic.shown != "calm":
            later = await self._edit(topic, message, "calm", context.now)
            if later is not None:
                return later
            topic = replace(topic, shown="calm")
        await self._post(Act.POST_ANEW, message, topic, after, context.now)
        return None

    async def _subjects(self, flapping: Flapping) -> list[Subject]:
        """What turned of late, the newest last."""
        found = await self.stores.subjects.load(flapping.subjects)
        return [found[id_] for id_ in flapping.subjects if id_ in found]

    async def _post(
        self, act: Act, message: Message, topic: Notification, after: Notification, now: datetime
    ) -> None:
        """Post it; what is refused for good, or for no reason that we know a few times, is let go."""
        in_flight = topic.sending or ""
        earlier = in_flight if in_flight.endswith(f":{act}") else ""
        fresh = f"{topic.subject}:{now:%Y%m%d%H%M%S}:{act}"
        save = self.stores.notifications.save
        post = Post(
            message=message,
            cause=self._cause(topic, act, now),
            nonce=earlier or fresh,
            is_again=bool(earlier),
        )
        note = Note(
            before=partial(save, replace(topic, sending=post.nonce)),
            undo=partial(save, replace(topic, sending=None)),
        )
        ref = None
        try:
            ref = (await self.sender.post(post, note)).ref
        except Undeliverable as error:
            is_left = error.refusal.is_unclear and is_given_up(topic.setback)
            if (error.refusal.may_be_mended or error.refusal.is_unclear) and not is_left:
                raise
        await save(replace(after, card=ref if act is Act.POST_CARD else None, sending=None))

    async def _edit(
        self, topic: Notification, message: Message, shown: str, now: datetime
    ) -> datetime | None:
        """Change it, or return when: edits have limits of their own. One that is gone is let go."""
        assert topic.card is not None
        after = replace(topic, shown=shown, shown_at=now)
        try:
            await self.sender.edit(topic.card, message, self._cause(topic, Act.EDIT_CARD, now))
        except RateLimited as error:
            return now + asked_wait(error)
        except Undeliverable:
            after = replace(after, card=None)
        await self.stores.notifications.save(after)
        return None

    def _cause(self, topic: Notification, act: Act, now: datetime) -> Cause:
        reason = Reason.CALM_AGAIN if act is Act.POST_ANEW else Reason.FLAPPING
        return Cause(about=topic.subject, reason=reason, since=now)


def _noted(known: Flapping, subject: Subject, plan: Plan, now: datetime) -> Flapping:
    """With what a plan posted of it, or held."""
    is_held, is_first = plan.reason is Reason.FLAPPING, plan.reason is Reason.FIRST_NOTIFICATION
    is_turn = plan.is_turn and known.is_turn(subject, is_first=is_first)
    if not (is_turn or is_held or plan.is_loud):
        return known
    return known.after(subject, now, is_turn=is_turn, is_post=plan.is_loud, is_held=is_held)
