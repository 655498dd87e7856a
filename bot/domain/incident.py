"""An incident of ours: reports believed to have one cause, with the evidence for and against."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.look import Look
from bot.domain.status import ComponentStatus


class Grade(StrEnum):
    """How sure we are, weakest first."""

    COINCIDENT = "coincident"  # recorded, never announced
    EARLY = "early"  # what one dependent says; told only to who asks for it
    SUSPECTED = "suspected"
    PROBABLE = "probable"
    CONFIRMED = "confirmed"  # the infrastructure's own page says so, or the vendor's word

    @property
    def rank(self) -> int:
        """-1 for coincident to 3 for confirmed. It is stored: a grade keeps its number."""
        return _RANK[self]

    @property
    def is_announced(self) -> bool:
        """Whether it is a claim of ours, of which people hear unless they ask not to."""
        return self.rank >= Grade.SUSPECTED.rank


_RANK: Final = {grade: rank for rank, grade in enumerate(Grade, start=-1)}


class EvidenceKind(StrEnum):
    """What sort of reason it is."""

    EDGE = "edge"
    TEXT = "text"
    ROOT_PAGE = "root_page"
    PROBE = "probe"
    PEOPLE = "people"
    NEWS = "news"
    TIMING = "timing"
    HEALTHY_DEPENDENTS = "healthy_dependents"
    REJECTED_ROOT = "rejected_root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason. `weight` is in nats: natural log of the likelihood ratio, negative when against.

    `says` is a sentence of ours that may hold at most 200 quoted characters of a provider; `source` a link;
    `report` the id of the report that it is about, if any.
    """

    kind: EvidenceKind
    service: str | None
    says: str
    source: str | None
    weight: float
    report: str | None = None


def member_key(source: str, report: str) -> str:
    """The key of a report: unique over all sources."""
    return f"{source}\x1f{report}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A provider's report that belongs to the incident. `status` is how bad that report is."""

    service: str
    organisation: str
    source: str
    report: str
    title: str
    url: str | None
    since: datetime
    joined_at: datetime
    status: ComponentStatus
    resolved_at: datetime | None = None

    @property
    def key(self) -> str:
        """The key of its report: unique over all sources."""
        return member_key(self.source, self.report)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCandidate:
    """An infrastructure that may be the root, with its probability within [0, 1]."""

    id: str
    probability: float


class IncidentState(StrEnum):
    """Where an incident of ours stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Reports believed to have one cause. Members in the order in which they joined.

    `root_report` is the infrastructure's own report, if it has posted one. `version` counts the changes.
    `peak_grade` is the highest grade it was announced with; `needs` says what evidence the next higher grade
    asks for; `heard_at` is when a report of it last said anything, `named_at` when we first named its root.
    `stragglers` are members whose own reports were still open when it ended. `look` is what probes say of the
    root: with it, an incident may have no members.
    """

    id: str
    version: int
    state: IncidentState
    grade: Grade
    peak_grade: Grade
    probability: float
    root: str
    root_candidates: tuple[RootCandidate, ...]
    root_report: Member | None
    members: tuple[Member, ...]
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...]
    started_at: datetime
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    merged_into: str | None = None
    stragglers: tuple[str, ...] = ()
    needs: str | None = None
    heard_at: datetime | None = None
    named_at: datetime | None = None
    look: Look | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, in one way or another."""
        return self.state is not IncidentState.OPEN

    @property
    def services(self) -> tuple[str, ...]:
        """The services of the members, each once, in the order in which they joined."""
        return tuple(dict.fromkeys(member.service for member in self.members))

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the members' reports."""
        return frozenset(member.key for member in self.members)


class ChangeKind(StrEnum):
    """What happened to an incident of ours."""

    OPENED = "opened"
    UPDATED = "updated"
    GRADED = "graded"
    REROOTED = "rerooted"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChange:
    """One change of an incident, with the incident as it stands after it."""

    at: datetime
    kind: ChangeKind
    incident: Incident
    previous_grade: Grade | None = None
    previous_root: str | None = None
    reason: str = ""
