"""Stages in feed entries: the labels with which status pages mark each post of an incident."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.status_pages.shared.building import MAX_UPDATES
from adapters.wire import MAX_TEXT_CHARACTERS
from bot.domain.report import ReportUpdate
from bot.domain.status import MaintenanceStatus, ReportStatus

# incident.io writes the stage in the page's own language.
_STAGES: Final = {
    "investigating": ReportStatus.INVESTIGATING,
    "investigando": ReportStatus.INVESTIGATING,
    "identified": ReportStatus.IDENTIFIED,
    "identificado": ReportStatus.IDENTIFIED,
    "monitoring": ReportStatus.MONITORING,
    "monitorando": ReportStatus.MONITORING,
    "resolved": ReportStatus.RESOLVED,
    "resolvido": ReportStatus.RESOLVED,
    "resuelto": ReportStatus.RESOLVED,
    "postmortem": ReportStatus.POSTMORTEM,
}
_WORK: Final = {
    "scheduled": MaintenanceStatus.SCHEDULED,
    "in progress": MaintenanceStatus.IN_PROGRESS,
    "verifying": MaintenanceStatus.IN_PROGRESS,
    "completed": MaintenanceStatus.COMPLETED,
    "concluído": MaintenanceStatus.COMPLETED,
}
# "Jul 9, 06:01 UTC", then the label, then a dash and the text, up to the next such head.
_HEAD: Final = re.compile(
    r"(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2}),\s*(?P<time>\d{1,2}:\d\d(?::\d\d)?)\s*"
    r"(?P<zone>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?|[A-Z]{3,5})\s*(?:-\s*)?"
    r"(?P<label>(?i:Investigating|Identified|Monitoring|Update|Resolved|Postmortem|Scheduled|In progress"
    r"|Verifying|Completed))\b\s*-?\s*",
)
_STATED: Final = re.compile(r"\bStatus: ?([^\n<]{1,40})", re.IGNORECASE)
_OPEN_TITLE: Final = re.compile(r"^\W{0,5}\[(investigating|identified|monitoring)\]", re.IGNORECASE)
_CLOSED_TITLE: Final = re.compile(
    r"^\W*(?:resolved|completed|closed|fixed|service is operating normally)\b", re.IGNORECASE
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Hours that a zone's name adds to UTC, for the zones that pages write; an unknown name is read as UTC.
_ZONES: Final = {
    "PST": -8.0, "PDT": -7.0, "MST": -7.0, "MDT": -6.0, "CST": -6.0, "CDT": -5.0, "EST": -5.0, "EDT": -4.0,
    "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "AST": -4.0, "ADT": -3.0, "BRT": -3.0, "BST": 1.0, "WEST": 1.0,
    "CET": 1.0, "CEST": 2.0, "SAST": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "IST": 5.5, "SGT": 8.0,
    "HKT": 8.0, "AWST": 8.0, "JST": 9.0, "KST": 9.0, "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0,
    "NZDT": 13.0,
}  # fmt: skip
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePost:
    """One labelled post of an entry; the label is in lower case."""

    at: datetime
    label: str
    text: str


def posts_in(text: str, near: datetime) -> tuple[StagePost, ...]:
    """The newest hundred labelled posts in an entry's plain text, oldest first.

    Their times have no year. `near` lends it to the first, and each post to the one after it, so that an
    incident may last longer than half a year.
    """
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found: list[StagePost] = []
    for head, end in zip(heads, ends, strict=False):
        at = _moment(head, found[-1].at if found else near)
        if at is not None:
            words = text[head.end() : min(end, head.end() + MAX_TEXT_CHARACTERS)].strip()
            found.append(StagePost(at=at, label=head["label"].lower(), text=words))
    # Statuspage's entries begin with the newest post, Instatus' with the oldest; in one and the same
    # minute the list's own order decides.
    if found and found[0].at >= found[-1].at:
        found.reverse()
    return tuple(sorted(found, key=lambda post: post.at)[-MAX_UPDATES:])


def updates_of(posts: Iterable[StagePost]) -> tuple[ReportUpdate, ...]:
    """Posts with their stage; "Update" keeps the stage before it."""
    updates = []
    status = ReportStatus.INVESTIGATING
    for post in posts:
        closed = ReportStatus.RESOLVED if post.label == "completed" else status
        status = _STAGES.get(post.label, closed)
        updates.append(ReportUpdate(at=post.at, status=status, text=post.text))
    return tuple(updates)


def work_in(posts: Iterable[StagePost]) -> MaintenanceStatus | None:
    """Where announced work stands, by its labels; None where the labels are an incident's."""
    labels = [post.label for post in posts]
    if {"investigating", "identified", "resolved"} & set(labels):
        return None
    return next((_WORK[label] for label in reversed(labels) if label in _WORK), None)


def stated_in(text: str) -> ReportStatus | MaintenanceStatus | None:
    """The stage that an entry's text states ("Status: Resolved"), if any."""
    match = _STATED.search(text[:2_000])
    words = match[1].casefold().split() if match else []
    for phrase in (" ".join(words[:2]).strip(".,"), " ".join(words[:1]).strip(".,")):
        if known := _STAGES.get(phrase) or _WORK.get(phrase):
            return known
    return None


def prefixed(title: str) -> ReportStatus | None:
    """The stage that stands before a title ("[RESOLVED] …"). Without one nothing is known: it is optional."""
    if _CLOSED_TITLE.match(title):
        return ReportStatus.RESOLVED
    opened = _OPEN_TITLE.match(title)
    return _STAGES[opened[1].lower()] if opened else None


def _moment(head: re.Match[str], near: datetime) -> datetime | None:
    """The time of a post, in the year that brings it closest to `near`."""
    if head["month"] not in _MONTHS:
        return None
    month = _MONTHS.index(head["month"]) + 1
    hours, minutes, seconds = (int(part) for part in (head["time"] + ":00").split(":")[:3])
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            at = datetime(year, month, int(head["day"]), hours, minutes, seconds, tzinfo=UTC)
            candidates.append(at - _offset(head["zone"]))
        except (ValueError, OverflowError):
            continue
    return min(candidates, key=lambda at: abs(at - near), default=None)


def _offset(zone: str) -> timedelta:
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return timedelta(hours=_ZONES.get(zone, 0.0))
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset > timedelta(hours=14):  # no place on earth is further from Greenwich
        return timedelta(0)
    return offset if match[1] == "+" else -offset
