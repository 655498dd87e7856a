"""One entry of a feed: what it is about, and what it says of it.

The flavours are told apart here: Statuspage and Instatus label each post inside an entry, incident.io states
one stage and the components, and a plain feed states at most a stage in its title.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from adapters.status_pages.shared.building import MAX_ID_CHARACTERS
from adapters.status_pages.shared.component_words import AFFECTED, COMPONENT_STATUS
from adapters.status_pages.shared.feed_labels import impact_in, labels_in, stage_in
from adapters.status_pages.shared.feed_text import time_in
from adapters.status_pages.shared.markup import one_line, web_link, whole_text
from adapters.status_pages.shared.stages import (
    StagePost,
    labelled_in,
    posts_in,
    stated_in,
    states_some_stage,
    telling,
    updates_of,
    work_in,
)
from adapters.status_pages.shared.title_marks import MarkedTitle, read_title
from adapters.status_pages.shared.topics import is_about_work, tells_of_trouble
from adapters.times import moment
from adapters.wire import MAX_TEXT_CHARACTERS
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus

_INSTATUS: Final = re.compile(r"^\s*Type: *(Incident|Maintenance)\b", re.IGNORECASE | re.MULTILINE)
_SCHEDULED: Final = "THIS IS A SCHEDULED EVENT"
_REPORT_LINK: Final = re.compile(
    r"/(?:incidents?|maintenances?|events?|notices?|issues?)/(?:production/)?((?:sandbox/)?[^/]+)$",
    re.IGNORECASE,
)
# Names of pages that list reports, where the name of one would stand.
_LISTS: Final = frozenset({"all", "archive", "current", "feed", "history", "index.html", "latest", "past"})
# StatusCast numbers each post behind its incident: "/378892/817466".
_POST_OF: Final = re.compile(r"(?:^|//[\w.-]{3,80})/(\d{3,12})/\d{3,12}$")
# OnlineOrNot and xAI leave out the scheme.
_BARE_LINK: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/\S*")
_OWN_ELEMENTS: Final = ("status", "state", "incident_status", "severity", "impact")
_LONGEST_STAGE: Final = 80
MAX_COMPONENTS: Final = 200
Stage = ReportStatus | MaintenanceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry, read. `work` is set for announced work; `status` where the entry as a whole tells a stage.

    `states_stage` says that it does so in the way of a platform whose every entry does, `is_loose` that its
    stage is only a mark, or a label without a time, such as any text may have, and
    `names_its_report` that the `id` is that of a report, and not of a page or a post.
    `published` may lie in the future (the start of announced work); `near` is the entry's last change, or
    that of its feed where it has no date at all (`is_dated`). `mark` holds the title without its marks of a
    stage; the posts are plain text.
    """

    id: str
    names_its_report: bool
    mark: MarkedTitle
    url: str | None
    text: str
    published: datetime | None
    near: datetime
    is_dated: bool
    ends_at: datetime | None
    posts: tuple[StagePost, ...]
    states_stage: bool
    is_loose: bool
    status: ReportStatus | None
    work: MaintenanceStatus | None
    impact: Impact | None
    kind: str
    components: tuple[str, ...]
    component_statuses: tuple[ComponentStatus, ...]

    @property
    def title(self) -> str:
        """What the entry is about, without the mark of a stage."""
        return self.mark.title


def entry_of(raw: Mapping[str, Any], fetched_at: datetime, otherwise: datetime) -> FeedEntry:
    """Read an entry as feedparser gives it; `otherwise` is its time where it states none."""
    summary = whole_text(str(raw.get("summary", "")))
    text, instatus = _text(raw, summary)
    mark = read_title(one_line(str(raw.get("title", ""))))
    labels, categories = labels_in(text), _categories(raw)
    published, updated = time_in(raw, "published"), time_in(raw, "updated")
    near = updated or published or moment(labels.get("updatetime")) or otherwise
    ended = _ended(raw, labels)
    timed = posts_in(text, near)
    posts = timed or telling(labelled_in(text, near))
    impact = impact_in(labels, categories)
    mark, stated = _stated(mark, None if posts else stated_in(text), text, impact)
    work = _work(mark, posts, stated)
    if work is None and _is_work(text, instatus):
        work = _stage_by_time(posts, published, fetched_at)
    listed = _components(text) or _components(summary)
    id_, names_its_report = _identity(raw, mark.title)
    return FeedEntry(
        id=id_,
        names_its_report=names_its_report,
        mark=mark,
        url=web_link(_link(raw)),
        text=_words(text),
        published=moment(labels.get("outagestart")) or published,
        near=max(near, ended) if ended and ended <= fetched_at else near,
        is_dated=bool(updated or published),
        ends_at=moment(str(raw.get("maintenanceenddate", ""))),
        posts=posts,
        status=_status(mark, posts, stated, categories, ended, fetched_at),
        states_stage=bool(posts) or stated is not None,
        is_loose=not telling(timed) and stated is None,
        work=work,
        impact=impact,
        kind=labels.get("type", "").casefold(),
        components=tuple(dict.fromkeys(name for name, _ in listed)),
        component_statuses=tuple(status for _, status in listed if status is not None),
    )


def _stated(
    mark: MarkedTitle, stated: Stage | None, text: str, impact: Impact | None
) -> tuple[MarkedTitle, Stage | None]:
    """The mark and the stated stage as they are meant, by what the entry is about and how grave it is."""
    is_grave = impact is not None and impact is not Impact.NONE
    if stated is None and mark.stage is None and is_grave and states_some_stage(text):
        # It is called grave, and in no word that we know for an end: open while it is young.
        return replace(mark, stage=ReportStatus.INVESTIGATING), None
    if not tells_of_trouble(mark.title) or is_about_work(mark.title) or is_about_work(text[:2_000]):
        return mark, stated
    # "In progress" is said of trouble, too; where an entry states a stage, only with its severity.
    meant = _open_if_under_way(stated) if impact is not None else stated
    return replace(mark, stage=_open_if_under_way(mark.stage)), meant


