"""Talk among people, and what in it is a question that we are to answer though nobody named us."""

import re
from typing import Final

from bot.domain.question import Intent
from bot.questions.any_language import question_in
from bot.questions.clauses import clauses_of
from bot.questions.languages.reading import foreign_question
from bot.questions.names import Names

_ABOUT_SERVICES: Final = (Intent.IS_DOWN, Intent.STATUS, Intent.WHY, Intent.IMPACT, Intent.DEPENDS)
# Among people these are asked of each other.
_TO_US_ONLY: Final = (Intent.HELP, Intent.IS_US)
_ASKS: Final = re.compile(
    r"(?:\W|hey|hi|hello|so|ok|okay|and|but|also|yo|please|pls|guys|all|team|folks|just|sorry"
    r"|do you know|thanks?)*"
    r"(?:is|are|was|were|isn'?t|aren'?t|am i|do|does|did|has|have|can (?:you|anyone|somebody|i|we)|could"
    r"|any(?:one|body|thing)?|why|what|what'?s|when|how|how'?s|which|who|since when|status of|impact of)\b",
    re.IGNORECASE,
)


def is_question(text: str, names: Names) -> bool:
    """Whether it asks something that we understand: with a question mark or in the words of a question."""
    question = question_in(text, names)
    if all(part.intent is Intent.UNKNOWN for part in question.each) or question.intent in _TO_US_ONLY:
        return False
    asks = any(clause.asks for clause in clauses_of(text))
    return asks or (_asks_in_words(text, names) and question.intent in (*_ABOUT_SERVICES, Intent.INCIDENTS))


def _asks_in_words(text: str, names: Names) -> bool:
    foreign = foreign_question(text, names)
    return _ASKS.match(text) is not None or (foreign is not None and foreign.is_asked)
