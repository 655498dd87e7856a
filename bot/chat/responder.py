"""Respond: whoever turns to us in chat gets an answer, from the store alone."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.alerting.matching import watched
from bot.answers.answers import answer
from bot.catalog.catalog import Catalog
from bot.channel_commands.command import OpenForm
from bot.channel_commands.help import render_commands
from bot.channel_commands.parser import command_in
from bot.channel_commands.slash_commands import SLASH_COMMANDS
from bot.chat.buttons import ButtonHandler
from bot.chat.channel_commands import ChannelCommands
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.contact import Choice, Contact, Inquiry, Press, Reply, Submission
from bot.domain.message import MAX_ACTION_CHARACTERS, Button, Message
from bot.domain.question import Answer, Intent, Question
from bot.domain.slash_command import SlashCommand
from bot.domain.subject import IncidentSubject
from bot.metrics import ANSWERS
from bot.questions.names import Names
from bot.questions.parser import question_in
from bot.rendering.answers.answer import render_answer
from bot.rendering.answers.together import together
from bot.rendering.card import card
from bot.rendering.picture.timeline import timeline
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.inquiries import Inquiries
from bot.storage.outbox import Outbox
from bot.storage.snapshot import load_snapshot
from bot.storage.subjects import Subjects

# A service stands on a dozen others at most; what a hostile catalogue adds is not read.
MAX_BELOW: Final = 20
_INCIDENT: Final = re.compile(r"(?:why\s+)?(inc-[0-9]{8}-[0-9a-f]{4,16})\s*\??", re.IGNORECASE)
_SHARED_INTENTS: Final = frozenset({Intent.IS_DOWN, Intent.STATUS, Intent.WHY, Intent.IMPACT})


# Services named in one question that are all answered; of more, one is to be chosen.
MOST_AT_ONCE: Final = 4
# What one person may ask, press and send in a minute.
MAX_A_MINUTE: Final = 30
TOO_MANY: Final = "That is more than I can answer at once. Give me a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """Satisfies the port `Respondent`. `fixed` are the channels of the settings."""

    client: Client
    catalog: Catalog
    names: Names
    clock: Clock
    traits: Traits
    fixed: tuple[Channel, ...] = ()

    @property
    def commands(self) -> Sequence[SlashCommand]:
        """What there is to choose where a platform lists commands."""
        return SLASH_COMMANDS

    async def answer(self, inquiry: Inquiry) -> Reply | None:
        """Answer a question or carry out a command; None when this very inquiry was dealt with before."""
        gate = await self._gate(inquiry)
        if not gate.is_open:
            return gate.reply
        named = _INCIDENT.fullmatch(inquiry.text.strip())
        if named is not None:
            return Reply(message=await self._why(named[1].lower()))
        command = command_in(inquiry.text, self._settle.context)
        if command is not None:
            return await self._settle.command(command, inquiry)
        question = question_in(inquiry.text, self.names)
        if 1 < len(question.named) <= MOST_AT_ONCE:
            return Reply(message=await self._of_each(question))
        own = await self._own(inquiry) if question.intent is Intent.INCIDENTS else frozenset[str]()
        found = await self.answer_to(question, own)
        ANSWERS.labels(platform=inquiry.platform, intent=str(found.question.intent)).inc()
        return Reply(message=await self._said(found, inquiry))

    async def _of_each(self, question: Question) -> Message:
        """Whether each of the services named is down."""
        each = [
            replace(question, intent=Intent.IS_DOWN, service=s, suggestions=(), named=())
            for s in question.named
        ]
        return together([render_answer(await self.answer_to(one), self.catalog) for one in each])

    async def answer_to(self, question: Question, own: frozenset[str] = frozenset()) -> Answer:
        """The answer to a question as understood. `own` are the services that "what is down?" is about."""
        asked = question.service or ""
        below = [edge.infrastructure for edge in self.catalog.edges_from(asked)]
        wanted = (asked, *self.catalog.ancestors(asked), *below[:MAX_BELOW], *sorted(own))
        snapshot = await load_snapshot(self.client, self.catalog.sources_of(wanted))
        return answer(question, snapshot, self.catalog, self.clock.now())

    async def press(self, press: Press) -> Reply | None:
        """Do what a button says; None when this very press was dealt with before."""
        gate = await self._gate(press)
        if not gate.is_open:
            return gate.reply
        verb, _, about = press.action.partition(":")
        if verb == "why":
            return Reply(message=await self._why(about))
        if verb == "share":
            return await self._share(press, about)
        buttons = ButtonHandler(
            client=self.client,
            outbox=Outbox(self.client, "press"),
            catalog=self.catalog,
            clock=self.clock,
            settle=self._settle,
        )
        return await buttons.press(press, verb, about)

    async def submit(self, submission: Submission) -> Reply | None:
        """Take in a form; None when this very one was taken in before."""
        gate = await self._gate(submission)
        return await self._settle.form(submission) if gate.is_open else gate.reply

    def opens_form(self, text: str) -> bool:
        """Whether these words ask for a form."""
        return isinstance(command_in(text, self._settle.context), OpenForm)

    def suggest(self, prefix: str) -> tuple[Choice, ...]:
        """Names that fit what has been typed so far."""
        found = self.names.complete(prefix)
        return tuple(
            Choice(label=n.label, value=" ".join(filter(None, (n.service, n.component)))) for n in found
        )

    async def leave(self, platform: str, team: str) -> None:
        """Forget the channels of a workspace or server that has removed us."""
        await Channels(self.client).forget(platform, team)

    @property
    def _settle(self) -> ChannelCommands:
        return ChannelCommands(
            client=self.client,
            catalog=self.catalog,
            names=self.names,
            clock=self.clock,
            traits=self.traits,
            fixed=self.fixed,
        )

    async def _gate(self, contact: Contact) -> "_Gate":
        """Whether to deal with somebody: not twice with the same, and not with a flood of one person's."""
        inquiries = Inquiries(self.client)
        if not await inquiries.is_first(f"{contact.platform}:{contact.id}"):
            return _Gate(is_open=False)
        number = await inquiries.count(f"{contact.platform}:{contact.team}:{contact.user}")
        if number <= MAX_A_MINUTE:
            return _Gate(is_open=True)
        # Said once; then silence, so that a flood of theirs is none of ours.
        is_news = number == MAX_A_MINUTE + 1
        return _Gate(is_open=False, reply=Reply(message=Message(headline=TOO_MANY)) if is_news else None)

    async def _said(self, found: Answer, contact: Contact) -> Message:
        """The answer, with the channel's own vendors in an impact, and buttons to go on from there."""
        if found.question.intent is Intent.HELP:
            return _with_commands(render_answer(found, self.catalog))
        if found.question.intent is Intent.WHY and found.incident is not None:
            return await self._why(found.incident.id)
        own = frozenset[str]()
        if found.question.intent in (Intent.IMPACT, Intent.INCIDENTS):
            own = await self._own(contact)
        message = render_answer(found, self.catalog, own)
        return replace(message, buttons=_buttons(found, contact))

    async def _own(self, contact: Contact) -> frozenset[str]:
        """The services that the channel watches."""
        return watched(await self._settle.channel(contact), self.catalog)

    async def _why(self, id_: str) -> Message:
        """The reasoning, with the timeline, of an incident that is open or was lately."""
        store, now = Subjects(self.client), self.clock.now()
        subject = (await store.load([id_])).get(id_)
        incident = subject.incident if isinstance(subject, IncidentSubject) else None
        if incident is None:
            open_now = (await load_snapshot(self.client, ())).incidents
            incident = next((i for i in open_now if i.id == id_), None)
        if incident is None:
            return Message(headline=f"I know no incident {id_}: it is too long ago, or a slip of the pen.")
        story = await store.story(id_)
        picture = await asyncio.to_thread(timeline, incident, story, self.catalog, now)
        return replace(card(incident, self.catalog, now), picture=picture)

    async def _share(self, press: Press, about: str) -> Reply:
        """Answer the same question again, for everybody."""
        intent, service, component = (*about.split("|"), "", "")[:3]
        if intent not in tuple(Intent) or service not in self.catalog.services:
            return Reply(message=Message(headline="That button is of an older version; ask me again."))
        question = Question(text="", intent=Intent(intent), service=service, component=component or None)
        found = await self.answer_to(question)
        message = await self._said(found, replace(press, is_private=False))
        return Reply(message=message, is_public=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    """Whether somebody is dealt with; if not, what they are told."""

    is_open: bool
    reply: Reply | None = None


def _buttons(found: Answer, contact: Contact) -> tuple[Button, ...]:
    """Share what only one person sees; ask why where there is an incident."""
    question, buttons = found.question, list[Button]()
    incident = found.incident or found.likely_affected_by
    if incident is not None and question.intent in _SHARED_INTENTS:
        buttons.append(Button(label="Why", action=f"why:{incident.id}"))
    action = f"share:{question.intent}|{question.service}|{question.component or ''}"
    is_sharable = question.intent in _SHARED_INTENTS and question.service is not None
    if contact.is_private and is_sharable and len(action) <= MAX_ACTION_CHARACTERS:
        buttons.append(Button(label="Share with the channel", action=action))
    return tuple(buttons)


def _with_commands(message: Message) -> Message:
    return replace(message, sections=(*message.sections, *render_commands().sections))
