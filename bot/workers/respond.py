"""Respond: a question from chat to an answer, from the store alone."""

from dataclasses import dataclass

from bot.answering.answers import answer
from bot.answering.names import Names
from bot.answering.questions import question_in
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.contact import Choice, Inquiry, Press, Reply, Submission
from bot.domain.question import Answer, Question
from bot.metrics import ANSWERS
from bot.rendering.answer import render_answer
from bot.storage.client import Client
from bot.storage.inquiries import Inquiries
from bot.storage.snapshot import load_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """Answers people. Satisfies the port `Respondent`."""

    client: Client
    catalog: Catalog
    names: Names
    clock: Clock

    async def answer(self, inquiry: Inquiry) -> Reply | None:
        """The answer; None when this very inquiry was answered before."""
        if not await Inquiries(self.client).is_first(f"{inquiry.platform}:{inquiry.id}"):
            return None
        found = await self.answer_to(question_in(inquiry.text, self.names))
        ANSWERS.labels(platform=inquiry.platform, intent=str(found.question.intent)).inc()
        return Reply(message=render_answer(found, self.catalog))

    async def press(self, press: Press) -> Reply | None:
        """Do what a button says."""
        return Reply() if await Inquiries(self.client).is_first(f"{press.platform}:{press.id}") else None

    async def submit(self, submission: Submission) -> Reply | None:
        """Take in a form."""
        return (
            Reply()
            if await Inquiries(self.client).is_first(f"{submission.platform}:{submission.id}")
            else None
        )

    def opens_form(self, text: str) -> bool:
        """Whether these words ask for a form."""
        return text.strip() == "settings"

    async def leave(self, platform: str, team: str) -> None:
        """Forget the channels of a workspace or server that has removed us."""

    async def answer_to(self, question: Question) -> Answer:
        """The answer to a question as understood."""
        service = self.catalog.services.get(question.service or "")
        sources = tuple(source.id for source in service.sources) if service else ()
        snapshot = await load_snapshot(self.client, sources)
        return answer(question, snapshot, self.catalog, self.clock.now())

    def suggest(self, prefix: str) -> tuple[Choice, ...]:
        """Names that fit what has been typed so far."""
        found = self.names.complete(prefix)
        return tuple(
            Choice(label=n.label, value=" ".join(filter(None, (n.service, n.component)))) for n in found
        )
