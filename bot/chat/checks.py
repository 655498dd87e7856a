"""What tells a channel that all is well, or what is not: a test message, and our own health."""

from dataclasses import dataclass
from typing import Final, assert_never

from bot.alerting.matching import watched
from bot.answers.seen import networks_now, seen_now
from bot.catalog.catalog import Catalog
from bot.channel_commands.command import Check
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.contact import Contact, Reply
from bot.domain.message import Message
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import OURSELVES, TEST_OF, Notice, NoticeSubject, Subject
from bot.rendering.answers.seen import with_networks
from bot.rendering.health import PageHealth, health_message, with_ailments
from bot.storage.outbox import ASKED_FOR, PendingSubject

NO_PAGE: Final = "it has no page of its own that we could read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChecks:
    """Carries out checks."""

    stores: ChatStores
    catalog: Catalog
    clock: Clock

    async def run(self, check: Check, channel: Channel, contact: Contact) -> Reply:
        """Carry one out."""
        match check:
            case Check.TEST:
                return await self._test(channel, contact)
            case Check.HEALTH:
                return await self._health(channel)
            case _:
                assert_never(check)

    async def _health(self, channel: Channel) -> Reply:
        own, now = watched(channel, self.catalog), self.clock.now()
        snapshot = await self.stores.snapshots.load(self.catalog.sources_of(sorted(own)))
        silent = [s for s in sorted(own) if not self.catalog.sources_of([s])]
        message = health_message(
            heartbeats=await self.stores.heartbeats.load(now),
            pages=PageHealth(
                watched=len(own),
                unreadable=(*snapshot.unreadable, *((service, NO_PAGE) for service in silent)),
                unread=snapshot.unread(own.difference(silent), now),
            ),
            trouble=(await self.stores.health.load(str(channel.destination))).trouble,
            catalog=self.catalog,
            now=now,
        )
        networks, seen = networks_now(snapshot, now), seen_now(snapshot, now)
        message = with_networks(message, networks, seen, self.catalog)
        ailments = await self.stores.heartbeats.ailments(now)
        return Reply(message=with_ailments(message, ailments, snapshot.blind, now))

    async def _test(self, channel: Channel, contact: Contact) -> Reply:
        """A message through the whole path that alerts take."""
        subject = self._test_subject(contact)
        await self.stores.channels.save(channel, self.clock.now())
        pending = PendingSubject(str(channel.destination), subject.id, ASKED_FOR)

        async def decide(_: object) -> tuple[list[Subject], list[PendingSubject]]:
            return [subject], [pending]

        await self.stores.subjects.commit([subject.id], decide, lambda _: None, self.clock.now())
        return Reply(
            message=Message(
                headline="A test message is on its way to this channel, the way alerts come. If it does not "
                "arrive, I may not post here: invite me, and see that I can write."
            )
        )

    def _test_subject(self, contact: Contact) -> Subject:
        now = self.clock.now()
        report = Report(
            id=contact.id,
            title="A test, nothing is wrong: alerts look like this",
            status=ReportStatus.INVESTIGATING,
            impact=Impact.NONE,
            started_at=now,
            updated_at=now,
            updates=(
                ReportUpdate(at=now, status=ReportStatus.INVESTIGATING, text=f"Asked for by {contact.who}"),
            ),
        )
        return NoticeSubject(
            notice=Notice(
                service=OURSELVES,
                source=f"{TEST_OF}{contact.place}",
                at=now,
                status=ComponentStatus.OPERATIONAL,
                report=report,
            )
        )
