"""One entry of a feed: what it is about, and what it says of it.

The flavours are told apart here: Statuspage and Instatus label each post inside an entry, incident.io states
one stage and the components, and a plain feed states at most a stage in its title.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from adapters.status_pages.shared.building import MAX_ID_CHARACTERS
from adapters.status_pages.shared.feed_text import time_in
from adapters.status_pages.shared.markup import one_line, web_link, whole_text
from adapters.status_pages.shared.stages import StagePost, posts_in, prefixed, stated_in, work_in
from adapters.wire import MAX_TEXT_CHARACTERS
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus

_INSTATUS: Final = re.compile(r"^\s*Type: *(Incident|Maintenance)\b", re.IGNORECASE | re.MULTILINE)
_SCHEDULED: Final = "THIS IS A SCHEDULED EVENT"
_AFFECTED: Final = "affected components"
_COMPONENT_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "degraded performance": ComponentStatus.DEGRADED_PERFORMANCE,
    "partial outage": ComponentStatus.PARTIAL_OUTAGE,
    "full outage": ComponentStatus.MAJOR_OUTAGE,
    "major outage": ComponentStatus.MAJOR_OUTAGE,
    "under maintenance": ComponentStatus.UNDER_MAINTENANCE,
}
_REPORT_LINK: Final = re.compile(r"/(?:incidents?|maintenances?|events?|notices?)/([^/]+)$", re.IGNORECASE)
MAX_COMPONENTS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry, read. `work` is set for announced work; `status` where the entry as a whole tells a stage.

    `states_stage` says that it does so in the way of a platform whose every entry does.
    `published` may lie in the future (the start of announced work); `near` is the entry's last change, or the
    time of the fetch where it has no date at all. `title` is as the feed gives it; the posts are plain text.
    """

    id: str
    title: str
    url: str | None
    text: str
    published: datetime | None
    near: datetime
    ends_at: datetime | None
    posts: tuple[StagePost, ...]
    states_stage: bool
    status: ReportStatus | None
    work: MaintenanceStatus | None
    components: tuple[str, ...]
    component_statuses: tuple[ComponentStatus, ...]


def entry_of(raw: Mapping[str, Any], fetched_at: datetime) -> FeedEntry:
    """Read an entry as feedparser gives it."""
    title = str(raw.get("title", ""))
    summary = whole_text(str(raw.get("summary", "")))
    text, instatus = _text(raw, summary)
    published, updated = time_in(raw, "published"), time_in(raw, "updated")
    near = updated or published or fetched_at
    posts = posts_in(text, near)
    stated = None if posts else stated_in(text)
    work = stated if isinstance(stated, MaintenanceStatus) else work_in(posts)
    if work is None and _is_work(text, instatus):
        work = _stage_by_time(posts, published, fetched_at)
    listed = _components(text) or _components(summary)
    return FeedEntry(
        id=_identity(raw, one_line(title)),
        title=title,
        url=web_link(raw.get("link")),
        text=_words(text),
        published=published,
        near=near,
        ends_at=_end_of_work(raw),
        posts=posts,
        status=stated if isinstance(stated, ReportStatus) else prefixed(one_line(title)),
        states_stage=bool(posts) or stated is not None,
        work=work,
        components=tuple(dict.fromkeys(name for name, _ in listed)),
        component_statuses=tuple(status for _, status in listed if status is not None),
    )


def _text(raw: Mapping[str, Any], summary: str) -> tuple[str, str]:
    """An entry's plain text, and Instatus' word for its kind ("" for other feeds)."""
    kind = _INSTATUS.search(summary[:MAX_TEXT_CHARACTERS])
    if kind:
        # Its content lacks the components and is escaped twice: the summary says it all.
        return summary, kind[1].lower()
    bodies = [str(content.get("value", "")) for content in raw.get("content", [])]
    longest = max(bodies, key=len, default="")
    return (whole_text(longest) or summary), ""


def _identity(raw: Mapping[str, Any], title: str) -> str:
    """The id in a link to a report, since a GUID may change with every update; else what the feed gives."""
    link = str(raw.get("link", "")).strip().split("#")[0].split("?")[0].rstrip("/")
    match = _REPORT_LINK.search(link)
    named = (match[1] if match else "", str(raw.get("id", "")), str(raw.get("link", "")), title, "entry")
    return next(one_line(name) for name in named if one_line(name))[:MAX_ID_CHARACTERS]


def _is_work(text: str, instatus: str) -> bool:
    return instatus == "maintenance" or text[:MAX_TEXT_CHARACTERS].lstrip().startswith(_SCHEDULED)


def _stage_by_time(posts: tuple[StagePost, ...], starts: datetime | None, now: datetime) -> MaintenanceStatus:
    """Where work stands that is called so without a label of its own."""
    if posts and posts[-1].label in ("resolved", "completed"):
        return MaintenanceStatus.COMPLETED
    begun = starts is not None and starts <= now
    return MaintenanceStatus.IN_PROGRESS if begun else MaintenanceStatus.SCHEDULED


def _components(text: str) -> list[tuple[str, ComponentStatus | None]]:
    """Names after "Affected components", each with its status where one stands behind it in brackets."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.strip().lower().startswith(_AFFECTED):
            same_line = line.strip()[len(_AFFECTED) :].strip(" :")
            if same_line:
                return [
                    (name.strip(), None) for name in same_line.split(",")[:MAX_COMPONENTS] if name.strip()
                ]
            break
    found: list[tuple[str, ComponentStatus | None]] = []
    for line in lines:
        name, bracket, status = line.strip(" -•*").rpartition(" (")
        if not bracket or not status.endswith(")") or len(found) == MAX_COMPONENTS:
            break
        found.append((one_line(name), _COMPONENT_STATUS.get(status[:-1].lower())))
    return found


def _words(text: str) -> str:
    """What people wrote: without the line that states the stage, and the list of components below."""
    kept: list[str] = []
    for line in text[: 2 * MAX_TEXT_CHARACTERS].splitlines():
        if kept and line.strip().lower().startswith(_AFFECTED):
            break
        if kept or not line.strip().lower().startswith("status:"):
            kept.append(line)
    return "\n".join(kept).strip()[:MAX_TEXT_CHARACTERS]


def _end_of_work(raw: Mapping[str, Any]) -> datetime | None:
    """Statuspage's own element for the end of announced work, in no standard of RSS."""
    try:
        end = parsedate_to_datetime(str(raw.get("maintenanceenddate", "")))
        return end.replace(tzinfo=end.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
