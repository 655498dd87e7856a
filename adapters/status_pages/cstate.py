"""cState: `/index.json`, written when the site is built (https://github.com/cstate/cstate/wiki/API)."""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    component,
    impact_of,
    maintenance,
    reading,
    report,
    status_named,
    token,
)
from adapters.status_pages.shared.markup import one_line
from adapters.status_pages.shared.topics import is_announcement, is_notice
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_STATUS: Final = {
    "ok": ComponentStatus.OPERATIONAL,
    "notice": ComponentStatus.UNDER_MAINTENANCE,
    "disrupted": ComponentStatus.PARTIAL_OUTAGE,
    "down": ComponentStatus.MAJOR_OUTAGE,
}


class _Issue(msgspec.Struct, rename="camel"):
    title: str | None = None
    created_at: str | None = None
    last_mod: str | None = None
    permalink: str | None = None
    severity: str | None = None
    resolved: bool | None = None
    resolved_at: str | None = None
    informational: bool | None = None
    affected: list[Any] | None = None
    filename: str | None = None


class _System(msgspec.Struct, rename="camel"):
    name: str | None = None
    category: str | None = None
    status: str | None = None
    unresolved_issues: list[_Issue] | None = None


class _Document(msgspec.Struct, rename="camel"):
    c_state_version: str
    summary_status: str
    systems: list[_System]
    title: str | None = None
    base_url: str | None = msgspec.field(default=None, name="baseURL")
    pinned_issues: list[_Issue] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry cState's anchors."""
    return {"cStateVersion", "summaryStatus"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the index. Raises ParseError."""
    document = decode(page.body, _Document)
    issues = [
        issue
        for issue in (
            *(issue for system in document.systems for issue in system.unresolved_issues or []),
            *(issue for issue in document.pinned_issues or [] if not _is_notice(issue)),
        )
        if not issue.informational
    ]
    return reading(
        page,
        FORMAT.name,
        document.title,
        status_named(document.summary_status, _STATUS),
        components=(
            component(
                f"{system.category}/{system.name}" if system.name else None,
                system.name,
                status_named(system.status, _STATUS),
                group=system.category,
            )
            for system in document.systems
        ),
        reports=(_report(page, issue) for issue in issues if token(issue.severity) != "notice"),
        maintenances=(_maintenance(page, issue) for issue in issues if token(issue.severity) == "notice"),
        page_url=document.base_url,
    )


FORMAT: Final = Format(
    name="cstate",
    parse=parse,
    sniff=sniff,
    probes=("/index.json",),
    unproven="the only payloads at hand were edited by others",
)


def _is_notice(issue: _Issue) -> bool:
    """Whether a pinned issue only tells something: it neither names a system nor trouble."""
    title = one_line(issue.title or "")
    return is_notice(title, "") and (is_announcement(title) or not issue.affected)


def _report(page: Page, issue: _Issue) -> Report | None:
    ended = moment(issue.resolved_at)  # "<no value>" while it is open
    return report(
        page,
        issue.filename or issue.permalink,
        issue.title,
        stage=ReportStatus.RESOLVED if issue.resolved else ReportStatus.INVESTIGATING,
        started=[moment(issue.created_at)],
        updated=moment(issue.last_mod),
        ended=ended,
        impact=impact_of(_STATUS.get(token(issue.severity))),
        components=issue.affected or [],
        url=issue.permalink,
    )


def _maintenance(page: Page, issue: _Issue) -> Maintenance | None:
    ends = moment(issue.resolved_at)
    return maintenance(
        page, issue.filename or issue.permalink, issue.title, starts=moment(issue.created_at), ends=ends
    )
