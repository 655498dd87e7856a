"""How the demo speaks: to all its outlets, and questions that somebody asks with their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.responder import Responder
from bot.domain import times
from bot.domain.message import Destination, Message, Section, Text
from bot.ports import ChatPlatform
from bot.questions.any_language import question_in
from bot.rendering.answers.answer import render_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Where everything goes."""

    outlets: Sequence[tuple[ChatPlatform, Destination]]

    async def answer(self, text: str, respond: Responder, now: datetime, number: int) -> None:
        """Say what somebody asks, the `number`th at this moment, and what is answered."""
        found = await respond.answers.answer_to(question_in(text, respond.names))
        message = render_answer(found, respond.catalog)
        asked = Section(lines=((Text(f"{times.clock(now, now)}, somebody asks: {text}", bold=True),),))
        shown = Message(
            headline=message.headline,
            tone=message.tone,
            sections=(asked, *message.sections),
            footer=message.footer,
        )
        await self.say(shown, f"ask:{now:%H%M}:{number}")

    async def say(self, message: Message, nonce: str) -> None:
        """Post a message, once."""
        for platform, destination in self.outlets:
            await platform.send(message, destination, nonce=f"demo:{nonce}")