def _open_if_under_way(stage: Stage | None) -> Stage | None:
    return ReportStatus.INVESTIGATING if stage is MaintenanceStatus.IN_PROGRESS else stage


def _status(
    mark: MarkedTitle,
    posts: tuple[StagePost, ...],
    stated: Stage | None,
    categories: tuple[str, ...],
    ended: datetime | None,
    now: datetime,
) -> ReportStatus | None:
    """The stage of the entry as a whole: what it states, a sure mark of its title, its end, a category.

    A title that is marked as over is believed before posts that nobody has closed.
    """
    if mark.stage is ReportStatus.RESOLVED and not (posts and not updates_of(posts)[-1].status.is_open):
        return mark.stage
    if posts:
        return updates_of(posts)[-1].status
    if isinstance(stated, ReportStatus):
        return stated
    if isinstance(mark.stage, ReportStatus) and mark.is_sure:
        return mark.stage
    if ended is not None and ended <= now:
        return ReportStatus.RESOLVED
    return stage_in(categories)


def _work(mark: MarkedTitle, posts: tuple[StagePost, ...], stated: Stage | None) -> MaintenanceStatus | None:
    """Where announced work stands, by what is stated, by labels, or by the title; None for what is none."""
    if isinstance(stated, MaintenanceStatus):
        return stated
    if posts or stated is not None:
        return work_in(posts)
    return mark.stage if isinstance(mark.stage, MaintenanceStatus) else None


def _ended(raw: Mapping[str, Any], labels: Mapping[str, str]) -> datetime | None:
    """The end that a label states, or a category of Hund's pages (`domain="event:end"`)."""
    stated = next((end for name in ("outageend", "endedat", "resolvedat") if (end := labels.get(name))), None)
    dates = [tag.get("term") for tag in raw.get("tags", [])[:20] if tag.get("scheme") == "event:end"]
    return moment(stated or next(iter(dates), None))


def _categories(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The entry's categories, and what elements of its own say like them (`<status>open</status>`)."""
    named = [tag.get("term") for tag in raw.get("tags", [])[:20] if isinstance(tag, dict)]
    own = [said for name in _OWN_ELEMENTS if isinstance(said := raw.get(name), str)]
    return tuple(str(said or "")[:60] for said in (*own, *named))


def _link(raw: Mapping[str, Any]) -> str:
    """The entry's link, with a scheme where it has none but looks like an address."""
    link = str(raw.get("link", "")).strip()
    return f"https://{link}" if _BARE_LINK.fullmatch(link[:2_000]) else link


def _text(raw: Mapping[str, Any], summary: str) -> tuple[str, str]:
    """An entry's plain text, and Instatus' word for its kind ("" for other feeds)."""
    kind = _INSTATUS.search(summary[:MAX_TEXT_CHARACTERS])
    if kind:
        # Its content lacks the components and is escaped twice: the summary says it all.
        return summary, kind[1].lower()
    bodies = [str(content.get("value", "")) for content in raw.get("content", [])]
    longest = max(bodies, key=len, default="")
    return (whole_text(longest) or summary), ""


def _identity(raw: Mapping[str, Any], title: str) -> tuple[str, bool]:
    """The id in a link to a report, since a GUID may change with every update; else what the feed gives.

    And whether it is that of a report.
    """
    link = str(raw.get("link", "")).strip().split("#")[0].split("?")[0].rstrip("/")
    guid = str(raw.get("id", ""))
    match = _REPORT_LINK.search(link) or _POST_OF.search(guid[:200]) or _POST_OF.search(link[:200])
    report = one_line(match[1]) if match and match[1].casefold() not in _LISTS else ""
    named = (report, guid, str(raw.get("link", "")), title, "entry")
    return next(one_line(name) for name in named if one_line(name))[:MAX_ID_CHARACTERS], bool(report)


def _is_work(text: str, instatus: str) -> bool:
    return instatus == "maintenance" or text[:MAX_TEXT_CHARACTERS].lstrip().startswith(_SCHEDULED)


def _stage_by_time(posts: tuple[StagePost, ...], starts: datetime | None, now: datetime) -> MaintenanceStatus:
    """Where work stands that is called so without a label of its own."""
    if posts and not updates_of(posts)[-1].status.is_open:
        return MaintenanceStatus.COMPLETED
    begun = starts is not None and starts <= now
    return MaintenanceStatus.IN_PROGRESS if begun else MaintenanceStatus.SCHEDULED


def _components(text: str) -> list[tuple[str, ComponentStatus | None]]:
    """Names after "Affected components", each with its status where one stands behind it in brackets."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.strip().lower().startswith(AFFECTED):
            same_line = line.partition(":")[2].strip()
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
        found.append((one_line(name), COMPONENT_STATUS.get(status[:-1].lower())))
    return found


def _words(text: str) -> str:
    """What people wrote: without the line that states the stage, and the list of components below."""
    kept: list[str] = []
    for line in text[: 2 * MAX_TEXT_CHARACTERS].splitlines():
        if kept and line.strip().lower().startswith(AFFECTED):
            break
        if kept or len(line) > _LONGEST_STAGE or not states_some_stage(line):
            kept.append(line)
    return "\n".join(kept).strip()[:MAX_TEXT_CHARACTERS]
