"""Settle: what a channel is told to watch, and how; and what is open there at that moment."""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from bot.alerting.matching import concerns, watched
from bot.catalog.catalog import Catalog
from bot.channel_commands.command import Check, Command, CommandContext, RunCheck
from bot.channel_commands.forms import command_of_form
from bot.channel_commands.outcome import carry_out
from bot.channel_commands.permission import may_change, refused
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.command_outcome import CommandOutcome
from bot.domain.contact import Contact, Reply, Submission
from bot.domain.message import Destination, Message
from bot.domain.notice import Notice
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import NoticeSubject, Subject
from bot.questions.names import Names
from bot.rendering.baseline import with_baseline
from bot.rendering.channel.outcome import render_outcome
from bot.rendering.health import health_message
from bot.storage.channel_health import ChannelHealths
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.heartbeats import Heartbeats
from bot.storage.outbox import ASKED_FOR, PendingSubject
from bot.storage.snapshot import load_snapshot
from bot.storage.subjects import Subjects

LOCKED_OUT: Final = "That would lock you out: name yourself among the editors, too. Nothing is changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCommands:
    """Carries out the commands of channels. `fixed` are the channels of the settings."""

    client: Client
    catalog: Catalog
    names: Names
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()

    @property
    def context(self) -> CommandContext:
        """What commands are read against."""
        return CommandContext(names=self.names, catalog=self.catalog, traits=self.traits)

    async def command(self, command: Command, contact: Contact) -> Reply:
        """Carry out a command in the channel that it comes from. Two at once are carried out in turn."""
        while (reply := await self._tried(command, contact)) is None:
            pass
        return reply

    async def _tried(self, command: Command, contact: Contact) -> Reply | None:
        """The same; None when somebody else changed the channel meanwhile."""
        channel = await self.channel(contact)
        if isinstance(command, RunCheck):
            return await self._check(command.check, channel, contact)
        outcome = carry_out(command, channel, self.context)
        if outcome.form is not None:
            may_fill_in = may_change(channel, contact, self.traits)
            return Reply(form=outcome.form) if may_fill_in else refused(contact, self.traits)
        if outcome.channel == channel:
            return Reply(message=render_outcome(outcome, self.catalog, self.traits))
        if not may_change(channel, contact, self.traits):
            return refused(contact, self.traits)
        if not may_change(outcome.channel, contact, self.traits):
            return Reply(message=Message(headline=LOCKED_OUT))
        return await self._changed(outcome, channel)

    async def form(self, submission: Submission) -> Reply:
        """Take in a form, as if it had been typed."""
        command = command_of_form(submission, self.context)
        return await self.command(command, submission)

    async def channel(self, contact: Contact) -> Channel:
        """The channel's settings; where nobody has set any those of the environment, or none."""
        store = Channels(self.client)
        name = await store.name_of(contact.place)
        fixed = next((c for c in self.fixed if _is_at(c, contact) or str(c.destination) == name), None)
        place = fixed.destination if fixed else contact.place
        known = await store.load(place) or await store.load_named(name)
        if known is None and fixed is None:
            known = await self._called_otherwise(place)
        fresh = Channel(destination=place, since=self.clock.now(), guild=contact.team)
        return known or fixed or fresh

    async def _called_otherwise(self, place: Destination) -> Channel | None:
        """The same channel with its workspace or without: chat always names it, a command line need not."""
        store = Channels(self.client)
        if place.team:
            return await store.load(replace(place, team=""))
        same = [
            channel
            for channel in await store.load_all()
            if (channel.destination.platform, channel.destination.channel) == (place.platform, place.channel)
        ]
        return same[0] if len(same) == 1 else None

    async def _changed(self, outcome: CommandOutcome, before: Channel) -> Reply | None:
        channel = replace(outcome.channel, since=outcome.channel.since or self.clock.now())
        if not await Channels(self.client).exchange(before, channel, self.clock.now()):
            return None
        message = render_outcome(outcome, self.catalog, self.traits)
        if outcome.added:
            added = replace(channel, watches=tuple(match.watch for match in outcome.added), paired=None)
            message = await self._with_baseline(message, added)
        return Reply(message=message, is_public=True)

    async def _with_baseline(self, message: Message, added: Channel) -> Message:
        """What is open now at what was added, once: from here on only news is told."""
        own = watched(added, self.catalog)
        snapshot = await load_snapshot(self.client, self.catalog.sources_of(sorted(own)))
        announced = [i for i in snapshot.incidents if i.grade.is_announced]
        subjects = await Subjects(self.client).load([i.id for i in announced])
        concerning = [
            i
            for i in announced
            if (s := subjects.get(i.id)) and concerns(added, s, self.catalog, self.traits)
        ]
        reports = {
            service: tuple(r for state in states for r in state.reports)
            for service, states in snapshot.sources.items()
            if service in own
        }
        read = {id_ for id_, states in snapshot.sources.items() if any(state.read_at for state in states)}
        return with_baseline(message, reports, concerning, len(own - read), self.catalog)

    async def _check(self, check: Check, channel: Channel, contact: Contact) -> Reply:
        match check:
            case Check.TEST:
                return await self._test(channel, contact)
            case Check.HEALTH:
                return Reply(message=await self._health(channel))
            case _:
                assert_never(check)

    async def _health(self, channel: Channel) -> Message:
        own, now = watched(channel, self.catalog), self.clock.now()
        snapshot = await load_snapshot(self.client, self.catalog.sources_of(sorted(own)))
        return health_message(
            beats=await Heartbeats(self.client).load(now),
            unreadable=snapshot.unreadable,
            watched=len(own),
            trouble=(await ChannelHealths(self.client).load(str(channel.destination))).trouble,
            catalog=self.catalog,
            now=now,
        )

    async def _test(self, channel: Channel, contact: Contact) -> Reply:
        """A message through the whole path that alerts take."""
        if not may_change(channel, contact, self.traits):
            return refused(contact, self.traits)
        subject = self._test_subject(contact)
        destination = str(channel.destination)
        await Channels(self.client).save(channel, self.clock.now())
        mark = PendingSubject(destination, subject.id, ASKED_FOR)

        async def decide(_: object) -> tuple[list[Subject], list[PendingSubject]]:
            return [subject], [mark]

        await Subjects(self.client).commit([subject.id], decide, lambda _: None, self.clock.now())
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
                service="sharedfate",
                source=f"test:{contact.place}",
                at=now,
                status=ComponentStatus.OPERATIONAL,
                report=report,
            )
        )


def _is_at(channel: Channel, contact: Contact) -> bool:
    """Whether a channel of the settings is this one: the settings may leave the workspace out."""
    here, place = channel.destination, contact.place
    return here.platform == place.platform and here.channel == place.channel and here.team in ("", place.team)
