"""A recorded page as bytes, in its own format, as it stood at one moment.

To add a format: write a function (page, moment) -> Rendered and add one line to RENDERERS.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape

from bot.demo.recording import RecordedPage, RecordedReport
from bot.domain.status import Impact, ReportStatus

_INDICATORS: Final = (Impact.NONE, Impact.MINOR, Impact.MAJOR, Impact.CRITICAL)
_COMPONENT_STATUS: Final = {
    Impact.NONE: "operational",
    Impact.MINOR: "degraded_performance",
    Impact.MAJOR: "partial_outage",
    Impact.CRITICAL: "major_outage",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """Paths of a page's documents, and their content type."""

    documents: Mapping[str, bytes]
    content_type: str


def status_at(report: RecordedReport, moment: datetime) -> ReportStatus | None:
    """Where a report stood; None while it was not, or no longer, on the page."""
    if moment < report.started or (report.gone is not None and moment >= report.gone):
        return None
    if report.resolved is not None and moment >= report.resolved:
        return ReportStatus.RESOLVED
    return [u.status for u in report.updates if u.posted <= moment][-1]


def render(page: RecordedPage, moment: datetime) -> Rendered:
    """The page's documents at a moment."""
    return RENDERERS[page.format](page, moment)


def _shown(page: RecordedPage, moment: datetime) -> list[tuple[RecordedReport, ReportStatus]]:
    standing = ((report, status_at(report, moment)) for report in page.report)
    return [(report, status) for report, status in standing if status is not None]


def _statuspage(page: RecordedPage, moment: datetime) -> Rendered:
    """Statuspage v2: summary.json drops what is resolved, incidents.json keeps it."""
    shown = _shown(page, moment)
    incidents = [_incident(page, report, status, moment) for report, status in shown]
    unresolved = [incident for incident, (_, status) in zip(incidents, shown, strict=True) if status.is_open]
    gravest = max((r.impact for r, status in shown if status.is_open), key=_INDICATORS.index, default="none")
    envelope = {"page": _page(page)}
    summary = {
        **envelope,
        "status": {"indicator": gravest, "description": ""},
        "components": _components(page, shown),
        "incidents": unresolved,
        "scheduled_maintenances": [],
    }
    return Rendered(
        {
            "/api/v2/summary.json": json.dumps(summary).encode(),
            "/api/v2/incidents.json": json.dumps({**envelope, "incidents": incidents}).encode(),
        },
        "application/json; charset=utf-8",
    )


def _page(page: RecordedPage) -> dict[str, str]:
    return {
        "id": f"{page.service.replace('-', ''):0<12.12}",
        "name": page.service,
        "url": f"https://{page.host}",
        "time_zone": "Etc/UTC",
    }


def _components(
    page: RecordedPage, shown: list[tuple[RecordedReport, ReportStatus]]
) -> list[dict[str, object]]:
    names = dict.fromkeys(name for report in page.report for name in report.components)
    worst = {
        name: _COMPONENT_STATUS[report.impact]
        for report, status in shown
        if status.is_open
        for name in report.components
    }
    return [
        {"id": f"c{number:011d}", "name": name, "status": worst.get(name, "operational"), "group": False}
        for number, name in enumerate(names)
    ]


def _incident(
    page: RecordedPage, report: RecordedReport, status: ReportStatus, moment: datetime
) -> dict[str, object]:
    updates = [
        {"id": f"{report.id}-{n}", "status": u.status, "body": u.text, "display_at": _iso(u.posted)}
        for n, u in enumerate(report.updates)
        if u.posted <= moment
    ]
    resolved = report.resolved if status is ReportStatus.RESOLVED else None
    if resolved:
        updates.append(
            {"id": f"{report.id}-r", "status": "resolved", "body": "", "display_at": _iso(resolved)}
        )
    return {
        "id": report.id,
        "name": report.title,
        "status": status,
        "impact": report.impact,
        "created_at": _iso(report.started),
        "started_at": _iso(report.started),
        "updated_at": updates[-1]["display_at"],
        "resolved_at": _iso(resolved) if resolved else None,
        "shortlink": f"https://{page.host}/incidents/{report.id}",
        "components": [{"id": name, "name": name} for name in report.components],
        "incident_updates": updates[::-1],
    }


def _incidentio(page: RecordedPage, moment: datetime) -> Rendered:
    """incident.io: Statuspage's shape with ULIDs, no components, and empty lists left out."""
    rendered = _statuspage(page, moment)
    documents = {}
    for path, body in rendered.documents.items():
        document = json.loads(body)
        document["page"] = {
            "id": "01HZZZZZZZZZZZZZZZZZZZZZZZ",
            "name": page.service,
            "url": f"https://{page.host}",
        }
        for incident in document.get("incidents", []):
            incident.pop("components")
            incident.pop("shortlink")
        documents[path] = json.dumps({key: value for key, value in document.items() if value != []}).encode()
    return Rendered(documents, "application/json")


def _instatus(page: RecordedPage, moment: datetime) -> Rendered:
    """Instatus' history feed."""
    items = []
    for report, status in _shown(page, moment):
        posts = [(u.posted, u.status, u.text) for u in report.updates if u.posted <= moment]
        if status is ReportStatus.RESOLVED and report.resolved:
            posts.append((report.resolved, status, ""))
        lines = " ".join(
            f"{posted:%b %d, %H:%M:%S} GMT+0 - {stage.capitalize()} - {text}" for posted, stage, text in posts
        )
        link = f"https://{page.host}/incident/{report.id}"
        description = escape(f"Type: Incident\nAffected Components: {', '.join(report.components)}\n{lines}")
        items.append(
            f"<item><title>{escape(report.title)}</title><description>{description}</description>"
            f"<pubDate>{format_datetime(report.started)}</pubDate><link>{link}</link><guid>{link}</guid></item>"
        )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{page.service} - Incident history</title><link>https://{page.host}</link>"
        f"<description>{page.service}</description>{''.join(items)}</channel></rss>"
    )
    return Rendered({"/history.rss": feed.encode()}, "application/rss+xml")


def _vultr(page: RecordedPage, moment: datetime) -> Rendered:
    """Vultr's status.json: alerts are always "ongoing", entries oldest first."""
    alerts = [
        {
            "id": report.id,
            "subject": report.title,
            "status": "ongoing",
            "start_date": report.started.isoformat(),
            "updated_at": "",
            "entries": [
                {"updated_at": u.posted.isoformat(), "message": u.text}
                for u in report.updates
                if u.posted <= moment
            ],
        }
        for report, status in _shown(page, moment)
        if status.is_open
    ]
    return Rendered(
        {"/status.json": json.dumps({"service_alerts": alerts, "regions": {}}).encode()}, "application/json"
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


RENDERERS: Final[Mapping[str, Callable[[RecordedPage, datetime], Rendered]]] = {
    "statuspage": _statuspage,
    "incidentio": _incidentio,
    "instatus": _instatus,
    "vultr": _vultr,
}
