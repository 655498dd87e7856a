"""The words and the colours of the board: what a status, a grade or a change is called, and its class."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.answer import Verdict
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, IncidentState
from bot.domain.message import Tone
from bot.domain.shown import IncidentShown
from bot.domain.status import ComponentStatus, Impact, ReportStatus

STATUS: Final[Mapping[ComponentStatus, str]] = MappingProxyType(
    {
        ComponentStatus.OPERATIONAL: "operational",
        ComponentStatus.DEGRADED_PERFORMANCE: "degraded",
        ComponentStatus.PARTIAL_OUTAGE: "partial outage",
        ComponentStatus.MAJOR_OUTAGE: "major outage",
        ComponentStatus.UNDER_MAINTENANCE: "under maintenance",
        ComponentStatus.UNKNOWN: "unknown",
    }
)
VERDICT: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.UP: "up",
        Verdict.DEGRADED: "degraded",
        Verdict.DOWN: "down",
        Verdict.MAINTENANCE: "planned work",
        Verdict.UNKNOWN: "unknown",
    }
)
EVIDENCE: Final[Mapping[EvidenceKind, str]] = MappingProxyType(
    {
        EvidenceKind.EDGE: "known dependency",
        EvidenceKind.TEXT: "in their own words",
        EvidenceKind.ROOT_PAGE: "its own page",
        EvidenceKind.PROBE: "seen by probes",
        EvidenceKind.PEOPLE: "people who ask",
        EvidenceKind.NEWS: "news",
        EvidenceKind.TIMING: "timing",
        EvidenceKind.HEALTHY_DEPENDENTS: "others that are fine",
        EvidenceKind.REJECTED_ROOT: "another cause",
    }
)
CHANGE: Final[Mapping[ChangeKind, str]] = MappingProxyType(
    {
        ChangeKind.OPENED: "opened",
        ChangeKind.UPDATED: "updated",
        ChangeKind.GRADED: "graded anew",
        ChangeKind.REROOTED: "cause corrected",
        ChangeKind.MERGED: "joined with another",
        ChangeKind.SPLIT: "split",
        ChangeKind.WITHDRAWN: "withdrawn",
        ChangeKind.RESOLVED: "over",
    }
)
# How much of a service fails when what it depends on does.
HOW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hard": "fails with it",
        "partial": "in part",
        "measured": "measured",
        "uses": "uses it",
        "unknown": "not known how much",
    }
)
# Below these many nats a reason is called so.
_STRENGTHS: Final = ((0.7, "slight"), (1.6, "moderate"), (3.0, "strong"))
_STATUS_CLASS: Final[Mapping[ComponentStatus, str]] = MappingProxyType(
    {
        ComponentStatus.OPERATIONAL: "ok",
        ComponentStatus.DEGRADED_PERFORMANCE: "slow",
        ComponentStatus.PARTIAL_OUTAGE: "part",
        ComponentStatus.MAJOR_OUTAGE: "major",
        ComponentStatus.UNDER_MAINTENANCE: "work",
        ComponentStatus.UNKNOWN: "none",
    }
)
_VERDICT_CLASS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.UP: "ok",
        Verdict.DEGRADED: "slow",
        Verdict.DOWN: "major",
        Verdict.MAINTENANCE: "work",
        Verdict.UNKNOWN: "none",
    }
)
_IMPACT_CLASS: Final[Mapping[Impact, str]] = MappingProxyType(
    {Impact.NONE: "none", Impact.MINOR: "slow", Impact.MAJOR: "part", Impact.CRITICAL: "major"}
)
_TONE_CLASS: Final[Mapping[Tone, str]] = MappingProxyType(
    {
        Tone.OUTAGE: "major",
        Tone.DEGRADED: "slow",
        Tone.MAINTENANCE: "work",
        Tone.RESOLVED: "ok",
        Tone.WITHDRAWN: "none",
        Tone.NEUTRAL: "none",
    }
)


def colour(what: ComponentStatus | Verdict | Impact | Tone | None) -> str:
    """The class in CSS that has its colour; that of what is unknown for nothing."""
    match what:
        case ComponentStatus():
            return _STATUS_CLASS[what]
        case Verdict():
            return _VERDICT_CLASS[what]
        case Impact():
            return _IMPACT_CLASS[what]
        case Tone():
            return _TONE_CLASS[what]
        case None:
            return "none"


def status_words(status: ComponentStatus | Verdict) -> str:
    """A status or a verdict for people."""
    return STATUS[status] if isinstance(status, ComponentStatus) else VERDICT[status]


def standing(incident: IncidentShown) -> str:
    """What stands on an incident's badge: its grade while it is open, else how it ended."""
    match incident.state:
        case IncidentState.OPEN:
            return str(incident.grade)
        case IncidentState.RESOLVED:
            return "over"
        case _:
            return str(incident.state)


def standing_class(incident: IncidentShown) -> str:
    """The class in CSS of that badge."""
    return f"g-{incident.grade}" if incident.state is IncidentState.OPEN else f"g-{incident.state}"


def percent(share: float) -> str:
    """A probability as nobody should take it for certain: "93 %", "over 99 %", "under 1 %"."""
    if share > 0.99:
        return "over 99 %"
    return "under 1 %" if share < 0.01 else f"{share * 100:.0f} %"


def uptime_percent(share: float) -> str:
    """A share of time, cut and not rounded: what was not whole is never 100 %."""
    return f"{int(share * 10_000) / 100:g} %"


def strength(nats: float) -> str:
    """How much a reason weighs, in a word."""
    return next((word for limit, word in _STRENGTHS if abs(nats) < limit), "very strong")


def grade_words(grade: Grade) -> str:
    """A grade at the beginning of a line."""
    return grade.value.capitalize()


def report_words(status: ReportStatus) -> str:
    """Where a provider's report stands."""
    return status.value


def how_words(strength_: str) -> str:
    """What the strength of an edge means."""
    return HOW.get(strength_, strength_)


def thousands(number: int) -> str:
    """A number that is read at a glance: "2,557"."""
    return f"{number:,}"
