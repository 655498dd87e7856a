"""A shared incident as the correlator would tell it, change by change: from 2 members to 14 in 40 minutes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerting.matching import alert_for
from bot.catalog.catalog import Catalog
from bot.domain.incident import ChangeKind, Grade, Incident, IncidentChange, IncidentState, Member
from bot.domain.status import ComponentStatus
from bot.storage.client import Client
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import a_catalog, a_service, an_evidence, an_incident

VENDORS = tuple(f"vendor{n}" for n in range(1, 15))


def a_world() -> Catalog:
    """Fourteen vendors that stand on Cloudflare, and some of them on Zayo."""
    services = [
        a_service("cloudflare", name="Cloudflare", mentions=("Cloudflare",)),
        a_service("zayo", name="Zayo", mentions=("Zayo",)),
        *(a_service(id_, name=f"Vendor {n}") for n, id_ in enumerate(VENDORS, start=1)),
    ]
    edges = tuple((id_, "cloudflare") for id_ in VENDORS) + tuple((id_, "zayo") for id_ in VENDORS[:6])
    return a_catalog(services=services, edges=edges)


def a_member_at(service: str, at: datetime) -> Member:
    """A vendor's report, seen when it was posted."""
    return Member(
        service=service,
        organisation=service,
        source=f"{service}/0",
        report=f"{service}-1",
        title="Errors for many customers",
        url=f"https://status.{service}.example/1",
        since=at,
        joined_at=at,
        status=ComponentStatus.PARTIAL_OUTAGE,
    )


def chronicle(start: datetime) -> Iterator[IncidentChange]:
    """Opened as suspected with two; probable at ten minutes, another root at 25, over with a straggler."""
    incident = an_incident(
        "inc-20261024-0a0b0c0d",
        grade=Grade.SUSPECTED,
        root="cloudflare",
        members=tuple(a_member_at(id_, start) for id_ in VENDORS[:2]),
        started_at=start,
        opened_at=start,
        updated_at=start,
        evidence=(an_evidence(service="vendor1", says="Vendor 1 blames its network provider"),),
    )
    incident = replace(incident, version=1, peak_grade=Grade.SUSPECTED, root_report=None)
    yield _change(ChangeKind.OPENED, incident, start)
    for n, service in enumerate(VENDORS[2:], start=1):
        at = start + timedelta(minutes=40) * n / (len(VENDORS) - 2)
        incident = _next(incident, at, members=(*incident.members, a_member_at(service, at)))
        yield _change(ChangeKind.UPDATED, incident, at, reason=f"{service} joined")
        if n == 3:
            incident = _next(incident, at, grade=Grade.PROBABLE, peak_grade=Grade.PROBABLE, probability=0.9)
            yield _change(ChangeKind.GRADED, incident, at, previous_grade=Grade.SUSPECTED)
        if n == 8:
            incident = _next(incident, at, root="zayo")
            reason = "Vendor 9 names Zayo, and Cloudflare's page is green"
            yield _change(ChangeKind.REROOTED, incident, at, previous_root="cloudflare", reason=reason)
    over = start + timedelta(minutes=90)
    closed = tuple(replace(m, resolved_at=over) for m in incident.members[:-1])
    incident = _next(
        incident,
        over,
        members=(*closed, incident.members[-1]),
        state=IncidentState.RESOLVED,
        resolved_at=over,
        stragglers=(VENDORS[-1],),
    )
    yield _change(ChangeKind.RESOLVED, incident, over, reason="the root has recovered")


async def happens(client: Client, change: IncidentChange) -> None:
    """The change goes to chat as the correlator sends it."""
    alert = alert_for(change)
    assert alert is not None
    async with client.pipeline(transaction=True) as pipe:
        SUBJECT_STREAM.append(pipe, alert)
        await pipe.execute()


def graded(change: IncidentChange, grade: Grade, at: datetime) -> IncidentChange:
    """The same incident later, with another grade."""
    incident = _next(change.incident, at, grade=grade, peak_grade=grade)
    return _change(ChangeKind.GRADED, incident, at, previous_grade=change.incident.grade)


def _next(incident: Incident, at: datetime, **changes: object) -> Incident:
    return replace(incident, version=incident.version + 1, updated_at=at, **changes)  # type: ignore[arg-type]


def _change(kind: ChangeKind, incident: Incident, at: datetime, **more: object) -> IncidentChange:
    return IncidentChange(at=at, kind=kind, incident=incident, **more)  # type: ignore[arg-type]
