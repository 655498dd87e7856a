"""What the API answers with, where it is not one of the values that everybody is shown.

Messages are plain text here: a headline, and lines below it. Lists come in pages; `next` leads to the one
behind, None at the end.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from bot.domain.channel import Watch
from bot.domain.incident import ChangeKind, Grade
from bot.domain.look import Look, OwnNetwork
from bot.domain.shown import (
    Candidate,
    DependencyShown,
    EvidenceShown,
    Feedback,
    IncidentShown,
    MaintenanceShown,
    MemberShown,
    ReportShown,
    ServiceRef,
    ServiceState,
    UnreadableShown,
    Uptime,
    WatchListShown,
)


class NowShown(msgspec.Struct, frozen=True, kw_only=True):
    """How things stand. `reports` and `unreadable` are of what is watched, or of all where nothing is.

    `is_us` is how sites elsewhere answer from each place that probes; `blind` a sentence where no page at all
    can be read. `fresh` of `sources` pages were read lately; `newest` is the newest reading.
    """

    incidents: tuple[IncidentShown, ...]
    early: tuple[IncidentShown, ...]
    looks: tuple[Look, ...]
    reports: tuple[ReportShown, ...]
    unreadable: tuple[UnreadableShown, ...]
    maintenances: tuple[MaintenanceShown, ...]
    is_us: tuple[OwnNetwork, ...]
    blind: str | None
    watched: frozenset[str]
    sources: int
    fresh: int
    newest: datetime | None


class IncidentList(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents, newest first."""

    items: tuple[IncidentShown, ...]
    next: str | None


class IncidentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All of one incident. `card` is what chat shows of it, `why` its reasons at length.

    `needs` says what the next higher grade asks for; `stragglers` still had trouble when it ended.
    """

    incident: IncidentShown
    card: str
    why: str
    candidates: tuple[Candidate, ...]
    root_report: MemberShown | None
    members: tuple[MemberShown, ...]
    evidence: tuple[EvidenceShown, ...]
    counter_evidence: tuple[EvidenceShown, ...]
    needs: str | None
    stragglers: tuple[ServiceRef, ...]
    merged_into: str | None
    look: Look | None
    feedback: Feedback


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of an incident, and what was claimed after it; `is_correction` takes back what was said."""

    at: datetime
    kind: ChangeKind
    grade: Grade
    probability: float
    root: ServiceRef
    previous_root: ServiceRef | None
    members: int
    reason: str
    is_correction: bool


class IncidentTimeline(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an incident, oldest first."""

    items: tuple[Change, ...]


class ServiceList(msgspec.Struct, frozen=True, kw_only=True):
    """Services, by name."""

    items: tuple[ServiceState, ...]
    next: str | None


class ServiceDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All of one service. `answer` is what chat says when it is asked about it.

    `depends_on` is what it stands on, `depended_on_by` who stands on it.
    """

    state: ServiceState
    answer: str
    reports: tuple[ReportShown, ...]
    maintenances: tuple[MaintenanceShown, ...]
    incidents: tuple[IncidentShown, ...]
    depends_on: tuple[DependencyShown, ...]
    depended_on_by: tuple[DependencyShown, ...]
    uptime: Uptime | None


class DependencyList(msgspec.Struct, frozen=True, kw_only=True):
    """The edges from and onto a service, and from what it stands on."""

    items: tuple[DependencyShown, ...]


class MaintenanceList(msgspec.Struct, frozen=True, kw_only=True):
    """Planned work that has not ended, soonest first."""

    items: tuple[MaintenanceShown, ...]
    next: str | None


class PastEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What was: an incident of ours, or a provider's report. One of the two is None."""

    incident: IncidentShown | None = None
    report: ReportShown | None = None


class PastList(msgspec.Struct, frozen=True, kw_only=True):
    """What was, newest first. Nothing older than `kept_since` is kept, None for nothing."""

    items: tuple[PastEntry, ...]
    kept_since: datetime | None
    next: str | None


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: `answer` as `sharedfate ask --json` prints it, `text` as chat shows it."""

    question: str
    answer: dict[str, Any]
    text: str


class WatchListDetail(msgspec.Struct, frozen=True, kw_only=True):
    """What one channel watches; `said` is what chat says of the change, empty where none was asked for."""

    destination: str
    watches: tuple[Watch, ...]
    said: str = ""


class WatchListList(msgspec.Struct, frozen=True, kw_only=True):
    """What every channel watches, by destination."""

    items: tuple[WatchListShown, ...]
    next: str | None


_Names = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=100)], ...], Meta(max_length=200)]


class WatchChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names to watch, and names to watch no longer, as they would be written in chat: `all ai`, `shared`."""

    watch: _Names = ()
    unwatch: _Names = ()
