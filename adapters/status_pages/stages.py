"""Stages in feed entries: the labels with which status pages mark each post of an incident."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.status_pages.markup import plain
from bot.domain.report import ReportUpdate
from bot.domain.status import ReportStatus

_STAGES: Final = {
    "investigating": ReportStatus.INVESTIGATING,
    "identified": ReportStatus.IDENTIFIED,
    "monitoring": ReportStatus.MONITORING,
    "resolved": ReportStatus.RESOLVED,
    "completed": ReportStatus.RESOLVED,
    "postmortem": ReportStatus.POSTMORTEM,
    "resolvido": ReportStatus.RESOLVED,
    "concluído": ReportStatus.RESOLVED,
}
_ENDS: Final = frozenset({"resolved", "completed", "postmortem"})
# "Jul 9, 06:01 UTC", then the label, then a dash and the text, up to the next such head.
_HEAD: Final = re.compile(
    r"(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2}),\s*(?P<time>\d{1,2}:\d\d(?::\d\d)?)\s*"
    r"(?P<zone>UTC|GMT(?:[+-]\d{1,2})?|[A-Z]{3,4})\s*(?:-\s*)?"
    r"(?P<stage>Investigating|Identified|Monitoring|Update|Resolved|Postmortem|Scheduled|In progress"
    r"|Verifying|Completed)\b\s*-?\s*",
)
_STATED: Final = re.compile(r"\bStatus:\s*(?P<stage>[^\W\d_]+)", re.IGNORECASE)
_CLOSED_TITLE: Final = re.compile(
    r"^\W*(?:resolved|completed|closed|fixed|service is operating normally)\b", re.IGNORECASE
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Hours that a zone's name adds to UTC: pages write their own zone, and parsers often read PST as UTC.
_ZONES: Final = {"PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4,
                 "BST": 1, "CET": 1, "CEST": 2, "JST": 9, "AEST": 10, "AEDT": 11}  # fmt: skip
MAX_UPDATES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The posts of one entry, oldest first, and whether it is announced work."""

    updates: tuple[ReportUpdate, ...]
    is_maintenance: bool


def stages_in(text: str, near: datetime) -> Stages:
    """Find the labelled posts in an entry's plain text. Their times have no year: `near` lends it."""
    heads = list(_HEAD.finditer(text))[:MAX_UPDATES]
    found: list[tuple[datetime, str, str]] = []
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        at = _moment(head, near)
        if at is not None:
            found.append((at, head["stage"].lower(), plain(text[head.end() : end]).strip(" -")))
    labels = {stage for _, stage, _ in found}
    scheduled = "scheduled" in labels or ("completed" in labels and "investigating" not in labels)
    # The newest is first in Statuspage's entries and last in Instatus': sorting by time suits both.
    found.reverse()
    ordered = sorted(found, key=lambda post: (post[0], post[1] in _ENDS))
    return Stages(updates=tuple(_updates(ordered)), is_maintenance=scheduled or "in progress" in labels)


def stated_status(text: str, title: str) -> ReportStatus | None:
    """The stage that an entry states in words ("Status: Resolved", "[RESOLVED] …"), if any."""
    match = _STATED.search(text[:2_000])
    if match and match["stage"].lower() in _STAGES:
        return _STAGES[match["stage"].lower()]
    return ReportStatus.RESOLVED if _CLOSED_TITLE.match(title) else None


def _updates(posts: list[tuple[datetime, str, str]]) -> Iterator[ReportUpdate]:
    """Posts with their stage; "Update" keeps the stage before it."""
    status = ReportStatus.INVESTIGATING
    for at, stage, text in posts:
        status = _STAGES.get(stage, status)
        yield ReportUpdate(at=at, status=status, text=text)


def _moment(head: re.Match[str], near: datetime) -> datetime | None:
    """The time of a post, in the year that brings it closest to `near`."""
    if head["month"] not in _MONTHS:
        return None
    hours, minutes, seconds = (int(part) for part in (head["time"] + ":00").split(":")[:3])
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            month = _MONTHS.index(head["month"]) + 1
            at = datetime(year, month, int(head["day"]), hours, minutes, seconds, tzinfo=UTC)
            candidates.append(at - _offset(head["zone"]))
        except (ValueError, OverflowError):
            continue
    return min(candidates, key=lambda at: abs(at - near), default=None)


def _offset(zone: str) -> timedelta:
    if zone.startswith("GMT") and zone[3:]:
        return timedelta(hours=int(zone[3:]))
    return timedelta(hours=_ZONES.get(zone, 0))
