"""The answer to a question: one kind for each thing that may be wanted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.crowd import Crowd
from bot.domain.incident import Incident
from bot.domain.kept import ReadSpan
from bot.domain.look import Look, OwnNetwork
from bot.domain.question import Question
from bot.domain.report import NewsEntry, Report
from bot.domain.service import Edge
from bot.domain.stretches import Stretch, total


class Verdict(StrEnum):
    """The answer in one word. `unknown` is honest: it is neither up nor down."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAt:
    """What is open at a service, by the page of its `speaker`: itself, or the whole that it is a part of.

    `reports` are the open ones that the page last showed, newest first: a verdict of trouble without any is
    that of its headline. Unless it `is_read` the page cannot be read at the moment, and the verdict is
    unknown. `is_elsewhere`: all of it is about other components than the one asked for.
    """

    service: str
    speaker: str
    verdict: Verdict
    reports: tuple[Report, ...] = ()
    is_read: bool = False
    is_elsewhere: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it has trouble."""
        return self.verdict in (Verdict.DEGRADED, Verdict.DOWN)

    @property
    def is_unclear(self) -> bool:
        """Whether its page is read, and does not say how it is."""
        return self.is_read and self.verdict is Verdict.UNKNOWN

    @property
    def since(self) -> datetime | None:
        """Since when, by its reports."""
        return min((report.started_at for report in self.reports), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePage:
    """Where a service speaks for itself, and how old its word is.

    `read_at` is the time of the newest reading, None if there is none; `unreadable_because` says why.
    `moved_to` is where the provider's page has gone, if it has; `whole` is the service of which the one asked
    for is a part, where only that has a page.
    """

    read_at: datetime | None = None
    unreadable_because: str | None = None
    url: str | None = None
    moved_to: str | None = None
    whole: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """Something that a service stands on has trouble: the edge, and the report or our incident of it."""

    edge: Edge
    report: Report | None = None
    incident: Incident | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTrouble:
    """What probes or checks see of a node: of the service itself, or by an `edge` of what it stands on.

    Unless it `is_told` it is shown to whoever asks, and no incident is made of it.
    """

    look: Look
    edge: Edge | None = None
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAnswer:
    """How one service is.

    `standing_on` is an open incident of grade probable or better on infrastructure under it; where the
    service has no fresh reading of its own it is `likely_affected_by` that, and the verdict stays unknown.
    `below` is what else has trouble under a service without a fresh reading: worth a word, and no verdict.
    `stale` are reports that stand as open without news for days; `news` is what news feeds say of the
    service, newest first. `is_elsewhere` says that all its reports are about other components than the one
    asked for. `early` is what it says of its cause, or what single others say of it as theirs. `seen` is
    what probes and checks see, as far as none of these incidents says it; `networks` how it looks from each
    place that probes. `crowd` are the people who asked the same lately.
    """

    question: Question
    verdict: Verdict
    asked_at: datetime
    page: ServicePage
    reports: tuple[Report, ...] = ()
    stale: tuple[Report, ...] = ()
    incident: Incident | None = None
    likely_affected_by: Incident | None = None
    standing_on: Below | None = None
    below: tuple[Below, ...] = ()
    news: tuple[NewsEntry, ...] = ()
    is_elsewhere: bool = False
    early: tuple[Incident, ...] = ()
    seen: tuple[SeenTrouble, ...] = ()
    networks: tuple[OwnNetwork, ...] = ()
    crowd: Crowd | None = None

    @property
    def explained(self) -> Incident | None:
        """The incident whose reasons who asks why is told: a claim of ours, or what was only seen."""
        return self.incident or next((one for one in self.early if one.look is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactAnswer:
    """Who stands on a service: how it is `itself`, and our open incidents."""

    question: Question
    itself: StatusAnswer
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsAnswer:
    """What is open.

    `alone` are the channel's services that have trouble and are part of no shared incident, and `read` those
    that have a fresh reading. `calm` are those of which no trouble is known, be they read or not. `early` is
    what single services say of their causes, `seen` what probes and checks see of anything, and `networks`
    whether it is us.
    """

    question: Question
    asked_at: datetime
    incidents: tuple[Incident, ...]
    alone: tuple[OpenAt, ...]
    read: frozenset[str]
    calm: tuple[OpenAt, ...] = ()
    early: tuple[Incident, ...] = ()
    seen: tuple[SeenTrouble, ...] = ()
    networks: tuple[OwnNetwork, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceAnswer:
    """What a service depends on by what we know: all its edges, or those on the one thing asked for."""

    question: Question
    edges: tuple[Edge, ...]
    asked_for: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReport:
    """A report of a service's, as it was last seen."""

    service: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAnswer:
    """What was between two times, oldest first. Nothing older than `kept_since` is kept, None for nothing.

    `read` is when the page of the service could be read, as far as that is kept. Of what somebody watches
    (`is_watched`) 400 days are kept.
    """

    question: Question
    start: datetime
    end: datetime
    reports: tuple[PastReport, ...]
    incidents: tuple[Incident, ...]
    kept_since: datetime | None
    asked_at: datetime
    read: tuple[ReadSpan, ...] = ()
    is_watched: bool = False

    @property
    def time_in_trouble(self) -> timedelta:
        """How long at least one of the reports was open."""
        return total(self._trouble, self.start, self.end)

    @property
    def known_time(self) -> timedelta:
        """How long its page could be read, or a report was open."""
        read = ((span.start, span.end) for span in self.read)
        return total((*read, *self._trouble), self.start, self.end)

    @property
    def share_without_trouble(self) -> float | None:
        """Of the time that is known, within [0, 1]; None where none is."""
        return 1 - self.time_in_trouble / self.known_time if self.known_time else None

    @property
    def _trouble(self) -> tuple[Stretch, ...]:
        reports = (past.report for past in self.reports)
        return tuple(
            (r.started_at, r.resolved_at or (self.end if r.status.is_open else r.updated_at)) for r in reports
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswer:
    """What can be asked."""

    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownAnswer:
    """That the question was not understood, or that nobody knows the name in it."""

    question: Question


Answer = (
    StatusAnswer
    | ImpactAnswer
    | IncidentsAnswer
    | DependenceAnswer
    | HistoryAnswer
    | HelpAnswer
    | UnknownAnswer
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralAnswers:
    """The answers about several things, in the order asked, and the questions that were too many."""

    question: Question
    answers: tuple[Answer, ...]
    unanswered: tuple[Question, ...] = ()
