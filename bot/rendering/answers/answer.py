"""An answer as a message, by what was asked."""

from typing import assert_never

from bot.catalog.catalog import Catalog
from bot.domain.answer import (
    Answer,
    DependenceAnswer,
    HelpAnswer,
    HistoryAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    SeveralAnswers,
    StatusAnswer,
    UnknownAnswer,
)
from bot.domain.message import Message, Section, Text
from bot.domain.question import Intent
from bot.rendering.answers.dependence import render_dependence
from bot.rendering.answers.history import render_history
from bot.rendering.answers.impact import render_impact
from bot.rendering.answers.incidents import render_incidents
from bot.rendering.answers.status import render_status
from bot.rendering.answers.together import together
from bot.rendering.answers.unknown import name_of, render_unknown
from bot.rendering.why import why
from bot.speech.speech import say


def render_answer(  # noqa: C901, PLR0911  -- one arm a kind
    answer: Answer | SeveralAnswers, catalog: Catalog, own: frozenset[str] = frozenset()
) -> Message:
    """The answer for people. `own` are the services that the channel watches."""
    match answer:
        case SeveralAnswers():
            each = [render_answer(one, catalog, own) for one in answer.answers]
            return together(each, [name_of(one, catalog) for one in answer.unanswered])
        case HelpAnswer():
            return _help()
        case UnknownAnswer():
            return render_unknown(answer.question, catalog)
        case IncidentsAnswer():
            return render_incidents(answer, catalog, own)
        case DependenceAnswer():
            return render_dependence(answer, catalog)
        case HistoryAnswer():
            return render_history(answer, catalog)
        case ImpactAnswer():
            return render_impact(answer, catalog, own)
        case StatusAnswer():
            if answer.question.intent is Intent.WHY and answer.explained is not None:
                return why(answer.explained, catalog, answer.asked_at)
            return render_status(answer, catalog)
        case _:
            assert_never(answer)


def _help() -> Message:
    examples = (
        say("is discord down?"),
        say("why is chatgpt down?"),
        say("impact of cloudflare"),
        say("incidents"),
        say("how long was slack down yesterday?"),
        say("uptime of github"),
        say("is it us?"),
    )
    return Message(
        headline=say("Ask me whether something is down, and whether it shares its cause with others."),
        sections=(Section(title=say("For example"), lines=tuple((Text(example),) for example in examples)),),
    )
