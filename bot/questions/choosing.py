"""What is chosen or typed as the argument of a slash command: a name, before it is a sentence."""

from typing import Final

from bot.domain.question import Intent, Question
from bot.questions.names import Names, words_of

_ASK: Final = {"isdown": Intent.IS_DOWN, "why": Intent.WHY, "impact": Intent.IMPACT}


def question_chosen(command: str, argument: str, names: Names) -> Question | None:
    """The question that a command asks about just what its argument names; None where that is no one name."""
    intent = _ASK.get(command)
    if intent is None or not argument.strip():
        return None
    offered = names.offered(argument)
    found = (offered,) if offered is not None else names.find(words_of(argument))
    if len(found) != 1:
        return None
    return Question(text=argument, intent=intent, service=found[0].service, component=found[0].component)
