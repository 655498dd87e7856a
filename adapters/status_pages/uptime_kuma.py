"""Uptime Kuma: `/api/status-page/<slug>` (names, incidents) and `/api/status-page/heartbeat/<slug>` (beats).

The page says what there is and what people wrote; only the beats say how it is doing. A monitor without
beats is paused: unknown. Times have no zone and are read as UTC.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, maintenance, reading, report, token
from adapters.status_pages.shared.closing_words import says_it_is_over
from adapters.status_pages.shared.markup import one_line, plain_text
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.status_pages.shared.title_marks import read_title
from adapters.status_pages.shared.topics import is_about_work, is_announcement, is_notice, tells_of_trouble
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus
from bot.ports import Format

_BEAT: Final = {
    0: ComponentStatus.MAJOR_OUTAGE,
    1: ComponentStatus.OPERATIONAL,
    3: ComponentStatus.UNDER_MAINTENANCE,
}
_WORK: Final = {
    "scheduled": MaintenanceStatus.SCHEDULED,
    "underMaintenance": MaintenanceStatus.IN_PROGRESS,
    "ended": MaintenanceStatus.COMPLETED,
    "inactive": MaintenanceStatus.COMPLETED,
}


# The styles of a pinned note that are alarms; the others are primary (offered first), info, light and dark
# (https://github.com/louislam/uptime-kuma/blob/master/src/pages/StatusPage.vue).
_ALARMS: Final = ("warning", "danger")


class _Beat(msgspec.Struct):
    status: int | None = None


class _Beats(msgspec.Struct, rename="camel"):
    heartbeat_list: dict[str, list[_Beat]]
    uptime_list: dict[str, Any]


class _Monitor(msgspec.Struct):
    id: int | str | None = None
    name: str | None = None


class _Group(msgspec.Struct, rename="camel"):
    name: str | None = None
    monitor_list: list[_Monitor] = []


class _Incident(msgspec.Struct, rename="camel"):
    id: int | str | None = None
    title: str | None = None
    content: str | None = None
    style: str | None = None
    active: bool | None = None
    created_date: str | None = None
    last_updated_date: str | None = None


class _Config(msgspec.Struct):
    slug: str
    title: str | None = None


class _Document(msgspec.Struct, rename="camel"):
    config: _Config
    public_group_list: list[_Group]
    incident: _Incident | None = None
    incidents: list[_Incident] = []
    maintenance_list: list[dict[str, Any]] = []


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of either document."""
    found = anchors(page.body)
    return {"config.slug", "publicGroupList"} <= found or {"heartbeatList", "uptimeList"} <= found


def parse(page: Page) -> Reading:
    """Read either document. Raises ParseError."""
    if "heartbeatList" in anchors(page.body):
        beats = decode(page.body, _Beats).heartbeat_list
        return reading(
            page,
            FORMAT.name,
            "",
            components=(component(id_, id_, _last(beat)) for id_, beat in beats.items()),
        )
    document = decode(page.body, _Document)
    incidents = [document.incident] if document.incident else document.incidents
    return reading(
        page,
        FORMAT.name,
        document.config.title,
        ComponentStatus.UNKNOWN,
        components=(
            component(monitor.id, monitor.name, ComponentStatus.UNKNOWN, group=group.name)
            for group in document.public_group_list
            for monitor in group.monitor_list
        ),
        reports=(_report(page, incident) for incident in incidents if _is_trouble(incident)),
        maintenances=(
            *(_maintenance(page, row) for row in document.maintenance_list),
            *(maintenance(page, f"note {note.id}", note.title) for note in incidents if _is_work(note)),
        ),
    )


FORMAT: Final = Format(
    name="uptime_kuma", parse=parse, sniff=sniff, probes=("/api/status-page/default",), unproven=SEEN_CALM
)


def _last(beats: list[_Beat]) -> ComponentStatus:
    """The newest beat, which is the last; 2 is pending, which is neither up nor down."""
    status = beats[-1].status if beats else None
    return _BEAT.get(status if status is not None else 2, ComponentStatus.UNKNOWN)


def _is_trouble(note: _Incident) -> bool:
    """Whether a pinned note is an incident: by its words; where they do not tell, by its colour."""
    title, text = one_line(note.title or ""), plain_text(note.content or "")
    if note.active is False or _is_work(note):  # version 2 keeps what was taken down
        return False
    is_alarm = token(note.style) in _ALARMS and not is_announcement(f"{title} {text}")
    return is_alarm or not is_notice(title, text)


def _is_work(note: _Incident) -> bool:
    title = one_line(note.title or "")
    return is_about_work(title) and not tells_of_trouble(title)


def _report(page: Page, note: _Incident) -> Report | None:
    updated = moment(note.last_updated_date)
    created = moment(note.created_date) or updated
    mark = read_title(one_line(note.title or ""))
    over = mark.stage is ReportStatus.RESOLVED or says_it_is_over(plain_text(note.content or ""))
    # It stands on the page for as long as somebody has pinned it there.
    stage = ReportStatus.RESOLVED if over else ReportStatus.INVESTIGATING
    return report(
        page,
        note.id,
        mark.title,
        stage=stage,
        posts=[(created or page.fetched_at, stage, note.content)],
        started=[created],
        updated=updated,
    )


def _maintenance(page: Page, row: dict[str, Any]) -> Maintenance | None:
    slots = row.get("timeslotList")
    window = slots[0] if isinstance(slots, list) and slots and isinstance(slots[0], dict) else {}
    starts, ends = (
        moment(v) if isinstance(v := window.get(n), str) else None for n in ("startDate", "endDate")
    )
    words = {token(word): stage for word, stage in _WORK.items()}
    stage = words.get(token(row.get("status")))
    return maintenance(page, row.get("id"), row.get("title"), starts=starts, ends=ends, stage=stage)
