"""A made-up day for the board: the outage of the screens, and all that stands around it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.domain.answer import Verdict
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.overview import Now, PastFound, ScoreShown
from bot.domain.shown import (
    DayShown,
    DependencyShown,
    Feedback,
    IncidentPage,
    IncidentShown,
    MaintenanceShown,
    ReportShown,
    ServicePageShown,
    ServiceRef,
    ServiceState,
    UnreadableShown,
    Uptime,
)
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from bot.overview.incidents import incident_page, incident_shown
from bot.rendering.view import View
from tests.board.fixed_overview import FixedOverview
from tests.builders import at
from tests.screens_day import CATALOG, STORY, incident
from tests.screens_messages import shown as messages_of_day

WATCHED: Final = frozenset({"chatgpt", "claude", "npm", "zoom", "github", "slack"})
MORE: Final = {"github": "GitHub", "slack": "Slack", "vercel": "Vercel", "aws/us-east-1": "AWS us-east-1"}


def ref(id_: str) -> ServiceRef:
    return ServiceRef(id_, MORE.get(id_) or CATALOG.name_of(id_))


def shown(one: Incident) -> IncidentShown:
    return incident_shown(one, CATALOG)


def page_of(one: Incident, now: datetime) -> IncidentPage:
    timeline = tuple(entry for entry in STORY if entry.at <= now)
    feedback = Feedback(right=4, wrong=1, affected=3)
    return incident_page(one, timeline, feedback, CATALOG, now, View(watched=WATCHED))


def a_report_shown(
    service: str,
    title: str,
    since: datetime,
    *,
    impact: Impact = Impact.MAJOR,
    status: ReportStatus = ReportStatus.IDENTIFIED,
    resolved_at: datetime | None = None,
    part_of: str | None = None,
    url: str | None = None,
) -> ReportShown:
    return ReportShown(
        id=f"{service}-{since:%d%H%M}",
        service=ref(service),
        title=title,
        status=status,
        impact=impact,
        started_at=since,
        updated_at=since + timedelta(minutes=9),
        resolved_at=resolved_at,
        url=url or f"https://status.{service.replace('/', '-')}.example/incidents/1",
        incident=part_of,
    )


def now_at(now: datetime, grade: Grade = Grade.PROBABLE) -> Now:
    cause = incident(now, grade)
    vercel = replace(
        shown(cause),
        id="inc-20251118-6b7c",
        version=1,
        grade=Grade.EARLY,
        root=ref("aws/us-east-1"),
        headline="Vercel says the cause is AWS us-east-1 (one witness)",
        affected=(ref("vercel"),),
        started_at=now - timedelta(minutes=6),
    )
    part = cause.id
    return Now(
        at=now,
        incidents=(shown(cause),),
        early=(vercel,),
        reports=(
            a_report_shown(
                "chatgpt",
                "Elevated error rates across ChatGPT",
                at(11, 34),
                part_of=part,
                impact=Impact.CRITICAL,
            ),
            a_report_shown(
                "claude",
                "Claude is not reachable for many users",
                at(11, 40),
                part_of=part,
                impact=Impact.CRITICAL,
            ),
            a_report_shown(
                "zoom",
                "Web client fails to join meetings",
                at(11, 52),
                impact=Impact.MINOR,
                part_of=part,
                status=ReportStatus.INVESTIGATING,
            ),
            a_report_shown(
                "github",
                "Delayed webhook deliveries",
                at(10, 5),
                impact=Impact.MINOR,
                status=ReportStatus.MONITORING,
            ),
        ),
        unreadable=(
            UnreadableShown(
                service=ref("slack"), why="it did not answer in time", read_at=now - timedelta(minutes=14)
            ),
        ),
        maintenances=(
            MaintenanceShown(
                id="m1",
                service=ref("github"),
                title="Database upgrade for Packages",
                status=MaintenanceStatus.SCHEDULED,
                starts_at=now + timedelta(hours=9),
                ends_at=now + timedelta(hours=11),
            ),
        ),
        is_us=(
            OwnNetwork(vantage="here", at=now, since=at(6), state=NetworkState.FINE, asked=14, answering=14),
        ),
        watched=WATCHED,
        sources=2_557,
        fresh=2_431,
        newest=now - timedelta(seconds=12),
    )


def service_state(id_: str, verdict: Verdict, status: ComponentStatus, now: datetime) -> ServiceState:
    return ServiceState(
        service=ref(id_),
        category="ai" if id_ in ("chatgpt", "claude") else "infrastructure",
        verdict=verdict,
        status=status,
        read_at=now - timedelta(seconds=40),
        is_fresh=True,
        status_url=f"https://status.{id_.replace('/', '-')}.example",
    )


def service_page(now: datetime) -> ServicePageShown:
    answer = next(one.message for one in messages_of_day() if one.name == "answer")
    return ServicePageShown(
        state=service_state("chatgpt", Verdict.DOWN, ComponentStatus.MAJOR_OUTAGE, now),
        answer=answer,
        reports=(
            a_report_shown(
                "chatgpt", "Elevated error rates across ChatGPT", at(11, 34), impact=Impact.CRITICAL
            ),
            a_report_shown(
                "chatgpt",
                "Slow image generation",
                at(9) - timedelta(days=11),
                impact=Impact.MINOR,
                status=ReportStatus.RESOLVED,
                resolved_at=at(10, 40) - timedelta(days=11),
            ),
        ),
        incidents=(shown(incident(now, Grade.PROBABLE)),),
        depends_on=edges()[:2],
        depended_on_by=edges()[-1:],
        uptime=uptime(now.date()),
    )


def edges() -> tuple[DependencyShown, ...]:
    proof = ("https://example.com/post-mortem",)
    users = ("claude", "discord", "shopify", "zoom", "canva", "npm")
    return (
        DependencyShown(
            service=ref("chatgpt"),
            infrastructure=ref("cloudflare"),
            strength="hard",
            sources=proof,
            measured="measured here on 18 Nov 2025 by its front page",
        ),
        DependencyShown(service=ref("chatgpt"), infrastructure=ref("aws"), strength="uses", sources=proof),
        *(
            DependencyShown(service=ref(one), infrastructure=ref("cloudflare"), strength=how, sources=proof)
            for one, how in zip(
                users, ("hard", "hard", "partial", "uses", "partial", "measured"), strict=True
            )
        ),
        DependencyShown(
            service=ref("aws"), infrastructure=ref("aws/us-east-1"), strength="partial", sources=proof
        ),
        DependencyShown(service=ref("vercel"), infrastructure=ref("chatgpt"), strength="uses", sources=proof),
    )


def uptime(today: date) -> Uptime:
    bad = {
        11: (6_000, Impact.MINOR),
        30: (15_000, Impact.MAJOR),
        58: (900, Impact.CRITICAL),
        0: (1_900, Impact.CRITICAL),
    }
    days = tuple(
        DayShown(
            day=today - timedelta(days=back),
            in_trouble=None if back > 80 else bad.get(back, (0, None))[0],
            worst=bad.get(back, (0, None))[1],
            reports=1 if back in bad else 0,
        )
        for back in range(89, -1, -1)
    )
    return Uptime(
        days=days,
        share=0.9968,
        counts="That counts the time in which its own page had a report open, whatever its impact.",
    )


def past(now: datetime) -> PastFound:
    over = replace(
        shown(incident(at(9, 10), Grade.PROBABLE)),
        id="inc-20251020-aa01",
        state=IncidentState.RESOLVED,
        grade=Grade.CONFIRMED,
        headline="AWS us-east-1 outage is over: Slack, Zoom, Canva and 14 more",
        started_at=at(7, 11) - timedelta(days=29),
        resolved_at=at(11, 2) - timedelta(days=29),
    )
    taken = replace(
        over,
        id="inc-20251022-bb02",
        state=IncidentState.WITHDRAWN,
        headline="Withdrawn: we no longer connect 2 services (npm, Zoom) with AWS",
        started_at=at(15) - timedelta(days=27),
        resolved_at=at(15, 40) - timedelta(days=27),
    )
    slow = a_report_shown(
        "slack",
        "Messages arrive late for some workspaces",
        at(8, 2) - timedelta(days=29),
        resolved_at=at(10, 30) - timedelta(days=29),
        status=ReportStatus.RESOLVED,
        part_of=over.id,
    )
    quiet = a_report_shown(
        "npm",
        "Some package pages return errors",
        at(14, 50) - timedelta(days=27),
        resolved_at=at(16, 5) - timedelta(days=27),
        impact=Impact.MINOR,
        status=ReportStatus.RESOLVED,
    )
    return PastFound(entries=(taken, quiet, slow, over), cursor="older", kept_since=now - timedelta(days=400))


def overview_at(now: datetime, grade: Grade = Grade.PROBABLE) -> FixedOverview:
    """All of the day as it stands then."""
    states = {
        "chatgpt": service_state("chatgpt", Verdict.DOWN, ComponentStatus.MAJOR_OUTAGE, now),
        "cloudflare": service_state("cloudflare", Verdict.DOWN, ComponentStatus.MAJOR_OUTAGE, now),
        "claude": service_state("claude", Verdict.DOWN, ComponentStatus.MAJOR_OUTAGE, now),
        "zoom": service_state("zoom", Verdict.DEGRADED, ComponentStatus.DEGRADED_PERFORMANCE, now),
        "slack": service_state("slack", Verdict.UNKNOWN, ComponentStatus.UNKNOWN, now),
        "npm": service_state("npm", Verdict.DEGRADED, ComponentStatus.PARTIAL_OUTAGE, now),
        "github": service_state("github", Verdict.DEGRADED, ComponentStatus.DEGRADED_PERFORMANCE, now),
        "aws": service_state("aws", Verdict.UP, ComponentStatus.OPERATIONAL, now),
        "aws/us-east-1": service_state("aws/us-east-1", Verdict.UP, ComponentStatus.OPERATIONAL, now),
    }
    cause = incident(now, grade)
    one = service_page(now)
    region = replace(one, state=states["aws/us-east-1"], reports=(), incidents=(), uptime=None, depends_on=())
    return FixedOverview(
        state=now_at(now, grade),
        pages={cause.id: page_of(cause, now)},
        services_={"chatgpt": one, "aws/us-east-1": region},
        states=states,
        edges={"chatgpt": edges()[:2] + edges()[-2:], "cloudflare": edges()[:1] + edges()[2:8]},
        found=past(now),
        score_=ScoreShown(
            since=datetime(2024, 10, 14, tzinfo=UTC),
            claims={Grade.SUSPECTED: 61, Grade.PROBABLE: 34, Grade.CONFIRMED: 18},
            resolved={Grade.SUSPECTED: 47, Grade.PROBABLE: 32, Grade.CONFIRMED: 18},
            withdrawn={Grade.SUSPECTED: 14, Grade.PROBABLE: 2, Grade.CONFIRMED: 0},
            feedback=Feedback(right=41, wrong=3, affected=27),
        ),
    )
