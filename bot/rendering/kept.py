"""What is kept of the past, for a terminal and for machines: one entry a line."""

from datetime import datetime
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.domain.kept import Kept, KeptIncident, KeptReport
from bot.domain.shown import Uptime
from bot.domain.times import clock, duration
from bot.rendering.answers.history import percent
from bot.rendering.card import headline
from bot.rendering.json import incident_json, instant, report_json
from bot.rendering.text import clean
from bot.speech.speech import say

_TITLE: Final = 120


def kept_line(kept: Kept, catalog: Catalog, now: datetime) -> str:
    """When it began, what it was, and how long it lasted."""
    lasted = duration(kept.ends(now) - kept.started_at)
    if isinstance(kept, KeptIncident):
        what, is_open, where = headline(kept.incident, catalog), not kept.incident.is_over, kept.id
    else:
        report = kept.report
        name = catalog.name_of(kept.service)
        what, is_open, where = f"{name}: {report.title}", report.status.is_open, kept.incident or ""
    state = say("open for {lasted}", lasted=lasted) if is_open else lasted
    return "  ".join(filter(None, (clock(kept.started_at), clean(what, _TITLE), state, where)))


def uptime_line(name: str, uptime: Uptime) -> str:
    """How much of the days that are known was without trouble."""
    if uptime.share is None:
        return say("{name}: of the last {days} days nothing is known", name=name, days=len(uptime.days))
    return say(
        "{name}: {share} % without an open report in the last {days} days",
        name=name,
        share=percent(uptime.share),
        days=len(uptime.days),
    )


def kept_json(kept: Kept) -> dict[str, Any]:
    """All of it, for machines: as `history --json` prints it, one a line."""
    if isinstance(kept, KeptReport):
        return {
            "kind": "report",
            "service": kept.service,
            "source": kept.source,
            "incident": kept.incident,
            "seen_at": instant(kept.at),
            **report_json(kept.report),
        }
    incident = kept.incident
    return {
        "kind": "incident",
        **incident_json(incident),
        "state": incident.state,
        "peak_grade": incident.peak_grade,
        "started_at": instant(incident.started_at),
        "opened_at": instant(incident.opened_at),
        "updated_at": instant(incident.updated_at),
        "resolved_at": instant(incident.resolved_at),
        "timeline": [
            {
                "at": instant(entry.at),
                "change": entry.kind,
                "grade": entry.grade,
                "probability": entry.probability,
                "root": entry.root,
                "members": entry.members,
                "reason": entry.reason,
                "previous_root": entry.previous_root,
            }
            for entry in kept.timeline
        ],
    }
