"""Answers questions, from the store, and from pages that are read while somebody waits."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Final

from bot.alerting.hours import local_time
from bot.alerting.matching import watched
from bot.answers.answers import MOST_AT_ONCE, answer_each
from bot.answers.wanted import incidents_wanted, past_wanted, sources_for
from bot.catalog.catalog import Catalog
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.crowd_counter import CrowdCounter
from bot.chat.pages import NO_PAGES, PageReader
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.answer import (
    Answer,
    HelpAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    SeveralAnswers,
    StatusAnswer,
    UnknownAnswer,
)
from bot.domain.card_button import CardButton
from bot.domain.contact import Contact, Inquiry, Press, Reply
from bot.domain.heartbeat import polls
from bot.domain.message import MAX_ACTION_CHARACTERS, Button, Message
from bot.domain.question import Intent, Question
from bot.domain.subject import IncidentSubject
from bot.rendering.answers.answer import render_answer
from bot.rendering.answers.polling import with_polling
from bot.rendering.answers.unknown import name_of
from bot.rendering.picture.drawing import drawn_timeline
from bot.rendering.text import clean
from bot.rendering.why import why
from bot.tracing import span

_AT_LARGE: Final = (Intent.INCIDENTS, Intent.IS_US)
# Slack takes labels of 75 characters: https://docs.slack.dev/reference/block-kit/block-elements/button-element
_MAX_LABEL: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers people."""

    stores: ChatStores
    directory: ChannelDirectory
    catalog: Catalog
    clock: Clock
    pages: PageReader = NO_PAGES

    async def answer(self, question: Question, inquiry: Inquiry) -> Message:
        """The answer to what somebody asks, with buttons to go on from there."""
        with span("answer", platform=inquiry.platform, intent=str(question.intent)):
            channel = await self.directory.channel_of(inquiry)
            own = watched(channel, self.catalog) if question.intent in _AT_LARGE else frozenset[str]()
            zone = local_time(channel, self.clock.now()).tzinfo
            found = await self.crowds.counted(await self.answer_to(question, own, zone), inquiry)
            from bot.metrics import ANSWERS  # noqa: PLC0415  -- see above

            ANSWERS.labels(platform=inquiry.platform, intent=str(found.question.intent)).inc()
            return await self._message(found, inquiry, own)

    async def answer_to(
        self, question: Question, own: frozenset[str] = frozenset(), zone: tzinfo | None = UTC
    ) -> Answer | SeveralAnswers:
        """The answer to a question as understood. `own` are the services that "what is down?" is about.

        In the `zone` days of the past begin and end, without one in UTC.
        """
        asked = [part.service for part in question.each[:MOST_AT_ONCE] if part.service is not None]
        await self._read_now(asked)
        snapshot = await self.stores.snapshots.load(
            sources_for(question, self.catalog, own), incidents_wanted(question, self.catalog)
        )
        now = self.clock.now()
        if any(part.past is not None for part in question.each):
            now = now.astimezone(zone)
        wanted = past_wanted(question, self.catalog, own, now)
        if wanted is not None:
            snapshot = replace(snapshot, past=await self.stores.past.load(wanted))
        return answer_each(question, snapshot, self.catalog, now, own)

    async def noted(self, message: Message, found: Answer | SeveralAnswers) -> Message:
        """The message, with a word about it where nothing polls and it rests on no reading of now."""
        now = self.clock.now()
        is_polled = polls(await self.stores.heartbeats.load(now), now)
        return with_polling(message, found, now, polls=is_polled)

    async def _read_now(self, services: Sequence[str]) -> None:
        """Read the pages that speak for these services, where nobody has lately."""
        speakers = [one for service in services for one in self.catalog.speakers_for(service)]
        await self.pages.refresh(self.catalog.sources_of(speakers))

    async def why(self, id_: str) -> Message:
        """The reasoning, with the timeline, of an incident that is open or was lately."""
        now = self.clock.now()
        subject = (await self.stores.subjects.load([id_])).get(id_)
        incident = subject.incident if isinstance(subject, IncidentSubject) else None
        if incident is None:
            known = await self.stores.snapshots.load(())
            incident = next((i for i in (*known.incidents, *known.early) if i.id == id_), None)
        if incident is None:
            return Message(headline=f"I know no incident {id_}: it is too long ago, or a slip of the pen.")
        timeline = await self.stores.subjects.timeline(id_)
        picture = await asyncio.to_thread(drawn_timeline, incident, timeline, self.catalog, now)
        return replace(why(incident, self.catalog, now), picture=picture)

    async def share(self, press: Press, asked: str) -> Reply:
        """Answer the same question again, for everybody."""
        reply = await self.ask(replace(press, is_private=False), asked)
        return replace(reply, is_public=True)

    async def ask(self, press: Press, asked: str) -> Reply:
        """Answer the question that a button asks."""
        intent, service, component = (*asked.split("|"), "", "")[:3]
        if intent not in tuple(Intent) or service not in self.catalog.services:
            return Reply(message=Message(headline="That button is of an older version; ask me again."))
        question = Question(text="", intent=Intent(intent), service=service, component=component or None)
        found = await self.crowds.counted(await self.answer_to(question), press)
        return Reply(message=await self._message(found, press))

    @property
    def crowds(self) -> CrowdCounter:
        """Who counts the people who ask."""
        return CrowdCounter(
            stores=self.stores, directory=self.directory, catalog=self.catalog, clock=self.clock
        )

    async def _message(
        self, found: Answer | SeveralAnswers, contact: Contact, own: frozenset[str] = frozenset()
    ) -> Message:
        """The answer in words. `own` are the channel's own vendors, looked up where it lists some."""
        if isinstance(found, HelpAnswer):
            return _with_commands(render_answer(found, self.catalog))
        if isinstance(found, StatusAnswer) and found.question.intent is Intent.WHY and found.explained:
            return await self.why(found.explained.id)
        if not own and isinstance(found, ImpactAnswer | IncidentsAnswer | SeveralAnswers):
            own = await self._own(contact)
        message = render_answer(found, self.catalog, own)
        message = replace(message, buttons=_buttons(found, contact, self.catalog))
        return await self.noted(message, found)

    async def _own(self, contact: Contact) -> frozenset[str]:
        """The services that the channel watches."""
        return watched(await self.directory.channel_of(contact), self.catalog)


def _buttons(found: Answer | SeveralAnswers, contact: Contact, catalog: Catalog) -> tuple[Button, ...]:
    """Share what only one person sees; ask why where there is an incident, or what may have been meant."""
    if isinstance(found, UnknownAnswer):
        offers = ((CardButton.ASK.about(_asked(q)), name_of(q, catalog)) for q in found.question.offered)
        return tuple(replace(button, label=clean(f"Is {name} down?", _MAX_LABEL)) for button, name in offers)
    status = found.itself if isinstance(found, ImpactAnswer) else found
    if not isinstance(status, StatusAnswer):
        return ()
    buttons = list[Button]()
    incident = status.explained or status.likely_affected_by
    if incident is not None:
        buttons.append(CardButton.WHY.about(incident.id))
    share = CardButton.SHARE.about(_asked(found.question))
    if contact.is_private and len(share.action) <= MAX_ACTION_CHARACTERS:
        buttons.append(share)
    return tuple(buttons)


def _asked(question: Question) -> str:
    """A question as a button keeps it."""
    return f"{question.intent}|{question.service}|{question.component or ''}"


def _with_commands(message: Message) -> Message:
    from bot.channel_commands.help import render_commands  # noqa: PLC0415  -- all there is to set and to say

    return replace(message, sections=(*message.sections, *render_commands().sections))
