"""Microsoft 365: `https://status.cloud.microsoft/api/posts/<leaf>`.

It speaks only when the admin centre cannot be reached: "Available" does not say that there is no incident,
so it is never read as operational.
"""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import impact_of, reading, report, token
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_STATUS: Final = {
    "servicedegradation": ComponentStatus.PARTIAL_OUTAGE,
    "serviceinterruption": ComponentStatus.MAJOR_OUTAGE,
    "investigating": ComponentStatus.DEGRADED_PERFORMANCE,
}
_RESTORED: Final = "servicerestored"


class _Post(msgspec.Struct, rename="pascal"):
    id: str
    status: str
    title: str | None = None
    message: str | None = None
    authored_date_time: str | None = None
    internal_date_time: str | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry this API's anchors."""
    return {"Id", "Status", "AuthoredDateTime"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read a post. Raises ParseError."""
    post = decode(page.body, _Post)
    word = token(post.status)
    reports: list[Report | None] = []
    if word in _STATUS or word == _RESTORED:
        authored = moment(post.authored_date_time)
        reports.append(
            report(
                page,
                post.id,
                post.title or post.status,
                stage=ReportStatus.RESOLVED if word == _RESTORED else ReportStatus.INVESTIGATING,
                posts=[(authored, None, post.message)],
                started=[authored],
                impact=impact_of(_STATUS.get(word)),
            )
        )
    return reading(
        page,
        FORMAT.name,
        "Microsoft 365",
        _STATUS.get(word, ComponentStatus.UNKNOWN),
        reports=reports,
        page_url="https://status.cloud.microsoft",
    )


FORMAT: Final = Format(
    name="microsoft365",
    parse=parse,
    sniff=sniff,
    probes=("https://status.cloud.microsoft/api/posts/mac",),
    hosts=("status.cloud.microsoft", "status.office.com", "status.office365.com"),
    only_there=True,
    unproven=SEEN_CALM,
)
