"""AWS' old `data.json` (dead since 2023), kept for replaying history: `archive[]` and `current[]`.

Texts carry times without a date; the day is that of the event's start, or the next when the clock went back.
"""

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec

from adapters.status_pages.shared.building import Post, impact_of, reading, report
from adapters.status_pages.shared.markup import regions_in
from adapters.times import epoch
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus, gravest
from bot.ports import Format

_STATUS: Final = {
    "1": ComponentStatus.DEGRADED_PERFORMANCE,
    "2": ComponentStatus.PARTIAL_OUTAGE,
    "3": ComponentStatus.MAJOR_OUTAGE,
}
_POST: Final = re.compile(
    r"<div>\s*<span[^>]{0,60}>\s*(\d{1,2}):(\d\d) ([AP])M (P[SD]T)</span>", re.IGNORECASE
)
# Where the names of regions are written out, as in "Auto Scaling (N. Virginia)".
_PLACES: Final = {
    "N. Virginia": "us-east-1", "Ohio": "us-east-2", "N. California": "us-west-1", "Oregon": "us-west-2",
}  # fmt: skip
_DEFAULT_REGION: Final = "us-east-1"  # services without a region of their own run there
MAX_DESCRIPTION: Final = 50_000
MAX_ARCHIVED: Final = 460


class _Event(msgspec.Struct):
    service_name: str | None = None
    summary: str | None = None
    date: str | int | None = None
    status: str | int | None = None
    description: str | None = None
    service: str | None = None


class _Document(msgspec.Struct):
    archive: list[_Event]
    current: list[_Event]


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of the old dashboard."""
    return {"archive", "current"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read `data.json`. Raises ParseError."""
    document = decode(page.body, _Document)
    opened = [_STATUS.get(str(event.status), ComponentStatus.UNKNOWN) for event in document.current]
    newest_first = sorted(document.archive, key=lambda event: str(event.date), reverse=True)
    return reading(
        page,
        FORMAT.name,
        "AWS",
        gravest(opened, ComponentStatus.OPERATIONAL),
        reports=[
            *(_report(page, event, is_open=not _resolved(event)) for event in document.current),
            *(_report(page, event, is_open=False) for event in newest_first[:MAX_ARCHIVED]),
        ],
        page_url="https://status.aws.amazon.com/",
        lists_resolved=True,
    )


FORMAT: Final = Format(name="aws_legacy", parse=parse, sniff=sniff)


def _resolved(event: _Event) -> bool:
    return (event.summary or "").startswith("[RESOLVED]") or str(event.status) == "0"


def _report(page: Page, event: _Event, *, is_open: bool) -> Report | None:
    started = epoch(event.date)
    name = event.service_name or ""
    place = next((code for words, code in _PLACES.items() if words in name), None)
    regions = regions_in(event.service or "") or ((place,) if place else ())
    return report(
        page,
        f"{event.service}_{event.date}",
        event.summary,
        stage=ReportStatus.INVESTIGATING if is_open else ReportStatus.RESOLVED,
        posts=_posts(event.description or "", started),
        started=[started],
        impact=impact_of(_STATUS.get(str(event.status))),
        components=[event.service_name],
        regions=regions or ([_DEFAULT_REGION] if event.service else []),
    )


def _posts(description: str, started: datetime | None) -> list[Post]:
    """The posts of a text: each begins with its time of day, in Pacific time."""
    text = description[:MAX_DESCRIPTION]
    heads = list(_POST.finditer(text))
    if started is None:
        return []
    found: list[Post] = []
    before = started - timedelta(minutes=40)
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        before = _after(before, head)
        found.append((before, None, text[head.end() : end]))
    return found


def _after(before: datetime, head: re.Match[str]) -> datetime:
    """The first moment from `before` on (less a quarter of an hour) that shows this time of day."""
    hours = int(head[1]) % 12 + (12 if head[3].upper() == "P" else 0)
    offset = timedelta(hours=7 if head[4].upper() == "PDT" else 8)
    minutes = timedelta(hours=hours, minutes=int(head[2])) + offset
    midnight = before.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    candidates = (midnight + timedelta(days=day) + minutes for day in range(4))
    return next(at for at in candidates if at >= before - timedelta(minutes=15))
