"""Carries out what a channel is told; what it watches from now on is shown as it stands at that moment."""

from dataclasses import dataclass, field, replace
from typing import Final

from bot.alerting.hours import local_time
from bot.alerting.matching import concerns, watched
from bot.answers.open_at import open_at, was_read
from bot.channel_commands.command import Check, Command, RunCheck, ShowPage
from bot.channel_commands.context import CommandContext
from bot.channel_commands.forms import command_of_form
from bot.channel_commands.open_now import with_open_now
from bot.channel_commands.outcome import carry_out
from bot.channel_commands.pages import list_page
from bot.channel_commands.permission import may_change, refused
from bot.chat.access_check import AccessCheck, is_told
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.checks import ChannelChecks
from bot.chat.open_now import OpenNowReader
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.command_outcome import CommandOutcome
from bot.domain.contact import Contact, Reply, Submission
from bot.domain.message import Destination, Message
from bot.rendering.baseline import FirstSight, with_baseline
from bot.rendering.channel.hindrance import with_hindrances
from bot.rendering.channel.outcome import render_outcome
from bot.storage.keys import HEARD
from bot.storage.outbox import PendingSubject

LOCKED_OUT: Final = "That would lock you out: name yourself among the editors, too. Nothing is changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCommands:
    """Carries out the commands of channels."""

    stores: ChatStores
    directory: ChannelDirectory
    context: CommandContext
    clock: Clock
    accesses: AccessCheck = field(default_factory=AccessCheck)

    async def command(self, command: Command, contact: Contact) -> Reply:
        """Carry out a command in the channel that it comes from. Two at once are carried out in turn."""
        while (reply := await self._tried(command, contact)) is None:
            pass
        return reply

    async def form(self, submission: Submission) -> Reply:
        """Take in a form, as if it had been typed."""
        return await self.command(command_of_form(submission, self.context), submission)

    async def _tried(self, command: Command, contact: Contact) -> Reply | None:
        """Carry it out; None when somebody else changed the channel meanwhile."""
        traits = self.context.traits
        channel = await self.directory.channel_of(contact)
        if isinstance(command, RunCheck):
            return await self._check(command.check, channel, contact)
        outcome = carry_out(command, channel, self.context)
        if outcome.form is not None:
            may_fill_in = may_change(channel, contact, traits)
            return Reply(form=outcome.form) if may_fill_in else refused(contact, traits)
        if outcome.channel == channel:
            message = render_outcome(outcome, self.context.catalog, traits)
            if isinstance(command, ShowPage) and command.page is list_page and channel.watches:
                message = await self._with_open_now(message, channel)
            if outcome.error is None:
                message = await self._with_hindrances(message, channel, contact)
            return Reply(message=message)
        if not may_change(channel, contact, traits):
            return refused(contact, traits)
        if not may_change(outcome.channel, contact, traits):
            return Reply(message=Message(headline=LOCKED_OUT))
        return await self._changed(outcome, channel, contact)

    async def _check(self, check: Check, channel: Channel, contact: Contact) -> Reply:
        """A test is a message to all; how we are anybody may ask."""
        if check is Check.TEST and not may_change(channel, contact, self.context.traits):
            return refused(contact, self.context.traits)
        checks = ChannelChecks(stores=self.stores, catalog=self.context.catalog, clock=self.clock)
        reply = await checks.run(check, channel, contact)
        if reply.message is None:
            return reply
        return replace(reply, message=await self._with_hindrances(reply.message, channel, contact))

    async def _with_hindrances(self, message: Message, channel: Channel, contact: Contact) -> Message:
        """Say, too, what keeps the channel from being told: now is when somebody can mend it.

        What the platform does not foresee it has said of the last post.
        """
        found = await self.accesses.hindrances(channel, contact)
        if not found.here and is_told(channel):
            health = await self.stores.health.load(str(channel.destination))
            if health.failing_since is not None:
                found = replace(found, here=f"The last post failed: {health.trouble}")
        return with_hindrances(message, found)

    async def _changed(self, outcome: CommandOutcome, before: Channel, contact: Contact) -> Reply | None:
        channel = replace(
            outcome.channel,
            since=outcome.channel.since or self.clock.now(),
            paired=await self._by_id(outcome.channel.paired, before.paired),
        )
        if not await self.stores.channels.exchange(before, channel, self.clock.now()):
            return None
        await self._look_again(channel)
        catalog = self.context.catalog
        await self.stores.sources.hasten(
            catalog.sources_of(sorted(watched(channel, catalog))), self.clock.now()
        )
        message = render_outcome(outcome, self.context.catalog, self.context.traits)
        if outcome.added:
            added = replace(channel, watches=tuple(match.watch for match in outcome.added), paired=None)
            message = await self._with_baseline(message, added)
        return Reply(message=await self._with_hindrances(message, channel, contact), is_public=True)

    async def _by_id(self, pair: Destination | None, before: Destination | None) -> Destination | None:
        """A new pair by its platform's own id, where that is told: a name may change."""
        if pair is None or pair == before:
            return pair
        id_ = (await self.accesses.of(pair)).id
        return replace(pair, channel=id_) if id_ else pair

    async def _look_again(self, channel: Channel) -> None:
        """Have what is open looked at again: what is wanted now may let through what it kept back."""
        name, now = str(channel.destination), self.clock.now()
        assert HEARD.ttl is not None
        heard = await self.stores.subjects.load(await self.stores.outbox.heard(name, now - HEARD.ttl))
        still = [
            PendingSubject(name, id_, f"set {now.isoformat()}") for id_, s in heard.items() if not s.is_over
        ]
        await self.stores.outbox.put(still, now)

    async def _with_open_now(self, message: Message, channel: Channel) -> Message:
        reader = OpenNowReader(stores=self.stores, catalog=self.context.catalog, traits=self.context.traits)
        now = self.clock.now()
        found = await reader.read(channel, now)
        return with_open_now(message, found, self.context.catalog, local_time(channel, now))

    async def _with_baseline(self, message: Message, added: Channel) -> Message:
        """What is open now at what was added, once: from here on only news is told."""
        catalog, traits = self.context.catalog, self.context.traits
        own = watched(added, catalog)
        wholes = {whole for service in own for whole in catalog.ancestors(service)}
        snapshot = await self.stores.snapshots.load(catalog.sources_of(sorted(own | wholes)))
        announced = [i for i in snapshot.incidents if i.grade.is_announced]
        subjects = await self.stores.subjects.load([i.id for i in announced])
        concerning = [
            i for i in announced if (s := subjects.get(i.id)) and concerns(added, s, catalog, traits)
        ]
        now = local_time(added, self.clock.now())
        services = [open_at(service, snapshot, catalog, now) for service in sorted(own)]
        never = [one for one in services if not was_read(one, snapshot)]
        found = FirstSight(
            reports={one.service: one.reports for one in services if one.is_open},
            incidents=concerning,
            unread=len(never),
            beside=[one for one in services if not one.is_open and one not in never],
            is_any_read=any(one.is_read for one in services),
        )
        return with_baseline(message, found, catalog, now)
