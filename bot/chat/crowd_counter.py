"""Counts the people who ask whether a service is down, or say that it hits them, of their own accord.

What they ask after a word of ours about it, or of its page, counts nothing; neither do our own examples.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.answers.unprompted import NEWS_FOR, asked_about, is_known
from bot.catalog.catalog import Catalog
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.answer import Answer, HelpAnswer, SeveralAnswers, StatusAnswer, UnknownAnswer
from bot.domain.contact import Contact, Press
from bot.domain.subject import OURSELVES, IncidentSubject, Subject

# What our examples ask about, and for how long after our greeting people try them.
_ASKED: Final = ("is github down?", "is slack down?", "is discord down?", "is chatgpt down?")
_EXAMPLES: Final = frozenset(question.split()[1] for question in _ASKED)
_TRIED_FOR: Final = timedelta(days=1)
# Of what a channel was told lately, so many subjects are looked at: what is open beyond is in the answer.
MAX_HEARD: Final = 50
# No service has this id: in whose channel our examples were shown.
_SHOWN: Final = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdCounter:
    """Counts, and says what all who were counted come to."""

    stores: ChatStores
    directory: ChannelDirectory
    catalog: Catalog
    clock: Clock

    async def counted(self, found: Answer | SeveralAnswers, contact: Contact) -> Answer | SeveralAnswers:
        """The answer that somebody gets, with how many others ask the same."""
        now = self.clock.now()
        if isinstance(found, HelpAnswer | UnknownAnswer):
            await self.stores.askings.inform(_SHOWN, contact, now)
        noted = {id(answer): await self._noted(answer, contact, now) for answer in asked_about(found)}
        if isinstance(found, SeveralAnswers):
            return replace(found, answers=tuple(noted.get(id(answer), answer) for answer in found.answers))
        return noted.get(id(found), found)

    async def press(self, press: Press, subject: Subject) -> None:
        """Count somebody who says that it hits them: they know that from themselves, whatever we have said.

        Of a claim that is what it names as the cause; what is planned, or about ourselves, hits nobody so.
        """
        if subject.is_over:
            return
        if isinstance(subject, IncidentSubject):
            await self.stores.askings.note(subject.incident.root, press, self.clock.now())
        elif subject.notice.report is not None and subject.notice.service != OURSELVES:
            await self.stores.askings.note(subject.notice.service, press, self.clock.now())

    async def _noted(self, answer: StatusAnswer, contact: Contact, now: datetime) -> StatusAnswer:
        service = answer.question.service
        assert service is not None
        askings = self.stores.askings
        if is_known(answer):
            await askings.inform(service, contact, now)
        elif not await self._is_prompted(service, contact, now):
            return replace(answer, crowd=await askings.note(service, contact, now))
        return replace(answer, crowd=await askings.load(service, now))

    async def _is_prompted(self, service: str, contact: Contact, now: datetime) -> bool:
        """Whether the channel was told of the service lately, or shown an example that asks about it."""
        askings = self.stores.askings
        place = str((await self.directory.channel_of(contact)).destination)
        if await askings.is_informed(service, contact, now):
            return True
        if service in _EXAMPLES:
            greeted = await self.stores.greetings.greeted_at(place)
            if await askings.is_informed(_SHOWN, contact, now):
                return True
            if greeted is not None and now - greeted < _TRIED_FOR:
                return True
        ids = await self.stores.outbox.heard(place, now - NEWS_FOR)
        heard = await self.stores.subjects.load(ids[-MAX_HEARD:])
        return any(self._concerns(subject, service) for subject in heard.values())

    def _concerns(self, subject: Subject, service: str) -> bool:
        """Whether a subject is about a service, its whole, or a part of it."""
        whole = {service, *self.catalog.ancestors(service)}
        return any(one in whole or service in self.catalog.ancestors(one) for one in _services(subject))


def _services(subject: Subject) -> frozenset[str]:
    if isinstance(subject, IncidentSubject):
        return frozenset({subject.incident.root, *subject.incident.services})
    return frozenset({subject.notice.service})
