"""What boards, scripts and agents are shown: values that speak for themselves, names beside ids.

One set of values for the board's pages, the API, feeds and agents' tools. Texts are plain; those of providers
stay untrusted. Times are aware, in UTC.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.answer import Verdict
from bot.domain.channel import Watch
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, IncidentState
from bot.domain.look import Look
from bot.domain.message import Message
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus


@dataclass(frozen=True, slots=True)
class ServiceRef:
    """A service, or what services stand on."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """One reason. `weight` is in nats, negative when against; `source` a link."""

    kind: EvidenceKind
    says: str
    weight: float
    service: ServiceRef | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShown:
    """A provider's report that is part of an incident."""

    service: ServiceRef
    title: str
    status: ComponentStatus
    since: datetime
    joined_at: datetime
    resolved_at: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What may be the root, with its probability within [0, 1]."""

    service: ServiceRef
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """One change of an incident, and what was claimed after it."""

    at: datetime
    kind: ChangeKind
    grade: Grade
    probability: float
    root: ServiceRef
    members: int
    reason: str = ""
    previous_root: ServiceRef | None = None

    @property
    def is_correction(self) -> bool:
        """Whether it takes back something that was said."""
        return self.kind in (ChangeKind.WITHDRAWN, ChangeKind.REROOTED, ChangeKind.SPLIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What people said of a claim, each person's last word."""

    right: int = 0
    wrong: int = 0
    affected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentShown:
    """An incident of ours in a list. `headline` is a sentence; `affected` are its members' services.

    `reason` is the strongest that speaks for it, `doubt` the strongest that speaks against it.
    """

    id: str
    version: int
    state: IncidentState
    grade: Grade
    peak_grade: Grade
    probability: float
    root: ServiceRef
    headline: str
    affected: tuple[ServiceRef, ...]
    started_at: datetime
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    reason: EvidenceShown | None = None
    doubt: EvidenceShown | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, in one way or another."""
        return self.state is not IncidentState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """All of one incident. `card` is what chat shows of it, `why` its reasons at length.

    `needs` says what the next higher grade asks for; `timeline` is oldest first.
    """

    incident: IncidentShown
    card: Message
    why: Message
    candidates: tuple[Candidate, ...] = ()
    root_report: MemberShown | None = None
    members: tuple[MemberShown, ...] = ()
    evidence: tuple[EvidenceShown, ...] = ()
    counter_evidence: tuple[EvidenceShown, ...] = ()
    needs: str | None = None
    stragglers: tuple[ServiceRef, ...] = ()
    merged_into: str | None = None
    look: Look | None = None
    timeline: tuple[ChangeShown, ...] = ()
    feedback: Feedback = field(default_factory=Feedback)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShown:
    """A provider's own report. `incident` is the incident of ours that it is part of, if any.

    `unread_since` is when its page was last read, where that is too long ago to say how it stands now.
    """

    id: str
    service: ServiceRef
    title: str
    status: ReportStatus
    impact: Impact | None
    started_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    components: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    newest_update: str = ""
    url: str | None = None
    incident: str | None = None
    unread_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceShown:
    """Planned work at a provider's."""

    id: str
    service: ServiceRef
    title: str
    status: MaintenanceStatus
    starts_at: datetime | None
    ends_at: datetime | None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableShown:
    """A service no page of which can be read: neither up nor down. `why` is a sentence."""

    service: ServiceRef
    why: str
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """How a service is. `read_at` is the newest reading of its page; `is_fresh` whether that is of now."""

    service: ServiceRef
    category: str
    verdict: Verdict
    status: ComponentStatus
    read_at: datetime | None = None
    is_fresh: bool = False
    unreadable_because: str | None = None
    status_url: str | None = None
    open_reports: int = 0
    incident: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyShown:
    """One edge: `service` stands on `infrastructure`. `sources` are links; `measured` says how we saw it."""

    service: ServiceRef
    infrastructure: ServiceRef
    strength: str
    sources: tuple[str, ...] = ()
    measured: str | None = None
    seen_elsewhere: ServiceRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """One day of a service by what its page reported, in UTC.

    `in_trouble` is how many seconds of it at least one report was open; None where nothing of that day is
    known. `worst` is the worst impact of them.
    """

    day: date
    in_trouble: int | None
    worst: Impact | None = None
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """Days, oldest first, and the share of the known time without an open report, within [0, 1].

    `counts` says in a sentence what that counts and what not. None where no time is known.
    """

    days: tuple[DayShown, ...]
    share: float | None
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePageShown:
    """All of one service. `answer` is what chat says when it is asked about it.

    `depends_on` is what it stands on, `depended_on_by` who stands on it.
    """

    state: ServiceState
    answer: Message
    reports: tuple[ReportShown, ...] = ()
    maintenances: tuple[MaintenanceShown, ...] = ()
    incidents: tuple[IncidentShown, ...] = ()
    depends_on: tuple[DependencyShown, ...] = ()
    depended_on_by: tuple[DependencyShown, ...] = ()
    uptime: Uptime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchListShown:
    """What one channel watches. `destination` is its platform and its channel there, as settings name it."""

    destination: str
    watches: tuple[Watch, ...] = ()
