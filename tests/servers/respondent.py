"""Somebody who answers: a real implementation of the port, with the same answer for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channel_commands.slash_commands import SLASH_COMMANDS
from bot.domain.contact import (
    Begin,
    Choice,
    Field,
    Form,
    Inquiry,
    Press,
    Reply,
    Submission,
    begin_silently,
)
from bot.domain.message import Link, Message, MessageRef, Section, Text
from bot.domain.slash_command import SlashCommand

HOSTILE = "@everyone <!channel> <@U123> [text](https://evil.example) *bold* `code` \u200b\u202egnp.exe"


def a_message(headline: str = "Discord: down since 11:48 UTC") -> Message:
    """A message with a bit of everything."""
    line = (Text("Discord", bold=True), Text(" says "), Link("its page", "https://discordstatus.com"))
    return Message(headline=headline, sections=(Section(title="Who", lines=(line,)),), footer=(Text("now"),))


FORM = Form(
    id="settings:C1",
    title="What this channel hears",
    opened_by="settings",
    fields=(
        Field(
            id="grade",
            label="From which grade on",
            value="probable",
            choices=(
                Choice(label="Suspected", value="suspected"),
                Choice(label="Probable", value="probable"),
            ),
        ),
        Field(id="stack", label="Your stack", value="github", hint="one a line", is_long=True),
    ),
)


@dataclass
class Echo:
    """Answers each inquiry once, and remembers what it was asked."""

    asked: list[Inquiry] = field(default_factory=list)
    pressed: list[Press] = field(default_factory=list)
    submitted: list[Submission] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, MessageRef | None] = field(default_factory=dict)

    @property
    def commands(self) -> Sequence[SlashCommand]:
        """The real ones."""
        return SLASH_COMMANDS

    async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
        """A message that repeats the question, or the form; None for an id already seen."""
        if any(known.id == inquiry.id for known in self.asked):
            return None
        self.asked.append(inquiry)
        await begin()
        if self.opens_form(inquiry.text):
            return Reply(form=FORM)
        return Reply(message=a_message(f"You asked: {inquiry.text.strip()}"))

    async def answered(self, inquiry: Inquiry, answer: MessageRef | None) -> None:
        """Remember where the answer is."""
        self.answers[inquiry.id] = answer

    async def press(self, press: Press, begin: Begin = begin_silently) -> Reply | None:
        """Names the button; `quietly` says nothing, `publicly` says it to all, `form` opens the form."""
        self.pressed.append(press)
        await begin()
        if press.action == "quietly":
            return Reply()
        if press.action == "form":
            return Reply(form=FORM)
        return Reply(message=a_message(f"You pressed: {press.action}"), is_public=press.action == "publicly")

    async def submit(self, submission: Submission, begin: Begin = begin_silently) -> Reply | None:
        """Repeats the values."""
        self.submitted.append(submission)
        await begin()
        return Reply(message=a_message(f"You sent: {dict(submission.values)}"))

    def opens_form(self, text: str) -> bool:
        """For `settings` only."""
        return text.strip() == "settings"

    async def leave(self, platform: str, team: str) -> None:
        """Remember who went."""
        self.left.append((platform, team))

    def suggest(self, prefix: str) -> tuple[Choice, ...]:
        """Thirty names that begin as typed."""
        return tuple(Choice(label=f"{prefix}{n}", value=f"{prefix}{n}") for n in range(30))
