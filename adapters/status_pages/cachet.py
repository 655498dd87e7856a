"""Cachet: `/api/v1/components`, `incidents` and `schedules` of versions 1 and 2, and version 3's JSON:API.

Numbers come as numbers or as text; times have no zone and are read as UTC. A page of twenty is one page: a
site with more components is read as far as its first page goes.
"""

import re
from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    WORK,
    component,
    maintenance,
    reading,
    report,
    token,
)
from adapters.status_pages.shared.markup import one_line, plain_text
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.status_pages.shared.topics import is_notice
from adapters.times import moment
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Component, Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    1: ComponentStatus.OPERATIONAL,
    2: ComponentStatus.DEGRADED_PERFORMANCE,
    3: ComponentStatus.PARTIAL_OUTAGE,
    4: ComponentStatus.MAJOR_OUTAGE,
    6: ComponentStatus.UNDER_MAINTENANCE,
}
_STAGE: Final = {
    1: ReportStatus.INVESTIGATING,
    2: ReportStatus.IDENTIFIED,
    3: ReportStatus.MONITORING,
    4: ReportStatus.RESOLVED,
}

# https://docs.cachethq.io/api-reference/schedules
_WORK: Final = {
    0: MaintenanceStatus.SCHEDULED,
    1: MaintenanceStatus.IN_PROGRESS,
    2: MaintenanceStatus.COMPLETED,
}
# https://docs.cachethq.io/api-reference: a type of its own for each row, and statuses with their words.
_VERSION_3: Final = re.compile(rb'"type"\s*:\s*"(?:components|incidents|schedules)"')
_COMPONENTS: Final = re.compile(r"/components(?:/?)(?=$|[?#])")

Row = dict[str, Any]


class _Document(msgspec.Struct):
    data: list[Row]
    meta: Row | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Cachet's anchors."""
    if "data" not in anchors(page.body):
        return False
    body = json_text(page.body)
    if b'"status_name"' in body or b'"human_status"' in body or b'"latest_status"' in body:
        return True
    return _VERSION_3.search(body) is not None and b'"attributes"' in body


def parse(page: Page) -> Reading:
    """Read components or incidents. Raises ParseError."""
    document = decode(page.body, _Document)
    rows = [_flat(row) for row in document.data if not row.get("deleted_at")]
    if rows and not any({"status", "latest_status"} & row.keys() for row in rows):
        raise ParseError("`data` without a status: not Cachet's components or incidents")
    if not rows and document.meta is None:
        raise ParseError("an empty `data` without `meta`: nothing says that this is Cachet")
    is_incidents = any(_is_work(row) or "message" in row or "occurred_at" in row for row in rows)
    incidents = [row for row in rows if is_incidents]
    return reading(
        page,
        FORMAT.name,
        "",
        # Schedules know nothing of how the site is doing.
        ComponentStatus.UNKNOWN if rows and all(map(_is_work, rows)) else None,
        components=()
        if is_incidents
        else (_component(row) for row in rows if row.get("enabled") is not False),
        reports=(_report(page, row) for row in incidents if not (_is_work(row) or _is_pinned_notice(row))),
        maintenances=(_maintenance(page, row) for row in incidents if _is_work(row)),
        lists_resolved=is_incidents,
    )


def schedules(url: str) -> tuple[str, ...]:
    """Where announced work is listed, for the address of components, which know nothing of it."""
    address, found = _COMPONENTS.subn("/schedules", url, count=1)
    return (address,) if found else ()


FORMAT: Final = Format(
    name="cachet",
    parse=parse,
    sniff=sniff,
    probes=("/api/v1/components",),
    beside=schedules,
    unproven=SEEN_CALM,
)


def _flat(row: Row) -> Row:
    """A row with version 3's attributes lifted out, and its statuses as numbers."""
    inner = row.get("attributes")
    return {**row, **inner} if isinstance(inner, dict) else row


def _number(value: Any) -> int | None:
    if isinstance(value, dict):
        value = value.get("value")
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _state(row: Row) -> int | None:
    latest = _number(row.get("latest_status"))
    return latest if latest is not None else _number(row.get("status"))


def _is_work(row: Row) -> bool:
    """A schedule ends with `completed`; version 2 keeps others among the incidents: status 0 with a date."""
    if "completed_at" in row or "completed" in row or row.get("type") == "schedules":
        return True
    return _state(row) == 0 and bool(row.get("scheduled_at"))


def _is_pinned_notice(row: Row) -> bool:
    """Whether this is pinned to the top and tells of no trouble: a greeting, not an incident."""
    is_pinned = row.get("stickied") in (True, 1, "1")
    return is_pinned and is_notice(
        one_line(str(row.get("name") or "")), plain_text(str(row.get("message") or ""))
    )


def _maintenance(page: Page, row: Row) -> Maintenance | None:
    starts = _time(row, "scheduled_at") or _time(row, "scheduled")
    ends = _time(row, "completed_at") or _time(row, "completed")
    is_schedule = "scheduled_at" not in row or "completed_at" in row
    stage = _stage_of_work(row) if is_schedule else MaintenanceStatus.SCHEDULED
    stage = MaintenanceStatus.COMPLETED if ends is not None and ends <= page.fetched_at else stage
    return maintenance(page, row.get("id"), row.get("name"), starts=starts, ends=ends, stage=stage)


def _stage_of_work(row: Row) -> MaintenanceStatus | None:
    """By the number, else by the word for it; None leaves it to the window."""
    number = _state(row)
    return _WORK.get(number) if number is not None else WORK.get(token(row.get("human_status")))


def _component(row: Row) -> Component | None:
    group = row.get("group") or row.get("group_name")
    name = group.get("name") if isinstance(group, dict) else group
    return component(
        row.get("id"), row.get("name"), _STATUS.get(_state(row) or 0, ComponentStatus.UNKNOWN), group=name
    )


def _report(page: Page, row: Row) -> Report | None:
    stage = _STAGE.get(_state(row) or 0, ReportStatus.INVESTIGATING)
    starts = [_time(row, name) for name in ("occurred_at", "created_at")]
    posts = [(starts[0] or starts[1], ReportStatus.INVESTIGATING, row.get("message"))]
    for update in row.get("updates") or [] if isinstance(row.get("updates"), list) else []:
        if isinstance(update, dict):
            post = _flat(update)
            word = _STAGE.get(_number(post.get("status")) or 0)
            posts.append((_time(post, "created_at"), word or ReportStatus.INVESTIGATING, post.get("message")))
    return report(
        page,
        row.get("id"),
        row.get("name"),
        stage=stage,
        posts=posts,
        started=starts,
        updated=_time(row, "updated_at"),
        url=row.get("permalink"),
    )


def _time(row: Row, name: str) -> Any:
    value = row.get(name)
    if isinstance(value, dict):
        value = value.get("string")
    return moment(value) if isinstance(value, str) else None
