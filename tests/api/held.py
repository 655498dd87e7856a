"""What is shown, held in values: the API's own tests need no more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.answer import Verdict
from bot.domain.incident import ChangeKind, Grade, IncidentState
from bot.domain.message import Link, Message, Quote, Section, Text
from bot.domain.overview import Now, Overview, PastFound, PastQuery, ScoreShown
from bot.domain.shown import (
    ChangeShown,
    DayShown,
    DependencyShown,
    IncidentPage,
    IncidentShown,
    MaintenanceShown,
    ReportShown,
    ServicePageShown,
    ServiceRef,
    ServiceState,
    Uptime,
)
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from tests.builders import NOON, at

CLOUDFLARE = ServiceRef("cloudflare", "Cloudflare")
DISCORD = ServiceRef("discord", "Discord")
REGION = ServiceRef("aws/us-east-1", "AWS us-east-1")

CARD = Message(
    headline="Cloudflare outage",
    sections=(
        Section(
            lines=((Text("Its page: "), Link("a post", "https://example.com/1")), (Quote("<b>Trouble</b>"),))
        ),
    ),
)


def an_incident_shown(
    id: str = "inc-1",  # noqa: A002  -- the field's name
    *,
    root: ServiceRef = CLOUDFLARE,
    grade: Grade = Grade.PROBABLE,
    state: IncidentState = IncidentState.OPEN,
    opened_at: datetime = NOON,
    updated_at: datetime | None = None,
    headline: str = "Probably Cloudflare: Discord",
    affected: tuple[ServiceRef, ...] = (DISCORD,),
    resolved_at: datetime | None = None,
) -> IncidentShown:
    return IncidentShown(
        id=id,
        version=3,
        state=state,
        grade=grade,
        peak_grade=grade,
        probability=0.9,
        root=root,
        headline=headline,
        affected=affected,
        started_at=opened_at,
        opened_at=opened_at,
        updated_at=updated_at or opened_at,
        resolved_at=resolved_at,
    )


def a_report_shown(
    id: str = "rep-1",  # noqa: A002  -- the field's name
    *,
    service: ServiceRef = DISCORD,
    title: str = "Messages are late",
    status: ReportStatus = ReportStatus.INVESTIGATING,
    started_at: datetime = NOON,
    url: str | None = "https://status.example/1",
    newest_update: str = "We look into it.",
) -> ReportShown:
    return ReportShown(
        id=id,
        service=service,
        title=title,
        status=status,
        impact=Impact.MAJOR,
        started_at=started_at,
        updated_at=started_at,
        newest_update=newest_update,
        url=url,
    )


def a_state(
    service: ServiceRef = DISCORD,
    *,
    verdict: Verdict = Verdict.UP,
    is_fresh: bool = True,
    category: str = "chat",
) -> ServiceState:
    return ServiceState(
        service=service,
        category=category,
        verdict=verdict,
        status=ComponentStatus.OPERATIONAL,
        read_at=NOON,
        is_fresh=is_fresh,
    )


def a_maintenance_shown(
    id: str = "plan-1",  # noqa: A002  -- the field's name
    *,
    service: ServiceRef = DISCORD,
    starts_at: datetime | None = NOON,
    title: str = "Database upgrade",
) -> MaintenanceShown:
    return MaintenanceShown(
        id=id,
        service=service,
        title=title,
        status=MaintenanceStatus.SCHEDULED,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2) if starts_at else None,
        url="https://status.example/plan",
    )


def a_page_of(shown: IncidentShown, *changes: ChangeShown) -> IncidentPage:
    return IncidentPage(incident=shown, card=CARD, why=Message(headline="Why"), timeline=changes)


def a_change_shown(
    kind: ChangeKind = ChangeKind.OPENED, *, when: datetime = NOON, reason: str = ""
) -> ChangeShown:
    return ChangeShown(
        at=when, kind=kind, grade=Grade.PROBABLE, probability=0.9, root=CLOUDFLARE, members=3, reason=reason
    )


@dataclass(kw_only=True)
class Held(Overview):
    """Answers from what it holds."""

    standing: Now = field(default_factory=lambda: Now(at=NOON))
    pages: dict[str, IncidentPage] = field(default_factory=dict)
    states: tuple[ServiceState, ...] = (a_state(),)
    planned: tuple[MaintenanceShown, ...] = ()
    was: tuple[IncidentShown | ReportShown, ...] = ()

    async def revision(self) -> str:
        return "1"

    async def now(self) -> Now:
        return self.standing

    async def incident(self, id_: str) -> IncidentPage | None:
        return self.pages.get(id_)

    async def incidents(self) -> tuple[IncidentShown, ...]:
        return tuple(page.incident for page in self.pages.values() if not page.incident.is_over)

    async def picture(self, id_: str) -> bytes | None:
        return None if id_ not in self.pages else b""

    async def service(self, id_: str) -> ServicePageShown | None:
        state = next((state for state in self.states if state.service.id == id_), None)
        if state is None:
            return None
        days = (DayShown(day=NOON.date(), in_trouble=60),)
        return ServicePageShown(
            state=state,
            answer=Message(headline="It is up"),
            reports=tuple(one for one in self.standing.reports if one.service == state.service),
            uptime=Uptime(days=days, share=0.99, counts="Its reports."),
        )

    async def services(self, ids: Sequence[str] | None = None) -> tuple[ServiceState, ...]:
        return tuple(state for state in self.states if ids is None or state.service.id in ids)

    def find(self, words: str) -> str | None:
        return {"cord": "discord", "dc": "discord"}.get(words)

    def suggest(self, words: str) -> tuple[ServiceRef, ...]:  # noqa: ARG002  -- nothing is near
        return ()

    async def dependencies(self, id_: str) -> tuple[DependencyShown, ...] | None:
        if all(state.service.id != id_ for state in self.states):
            return None
        return (DependencyShown(service=DISCORD, infrastructure=CLOUDFLARE, strength="hard"),)

    async def maintenances(self, service: str | None = None) -> tuple[MaintenanceShown, ...]:
        return tuple(one for one in self.planned if service in (None, one.service.id))

    async def past(self, query: PastQuery) -> PastFound:
        if query.cursor is not None and not query.cursor.isdecimal():
            raise ValueError(query.cursor)
        begin = int(query.cursor or "0")
        kind = {"incident": IncidentShown, "report": ReportShown}.get(query.kind, object)
        fit = [one for one in self.was if isinstance(one, kind)]
        rest = begin + query.limit < len(fit)
        shown = tuple(fit[begin : begin + query.limit])
        return PastFound(
            entries=shown, cursor=str(begin + query.limit) if rest else None, kept_since=at(0, 0)
        )

    async def score(self) -> ScoreShown:
        return ScoreShown(since=NOON, claims={Grade.PROBABLE: 2})

    async def ask(self, question: str) -> tuple[dict[str, Any], Message]:
        return {"intent": "is_down", "service": question}, CARD
