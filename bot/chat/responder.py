"""Whoever turns to us in chat gets an answer: from here on it goes to whom it concerns."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from bot.alerting.hours import local_time
from bot.catalog.catalog import Catalog
from bot.channel_commands.command import OpenForm
from bot.channel_commands.context import CommandContext
from bot.channel_commands.open_now import with_withheld
from bot.channel_commands.parser import command_in
from bot.channel_commands.slash_commands import SLASH_COMMANDS
from bot.chat.access_check import AccessCheck
from bot.chat.answerer import Answerer
from bot.chat.buttons import ButtonHandler
from bot.chat.channel_commands import ChannelCommands
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.front_desk import FrontDesk
from bot.chat.open_now import OpenNowReader
from bot.chat.pages import NO_PAGES, PageReader
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.contact import Begin, Choice, Contact, Inquiry, Press, Reply, Submission, begin_silently
from bot.domain.message import Message, MessageRef
from bot.domain.question import Intent
from bot.domain.slash_command import SlashCommand
from bot.ports import ChatPlatform
from bot.questions.any_language import question_in
from bot.questions.choosing import question_chosen
from bot.questions.names import Names, value_of
from bot.questions.talk import is_question
from bot.speech.speech import speaking

_INCIDENT: Final = re.compile(r"(?:why\s+)?(inc-[0-9]{8}-[0-9a-f]{4,16})\s*\??", re.IGNORECASE)


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

    async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
        """Answer a question or carry out a command; None when somebody else deals with it, or it is talk."""
        desk = self._desk
        admission = await desk.take(inquiry)
        if not admission.is_open:
            return admission.reply
        if not inquiry.is_addressed and not is_question(inquiry.text, self.names):
            await desk.answered(inquiry, None)
            return None
        await begin()
        channel = await self._directory.channel_of(inquiry)
        with speaking(channel.language):
            reply = await self._answer(inquiry, channel)
        if not admission.is_edit:
            return reply
        return await desk.in_place(inquiry, reply)

    async def answered(self, inquiry: Inquiry, answer: MessageRef | None) -> None:
        """Note where the answer is."""
        await self._desk.answered(inquiry, answer)

    async def _speech(self, contact: Contact) -> AbstractContextManager[None]:
        """Whatever is said within is in the language of the channel."""
        channel = await self._directory.channel_of(contact)
        return speaking(channel.language)

    async def _answer(self, inquiry: Inquiry, channel: Channel) -> Reply:
        incident = _INCIDENT.fullmatch(inquiry.text.strip())
        if incident is not None:
            return Reply(message=await self.answers.why(incident[1].lower()))
        chosen = question_chosen(inquiry.command, inquiry.argument, self.names)
        command = command_in(inquiry.text, self._context) if chosen is None and inquiry.is_addressed else None
        if command is not None:
            return await self._commands.command(command, inquiry)
        question = chosen or question_in(inquiry.text, self.names)
        message = await self.answers.answer(question, inquiry)
        if question.intent is Intent.INCIDENTS and question.past is None:
            message = await self._with_withheld(message, channel)
        return Reply(message=message)

    async def press(self, press: Press, begin: Begin = begin_silently) -> Reply | None:
        """Do what a button says; None when this very press was dealt with before."""
        admission = await self._desk.admit(press)
        if not admission.is_open:
            return admission.reply
        await begin()
        with await self._speech(press):
            return await self._buttons.press(press)

    async def submit(self, submission: Submission, begin: Begin = begin_silently) -> Reply | None:
        """Take in a form; None when this very one was taken in before."""
        admission = await self._desk.admit(submission)
        if not admission.is_open:
            return admission.reply
        await begin()
        with await self._speech(submission):
            return await self._commands.form(submission)

    def opens_form(self, text: str) -> bool:
        """Whether these words ask for a form."""
        return isinstance(command_in(text, self._context), OpenForm)

    def suggest(self, prefix: str) -> tuple[Choice, ...]:
        """Names that fit what has been typed so far."""
        found = self.names.complete(prefix)
        return tuple(Choice(label=named.label, value=value_of(named)) for named in found)

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

    async def _with_withheld(self, message: Message, channel: Channel) -> Message:
        """What is open, with what of it the channel was not told, and why."""
        reader = OpenNowReader(stores=self.stores, catalog=self.catalog, traits=self.traits)
        now = self.clock.now()
        found = await reader.read(channel, now)
        return with_withheld(message, found, self.catalog, local_time(channel, now))

    @property
    def _desk(self) -> FrontDesk:
        return FrontDesk(inquiries=self.stores.inquiries, clock=self.clock)
