"""Somebody who answers: a real implementation of the port, with the same answer for everybody."""

from dataclasses import dataclass, field

from bot.domain.message import Link, Message, Section, Text
from bot.ports import Inquiry, Suggestion

HOSTILE = "@everyone <!channel> <@U123> [text](https://evil.example) *bold* `code` \u200b\u202egnp.exe"


def a_message(headline: str = "Discord: down since 11:48 UTC") -> Message:
    """A message with a bit of everything."""
    line = (Text("Discord", bold=True), Text(" says "), Link("its page", "https://discordstatus.com"))
    return Message(headline=headline, sections=(Section(title="Who", lines=(line,)),), footer=(Text("now"),))


@dataclass
class Echo:
    """Answers each inquiry once, and remembers what it was asked."""

    asked: list[Inquiry] = field(default_factory=list)

    async def answer(self, inquiry: Inquiry) -> Message | None:
        """A message that repeats the question; None for an id already seen."""
        if any(known.id == inquiry.id for known in self.asked):
            return None
        self.asked.append(inquiry)
        return a_message(f"You asked: {inquiry.text.strip()}")

    def suggest(self, prefix: str) -> tuple[Suggestion, ...]:
        """Thirty names that begin as typed."""
        return tuple(Suggestion(label=f"{prefix}{n}", value=f"{prefix}{n}") for n in range(30))
