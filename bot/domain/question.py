"""A question as understood."""

from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    """What somebody wants to know."""

    IS_DOWN = "is_down"
    STATUS = "status"
    INCIDENTS = "incidents"
    WHY = "why"
    IMPACT = "impact"
    HELP = "help"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A parsed query. `service` and `component` are catalogue ids; `suggestions` the nearest ids.

    `named` are the services where several were named at once: then the intent is unknown, and they are the
    suggestions, too.
    """

    text: str
    intent: Intent
    service: str | None = None
    component: str | None = None
    suggestions: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
