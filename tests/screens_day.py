"""The day that the screens show: a made-up outage of Cloudflare, from its first reports to its end."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.incident import (
    ChangeKind,
    Evidence,
    EvidenceKind,
    Grade,
    Incident,
    IncidentState,
    Member,
    RootCandidate,
)
from bot.domain.status import ComponentStatus
from bot.domain.timeline import TimelineEntry
from tests.builders import a_catalog, a_member, a_service, an_evidence, an_incident, at

_NAMES: Final = {
    "cloudflare": "Cloudflare",
    "aws": "AWS",
    "chatgpt": "ChatGPT",
    "claude": "Claude",
    "discord": "Discord",
    "shopify": "Shopify",
    "zoom": "Zoom",
    "canva": "Canva",
    "npm": "npm",
}
_USERS: Final = tuple(_NAMES)[2:]
CATALOG: Final = a_catalog(
    services=[a_service(service, name=name) for service, name in _NAMES.items()],
    edges=[(user, "cloudflare") for user in _USERS],
)
_MAJOR, _PARTIAL, _SLOW = (
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.DEGRADED_PERFORMANCE,
)
# Who, since when, how bad, closed when, in whose words.
_REPORTS: Final = (
    ("discord", at(11, 31), _PARTIAL, at(13, 50), "Messages fail to load for some users"),
    ("chatgpt", at(11, 34), _MAJOR, at(14, 6), "Elevated error rates across ChatGPT"),
    ("shopify", at(11, 38), _SLOW, at(13, 42), "Admin and checkout are slow"),
    ("claude", at(11, 40), _MAJOR, at(13, 58), "Claude is not reachable for many users"),
    ("canva", at(11, 47), _PARTIAL, at(13, 35), "Designs do not open"),
    ("zoom", at(11, 52), _SLOW, None, "Web client fails to join meetings"),
    ("npm", at(12, 3), _PARTIAL, None, "Package pages return errors"),
)
_JOINED: Final = (
    at(11, 36),
    at(11, 36),
    at(11, 41),
    at(11, 43),
    at(11, 50),
    at(11, 55),
    at(12, 6),
)
_NEEDS: Final = {
    Grade.SUSPECTED: "for probable: one more organisation that names Cloudflare (1 of 2)",
    Grade.PROBABLE: "for confirmed: one more organisation that names Cloudflare (2 of 3)",
}
_SOURCES: Final = {
    EvidenceKind.EDGE: "https://example.com/post-mortem",
    EvidenceKind.TEXT: "https://status.claude.example/incidents/1",
}
STORY: Final = (
    TimelineEntry(
        at=at(11, 36), kind=ChangeKind.OPENED, grade=Grade.SUSPECTED, probability=0.62, root="aws", members=2
    ),
    TimelineEntry(
        at=at(11, 43),
        kind=ChangeKind.REROOTED,
        grade=Grade.SUSPECTED,
        probability=0.71,
        root="cloudflare",
        members=4,
        reason="Cloudflare explains the reports better",
        previous_root="aws",
    ),
    TimelineEntry(
        at=at(11, 50),
        kind=ChangeKind.GRADED,
        grade=Grade.PROBABLE,
        probability=0.93,
        root="cloudflare",
        members=5,
    ),
    TimelineEntry(
        at=at(12, 12),
        kind=ChangeKind.GRADED,
        grade=Grade.CONFIRMED,
        probability=0.998,
        root="cloudflare",
        members=7,
    ),
    TimelineEntry(
        at=at(14, 20),
        kind=ChangeKind.RESOLVED,
        grade=Grade.CONFIRMED,
        probability=0.998,
        root="cloudflare",
        members=7,
    ),
)


def over() -> Incident:
    """The incident when all is over."""
    return incident(
        at(14, 20),
        Grade.CONFIRMED,
        state=IncidentState.RESOLVED,
        resolved_at=at(14, 20),
        stragglers=("zoom", "npm"),
    )


def incident(
    now: datetime,
    grade: Grade,
    *,
    state: IncidentState = IncidentState.OPEN,
    resolved_at: datetime | None = None,
    stragglers: tuple[str, ...] = (),
) -> Incident:
    """The incident as it stood then."""
    known = grade is Grade.CONFIRMED
    found = an_incident(
        "2025-11-18-cloudflare",
        grade=grade,
        state=state,
        probability={Grade.SUSPECTED: 0.71, Grade.PROBABLE: 0.93}.get(grade, 0.998),
        root_candidates=(
            RootCandidate(id="cloudflare", probability=0.93),
            RootCandidate(id="aws", probability=0.05),
        ),
        root_report=_own(now) if known else None,
        members=_members(now),
        evidence=_evidence(now),
        counter_evidence=_against(now),
        started_at=at(11, 31),
        opened_at=at(11, 36),
        updated_at=now,
        resolved_at=resolved_at,
        stragglers=stragglers,
    )
    return replace(found, needs=_NEEDS.get(grade))


def _members(now: datetime) -> tuple[Member, ...]:
    return tuple(
        a_member(
            service,
            title=title,
            url=f"https://status.{service}.example/incidents/1",
            since=since,
            joined_at=joined_at,
            status=status,
            resolved_at=closed if closed is not None and closed <= now else None,
        )
        for (service, since, status, closed, title), joined_at in zip(_REPORTS, _JOINED, strict=True)
        if joined_at <= now
    )


def _own(now: datetime) -> Member:
    closed = at(14, 15)
    return a_member(
        "cloudflare",
        title="Errors at the edge of our network",
        url="https://status.cloudflare.example/incidents/1",
        since=at(12, 10),
        joined_at=at(12, 12),
        status=_MAJOR,
        resolved_at=closed if closed <= now else None,
    )


def _evidence(now: datetime) -> tuple[Evidence, ...]:
    """Why, as far as it was known then."""
    known = (
        (
            at(11, 43),
            EvidenceKind.TEXT,
            "claude",
            "Claude names Cloudflare: “We see an issue at Cloudflare”",
            2.4,
        ),
        (
            at(11, 36),
            EvidenceKind.EDGE,
            "discord",
            "Discord depends on Cloudflare (official postmortem, 21 Jun 2022)",
            1.9,
        ),
        (
            at(11, 36),
            EvidenceKind.EDGE,
            "chatgpt",
            "ChatGPT depends on Cloudflare (subprocessor, 12 Aug 2025)",
            1.8,
        ),
    )
    return tuple(
        an_evidence(kind, service=service, says=says, source=_SOURCES.get(kind), weight=weight)
        for since, kind, service, says, weight in known
        if since <= now
    )


def _against(now: datetime) -> tuple[Evidence, ...]:
    says = "2 of 9 other Cloudflare customers report no problem"
    doubt = an_evidence(EvidenceKind.HEALTHY_DEPENDENTS, service=None, says=says, source=None, weight=-0.6)
    return (doubt,) if now < at(12, 30) else ()
