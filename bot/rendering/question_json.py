"""A question in its machine form."""

from typing import Any

from bot.domain.question import Question


def question_json(question: Question) -> dict[str, Any]:
    """A question as understood, as `ask --parse-only` prints it."""
    return {
        "intent": question.intent,
        "service": question.service,
        "component": question.component,
        "suggestions": list(question.suggestions),
        **({"unknown": question.unknown} if question.unknown else {}),
        **({"or_us": True} if question.or_us else {}),
        **({"on": question.on} if question.on else {}),
        **({"past": question.past.said} if question.past else {}),
        **({"questions": [question_json(part) for part in question.parts]} if question.parts else {}),
        **({"offered": [question_json(one) for one in question.offered]} if question.offered else {}),
    }
