"""Lets pass whoever turns to us: each once, however often it is delivered, and to however many.

What is written may be edited: an edit changes the answer that is there, and waits until it is.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.chat.stores import ContactLog
from bot.clock import Clock
from bot.domain.contact import Contact, Inquiry, Reply
from bot.domain.message import Message, MessageRef

# What one person may ask, press and send in a minute.
MAX_A_MINUTE: Final = 30
TOO_MANY: Final = "That is more than I can answer at once. Give me a minute."
# An answer takes less; whoever began it and has not posted it by then is gone.
_LONGEST_WAIT: Final = timedelta(seconds=10)
_LOOK_EVERY: Final = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether somebody is dealt with; if not, what they are told. `is_edit` of what is dealt with already."""

    is_open: bool
    reply: Reply | None = None
    is_edit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDesk:
    """Keeps the log of contacts."""

    inquiries: ContactLog
    clock: Clock

    async def admit(self, contact: Contact) -> Admission:
        """Let a press or a form pass: not twice the same, and not a flood of one person's."""
        if not await self.inquiries.is_first(f"{contact.platform}:{contact.id}"):
            return Admission(is_open=False)
        return await self._unless_too_many(contact, is_edit=False)

    async def take(self, inquiry: Inquiry) -> Admission:
        """The same of what was written, once for each of its edits that changes its words."""
        is_news, is_edit = await self.inquiries.take(_key(inquiry), inquiry.revision, inquiry.text)
        is_news = is_news and (is_edit or await self.inquiries.is_first(_key(inquiry)))
        return await self._unless_too_many(inquiry, is_edit=is_edit) if is_news else Admission(is_open=False)

    async def answered(self, inquiry: Inquiry, answer: MessageRef | None) -> None:
        """Note where the answer is."""
        await self.inquiries.answered(_key(inquiry), answer)

    async def in_place(self, inquiry: Inquiry, reply: Reply) -> Reply | None:
        """The reply to an edit, in place of the answer before; None when a later edit is being answered."""
        waited, earlier = timedelta(), await self.inquiries.earlier(_key(inquiry))
        while not earlier.is_answered and waited < _LONGEST_WAIT:
            await self.clock.sleep(_LOOK_EVERY)
            waited += _LOOK_EVERY
            earlier = await self.inquiries.earlier(_key(inquiry))
        if not await self.inquiries.is_newest(_key(inquiry), inquiry.revision):
            return None
        return replace(reply, replaces=earlier.answer)

    async def _unless_too_many(self, contact: Contact, *, is_edit: bool) -> Admission:
        number = await self.inquiries.count(f"{contact.platform}:{contact.team}:{contact.user}")
        if number <= MAX_A_MINUTE:
            return Admission(is_open=True, is_edit=is_edit)
        # Said once; then nothing, so that a flood of theirs is none of ours.
        is_news = number == MAX_A_MINUTE + 1
        return Admission(is_open=False, reply=Reply(message=Message(headline=TOO_MANY)) if is_news else None)


def _key(inquiry: Inquiry) -> str:
    return f"{inquiry.platform}:{inquiry.id}"
