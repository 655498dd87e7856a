"""What began and ended while a channel could not be told: one message that names it, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.hours import local_time
from bot.alerting.notification import Announcement
from bot.alerting.reason import Reason
from bot.alerting.setback import set_back
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.incident import IncidentState
from bot.domain.subject import IncidentSubject, Subject
from bot.notifying.bulletin import Bulletin, post_bulletin
from bot.notifying.sender import Sender
from bot.notifying.session import Session
from bot.rendering.digest import missed_message
from bot.speech.speech import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedNotice:
    """The message of one channel that we hold."""

    stores: Session
    sender: Sender
    channel: Channel
    catalog: Catalog
    clock: Clock

    async def post(self, missed: Sequence[Subject], health: ChannelHealth) -> None:
        """Name them, and note of each that its end was told. `health` is how the channel was until now."""
        read_at = local_time(self.channel, self.clock.now())
        with speaking(self.channel.language):
            message = missed_message(missed, health.failing_since, health.trouble, self.catalog, read_at)
        bulletin = Bulletin(kind="missed", message=message, reason=Reason.OVER_BEFORE_TOLD)
        await post_bulletin(bulletin, self.sender, self.stores.health, self.clock.now())
        destination = str(self.sender.destination)
        await self.stores.health.change(destination, _landed)
        records = await self.stores.notifications.load_many([s.id for s in missed], destination)
        for subject in missed:
            over = Announcement(is_over=True, at=subject.at)
            await self.stores.notifications.save(replace(records[subject.id], said=over, setback=None))

    async def remember(self, missed: Sequence[Subject], health: ChannelHealth) -> None:
        """Keep in mind that they are to be named, though the channel is well by the time that they can be."""
        destination, now = str(self.sender.destination), self.clock.now()
        records = await self.stores.notifications.load_many([s.id for s in missed], destination)
        for subject in missed:
            record = records[subject.id]
            if record.setback is None:
                kept = set_back(None, now, "", health.trouble, is_refusal=False)
                await self.stores.notifications.save(replace(record, setback=kept))


def is_missed(subject: Subject) -> bool:
    """Whether somebody would want to know of it afterwards: not of a claim that we no longer make."""
    return not isinstance(subject, IncidentSubject) or subject.incident.state is IncidentState.RESOLVED


def _landed(health: ChannelHealth) -> ChannelHealth:
    """After a bulletin has arrived: the channel takes messages, and none is in flight."""
    return replace(health.well(), bulletins=health.bulletins.settled("missed"))
