"""An answer as a message, by what was asked."""

from typing import assert_never

from bot.catalog.catalog import Catalog
from bot.domain.answer import (
    Answer,
    HelpAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    StatusAnswer,
    UnknownAnswer,
)
from bot.domain.message import Message, Section, Text
from bot.domain.question import Intent, Question
from bot.rendering.answers.impact import render_impact
from bot.rendering.answers.incidents import render_incidents
from bot.rendering.answers.status import render_status
from bot.rendering.card import card
from bot.rendering.text import clean, listing


def render_answer(answer: Answer, catalog: Catalog, own: frozenset[str] = frozenset()) -> Message:
    """The answer for people. `own` are the services that the channel watches."""
    match answer:
        case HelpAnswer():
            return _help()
        case UnknownAnswer():
            return _unknown(answer.question, catalog)
        case IncidentsAnswer():
            return render_incidents(answer, catalog, own)
        case ImpactAnswer():
            return render_impact(answer, catalog, own)
        case StatusAnswer():
            if answer.question.intent is Intent.WHY and answer.incident is not None:
                return card(answer.incident, catalog, answer.asked_at)
            return render_status(answer, catalog)
        case _:
            assert_never(answer)


def _unknown(question: Question, catalog: Catalog) -> Message:
    if question.named:
        named = listing([catalog.name_of(service) for service in question.named], 6)
        return Message(headline=f"You name several: {named}. Ask about one of them.")
    if question.suggestions:
        names = [catalog.name_of(service) for service in question.suggestions]
        meant = " or ".join(clean(name, 60) for name in names)
        return Message(headline=f"I do not know that name. Did you mean {meant}?")
    return Message(headline="I find no service that I know in that. Try: is discord down? Or write: help")


def _help() -> Message:
    examples = ("is discord down?", "why is chatgpt down?", "impact of cloudflare", "incidents")
    return Message(
        headline="Ask me whether something is down, and whether it shares its cause with others.",
        sections=(Section(title="For example", lines=tuple((Text(example),) for example in examples)),),
    )
