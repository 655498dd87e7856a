"""A question as understood."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.past_span import PastSpan


class Intent(StrEnum):
    """What somebody wants to know."""

    IS_DOWN = "is_down"
    STATUS = "status"
    INCIDENTS = "incidents"
    WHY = "why"
    IMPACT = "impact"
    DEPENDS = "depends"
    IS_US = "is_us"
    HELP = "help"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A parsed query. `service` and `component` are catalogue ids; `suggestions` the nearest ids.

    `on` is what the service is asked to depend on, and `past` the stretch of the past that is asked about.
    `unknown` is the name that is asked for and that nobody knows, as it was written. Where several things are
    asked for at once, `parts` are the questions for each, in the order asked and none twice; then there is no
    `service`, and the intent is that of the first. `offered` are the questions that may have been meant,
    where something known is named in a sentence that we do not understand. `or_us`: it is also asked whether
    it is our own network, as IS_US asks of nothing in particular.
    """

    text: str
    intent: Intent
    service: str | None = None
    component: str | None = None
    suggestions: tuple[str, ...] = ()
    on: str | None = None
    past: PastSpan | None = None
    unknown: str = ""
    offered: tuple["Question", ...] = ()
    parts: tuple["Question", ...] = ()
    or_us: bool = False

    @property
    def asks_of_us(self) -> bool:
        """Whether it is to be said how our own network is."""
        return self.or_us or self.intent is Intent.IS_US

    @property
    def each(self) -> tuple["Question", ...]:
        """The questions about one thing that it holds: itself, where it is one."""
        return self.parts or (self,)
