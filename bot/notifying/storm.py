"""What a channel's cap holds back: one message that names it, edited as that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerting.channel_health import Bulletins
from bot.alerting.reason import Reason
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.message import Message, MessageRef
from bot.domain.subject import Subject
from bot.errors import RateLimited, Undeliverable
from bot.notifying.bulletin import Bulletin, post_bulletin
from bot.notifying.sender import Cause, Sender, asked_wait
from bot.notifying.stores import HealthStore
from bot.rendering.digest import storm_message
from bot.speech.speech import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class StormNotice:
    """The message of one channel that we hold."""

    health: HealthStore
    sender: Sender
    channel: Channel
    catalog: Catalog
    clock: Clock

    async def update(self, held: Sequence[Subject], known: Bulletins) -> datetime | None:
        """Have it name these: posted with the first, and let go with the last. `known` is what stands.

        Return when it may be edited, where that is not yet: edits have limits of their own.
        """
        destination, now = str(self.channel.destination), self.clock.now()
        names = tuple(subject.id for subject in held)
        if names == known.held:
            return None
        with speaking(self.channel.language):
            message = storm_message(held, self.catalog, self.channel.cap)
        bulletin = Bulletin(kind="storm", message=message, reason=Reason.CAP_REACHED)
        storm = known.storm
        if storm is None and names:
            storm = await post_bulletin(bulletin, self.sender, self.health, now)
        elif storm is not None and self.sender.edits:
            try:
                await self._edit(storm, message, bulletin.cause(now))
            except RateLimited as error:
                return now + asked_wait(error)
        after = replace(known.settled(bulletin.kind), storm=storm if names else None, held=names)
        await self.health.change(destination, lambda health: replace(health, bulletins=after))
        return None

    async def _edit(self, storm: MessageRef, message: Message, cause: Cause) -> None:
        """Edit it. Where somebody has deleted it, nothing is missing."""
        try:
            await self.sender.edit(storm, message, cause)
        except Undeliverable as error:
            if error.refusal.is_of_channel:
                raise
