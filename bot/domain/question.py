"""A question as understood, and its answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.incident import Incident
from bot.domain.report import NewsEntry, Report
from bot.domain.service import Edge


class Intent(StrEnum):
    """What somebody wants to know."""

    IS_DOWN = "is_down"
    STATUS = "status"
    INCIDENTS = "incidents"
    WHY = "why"
    IMPACT = "impact"
    HELP = "help"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """The answer in one word. `unknown` is honest: it is neither up nor down."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    MAINTENANCE = "maintenance"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """Something that a service stands on reports trouble: the edge, and the report or our incident of it."""

    edge: Edge
    report: Report | None = None
    incident: Incident | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we know, and how old it is.

    `as_of` is the time of the newest reading of the service, None if there is none; `unreadable_because`
    says why. `likely_affected_by` is an open incident of grade probable or better on infrastructure under a
    service that has no fresh reading of its own; then the verdict stays unknown, and `standing_on` is the
    edge that says so. `below` is what else reports trouble under a service without a fresh reading: worth a
    word, and no verdict. `stale` are reports that stand as open without news for days; `moved_to` is where
    the provider's page has gone, if it has; `hearsay` is what news feeds say of the service, newest first.
    `read_from` is the service of which the one asked for is a part, where only that has a page;
    `is_elsewhere` says that all its reports are about other components than the one asked for.
    For a question about everything, `alone` are reports of the channel's services that are part of no shared
    incident, and `read` its services that have a fresh reading.
    """

    question: Question
    verdict: Verdict
    asked_at: datetime
    as_of: datetime | None = None
    reports: tuple[Report, ...] = ()
    incident: Incident | None = None
    incidents: tuple[Incident, ...] = ()
    likely_affected_by: Incident | None = None
    standing_on: Edge | None = None
    unreadable_because: str | None = None
    page_url: str | None = None
    stale: tuple[Report, ...] = ()
    moved_to: str | None = None
    hearsay: tuple[NewsEntry, ...] = ()
    below: tuple[Below, ...] = ()
    read_from: str | None = None
    is_elsewhere: bool = False
    alone: tuple[tuple[str, Report], ...] = ()
    read: frozenset[str] = frozenset()
