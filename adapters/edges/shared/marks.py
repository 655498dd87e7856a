"""Headers by which an edge is told: a table a provider, the same for its answers and for those passed on.

A header that only one provider writes is enough. `x-cache`, `x-timer`, `age` and `via: 1.1 varnish` anybody
writes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.domain.probe import HttpAnswer
from bot.expressions import compiled

_ANYTHING: Final = compiled("")


@dataclass(frozen=True, slots=True)
class HeaderMark:
    """A header that gives a provider away, where its value fits `pattern`, and the document that says so."""

    name: str
    pattern: re.Pattern[str] = field(default=_ANYTHING)
    source: str = ""

    def is_on(self, answer: HttpAnswer) -> bool:
        """Whether the answer carries it."""
        value = answer.headers.get(self.name)
        return value is not None and self.pattern.search(value) is not None


def mark(name: str, pattern: str = "", *, source: str) -> HeaderMark:
    """A mark; the pattern is searched for, in any case of letters."""
    return HeaderMark(name, compiled(pattern, re.IGNORECASE), source)


def recogniser(marks: Sequence[HeaderMark]) -> Callable[[HttpAnswer], bool]:
    """Whether an answer carries one of these."""
    return lambda answer: any(one.is_on(answer) for one in marks)
