"""Whoever turns to us in chat gets an answer: from here on it goes to whom it concerns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.command import OpenForm
from bot.channel_commands.context import CommandContext
from bot.channel_commands.parser import command_in
from bot.channel_commands.slash_commands import SLASH_COMMANDS
from bot.chat.access_check import AccessCheck
from bot.chat.answerer import Answerer
from bot.chat.buttons import ButtonHandler
from bot.chat.channel_commands import ChannelCommands
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.pages import NO_PAGES, PageReader
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.contact import Choice, Contact, Inquiry, Press, Reply, Submission
from bot.domain.message import Message
from bot.domain.slash_command import SlashCommand
from bot.ports import ChatPlatform
from bot.questions.names import Names
from bot.questions.parser import question_in

_INCIDENT: Final = re.compile(r"(?:why\s+)?(inc-[0-9]{8}-[0-9a-f]{4,16})\s*\??", re.IGNORECASE)
# What one person may ask, press and send in a minute.
MAX_A_MINUTE: Final = 30
TOO_MANY: Final = "That is more than I can answer at once. Give me a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """Satisfies the port `Respondent`. `fixed` are the channels of the settings.

    `platforms` can say whether we may post in a channel.
    """

    stores: ChatStores
    catalog: Catalog
    names: Names
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()
    pages: PageReader = NO_PAGES
    platforms: Mapping[str, ChatPlatform] = field(default_factory=dict)

    @property
    def commands(self) -> Sequence[SlashCommand]:
        """What there is to choose where a platform lists commands."""
        return SLASH_COMMANDS

    async def answer(self, inquiry: Inquiry) -> Reply | None:
        """Answer a question or carry out a command; None when this very inquiry was dealt with before."""
        gate = await self._gate(inquiry)
        if not gate.is_open:
            return gate.reply
        incident = _INCIDENT.fullmatch(inquiry.text.strip())
        if incident is not None:
            return Reply(message=await self.answers.why(incident[1].lower()))
        command = command_in(inquiry.text, self._context)
        if command is not None:
            return await self._commands.command(command, inquiry)
        question = question_in(inquiry.text, self.names)
        return Reply(message=await self.answers.answer(question, inquiry))

    async def press(self, press: Press) -> Reply | None:
        """Do what a button says; None when this very press was dealt with before."""
        gate = await self._gate(press)
        return await self._buttons.press(press) if gate.is_open else gate.reply

    async def submit(self, submission: Submission) -> Reply | None:
        """Take in a form; None when this very one was taken in before."""
        gate = await self._gate(submission)
        return await self._commands.form(submission) if gate.is_open else gate.reply

    def opens_form(self, text: str) -> bool:
        """Whether these words ask for a form."""
        return isinstance(command_in(text, self._context), OpenForm)

    def suggest(self, prefix: str) -> tuple[Choice, ...]:
        """Names that fit what has been typed so far."""
        found = self.names.complete(prefix)
        return tuple(
            Choice(label=n.label, value=" ".join(filter(None, (n.service, n.component)))) for n in found
        )

    async def leave(self, platform: str, team: str) -> None:
        """Forget the channels of a workspace or server that has removed us."""
        await self.stores.channels.forget(platform, team)

    @property
    def answers(self) -> Answerer:
        """Who answers questions."""
        return Answerer(
            stores=self.stores,
            directory=self._directory,
            catalog=self.catalog,
            clock=self.clock,
            pages=self.pages,
        )

    @property
    def _buttons(self) -> ButtonHandler:
        return ButtonHandler(
            stores=self.stores,
            directory=self._directory,
            answers=self.answers,
            catalog=self.catalog,
            traits=self.traits,
            clock=self.clock,
        )

    @property
    def _commands(self) -> ChannelCommands:
        return ChannelCommands(
            stores=self.stores,
            directory=self._directory,
            context=self._context,
            clock=self.clock,
            accesses=AccessCheck(platforms=self.platforms),
        )

    @property
    def _directory(self) -> ChannelDirectory:
        return ChannelDirectory(channels=self.stores.channels, clock=self.clock, fixed=self.fixed)

    @property
    def _context(self) -> CommandContext:
        return CommandContext(names=self.names, catalog=self.catalog, traits=self.traits)

    async def _gate(self, contact: Contact) -> "_Gate":
        """Whether to deal with somebody: not twice with the same, and not with a flood of one person's."""
        inquiries = self.stores.inquiries
        if not await inquiries.is_first(f"{contact.platform}:{contact.id}"):
            return _Gate(is_open=False)
        number = await inquiries.count(f"{contact.platform}:{contact.team}:{contact.user}")
        if number <= MAX_A_MINUTE:
            return _Gate(is_open=True)
        # Said once; then silence, so that a flood of theirs is none of ours.
        is_news = number == MAX_A_MINUTE + 1
        return _Gate(is_open=False, reply=Reply(message=Message(headline=TOO_MANY)) if is_news else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    """Whether somebody is dealt with; if not, what they are told."""

    is_open: bool
    reply: Reply | None = None
