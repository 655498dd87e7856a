"""RSS and Atom feeds of status pages: Statuspage's, incident.io's, Instatus' and plain ones.

A feed is a log, not a state: it has no headline, so a page's status is known from it only when the feed is
a history that states every end. Nothing is fetched here; a document type or entity definition is refused.
"""

import calendar
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from adapters.status_pages.markup import MAX_MARKUP_CHARACTERS, one_line, plain, regions_in
from adapters.status_pages.stages import Stages, stages_in, stated_status
from adapters.wire import looks_like_html
from bot.domain.report import Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus, UnreadableReason
from bot.errors import ParseError

_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_AFFECTED: Final = re.compile(r"Affected components:?\s*(.*)", re.IGNORECASE)
_COMPONENT_LINE: Final = re.compile(r"^[-•*\s]*(.{1,200}?)\s*\((Operational|Degraded performance|Partial outage|Full outage|Major outage)\)", re.IGNORECASE | re.MULTILINE)  # fmt: skip  # noqa: E501
_COMPONENT_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "degraded performance": ComponentStatus.DEGRADED_PERFORMANCE,
    "partial outage": ComponentStatus.PARTIAL_OUTAGE,
    "full outage": ComponentStatus.MAJOR_OUTAGE,
    "major outage": ComponentStatus.MAJOR_OUTAGE,
}
_SCHEDULED: Final = "THIS IS A SCHEDULED EVENT"
# Feeds carry 25 to 50 entries; feedparser needs about a millisecond a kilobyte.
MAX_ENTRIES: Final = 200
MAX_FEED_BYTES: Final = 1_500_000


def sniff(page: Page) -> bool:
    """Whether the bytes look like a feed."""
    return _ROOT.search(_ascii(page.body[:4096])) is not None


def parse(page: Page) -> Reading:
    """Read a feed. Raises ParseError."""
    _refuse(page.body)
    feed = _parsed(page.body)
    channel = feed.get("feed", {})
    if not feed.get("version") or not channel.get("title"):
        raise ParseError("no feed, or a feed without a title")
    reports: dict[str, Report] = {}
    maintenances: dict[str, Maintenance] = {}
    worst: list[ComponentStatus] = []
    states_ends = False
    for entry in feed.get("entries", [])[:MAX_ENTRIES]:
        id_, text, stages, near = _entry(entry, page)
        if stages.is_maintenance or _SCHEDULED in text:
            maintenances.setdefault(id_, _maintenance(id_, entry, stages, page.fetched_at))
            continue
        report, stated = _report(id_, entry, text, stages, near)
        states_ends = states_ends or stated
        reports.setdefault(id_, report)
        if report.status.is_open:
            worst += [_COMPONENT_STATUS[s.lower()] for _, s in _COMPONENT_LINE.findall(text)]
    return Reading(
        format="feed",
        service=_service_name(one_line(str(channel.get("title", "")))),
        page_url=_http(channel.get("link")) or page.url,
        status=_headline(reports.values(), worst, states_ends=states_ends),
        reports=tuple(reports.values()),
        maintenances=tuple(maintenances.values()),
        lists_resolved=True,
    )


def _refuse(body: bytes) -> None:
    start = _ascii(body)
    if _FORBIDDEN.search(start):
        if looks_like_html(start):
            raise ParseError("HTML where a feed was promised", reason=UnreadableReason.MOVED_TO_HTML)
        raise ParseError("a document type or entity definition", reason=UnreadableReason.FORBIDDEN_XML)
    if not _ROOT.search(start[:4096]):
        html = looks_like_html(start)
        reason = UnreadableReason.MOVED_TO_HTML if html else UnreadableReason.NOT_THIS_FORMAT
        raise ParseError("neither RSS nor Atom", reason=reason)
    if len(body) > MAX_FEED_BYTES:
        raise ParseError(f"a feed of {len(body)} bytes", reason=UnreadableReason.TOO_LARGE)


def _ascii(body: bytes) -> bytes:
    """Bytes with the zeros of UTF-16 and UTF-32 taken out, so that no encoding hides a definition."""
    return body.replace(b"\x00", b"")


def _parsed(body: bytes) -> Any:
    import feedparser  # noqa: PLC0415  -- 0.2 s to import: only when a feed is read

    try:
        return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser promises none, but hostile bytes have found some
        raise ParseError(f"feedparser could not read it: {type(error).__name__}") from error


def _entry(entry: Any, page: Page) -> tuple[str, str, Stages, datetime]:
    """An entry's identity, plain text, stages, and its best known time."""
    bodies = [str(content.get("value", "")) for content in entry.get("content", [])]
    body = max((*bodies, str(entry.get("summary", ""))), key=len)[:MAX_MARKUP_CHARACTERS]
    # Instatus escapes its markup twice.
    text = plain(plain(body)) if "&lt;" in body else plain(body)
    near = _time(entry, "updated") or _time(entry, "published") or page.fetched_at
    return _identity(entry), text, stages_in(text, near), near


def _identity(entry: Any) -> str:
    """The last part of the link: GUIDs change with every update on some platforms, links do not."""
    link = str(entry.get("link", "")).split("#")[0].split("?")[0].rstrip("/")
    tail = link.rsplit("/", 1)[-1]
    if link.count("/") > 3 or "/incident" in link:  # noqa: SIM102
        if tail:
            return tail[:200]
    return str(entry.get("id") or entry.get("title") or "entry")[:200]


def _report(id_: str, entry: Any, text: str, stages: Stages, near: datetime) -> tuple[Report, bool]:
    """The report, and whether the entry stated its stage rather than leaving us to guess."""
    title = one_line(str(entry.get("title", "")))
    published = _time(entry, "published") or near
    stated = stated_status(text, title)
    updates = stages.updates
    if not updates:
        status = stated or ReportStatus.POSTMORTEM
        updates = (ReportUpdate(at=near, status=status, text=text),)
    status = stated or updates[-1].status
    components = _components(text) or _components(plain(str(entry.get("summary", ""))))
    report = Report(
        id=id_,
        title=title,
        status=status,
        impact=None,
        started_at=min(published, updates[0].at),
        updated_at=max(near, updates[-1].at),
        resolved_at=None if status.is_open else _end(updates, near),
        components=components,
        regions=regions_in(title, *components),
        updates=updates,
        url=_http(entry.get("link")),
    )
    return report, bool(stages.updates) or stated is not None


def _end(updates: tuple[ReportUpdate, ...], near: datetime) -> datetime:
    return next((u.at for u in updates if u.status is ReportStatus.RESOLVED), near)


def _components(text: str) -> tuple[str, ...]:
    listed = [one_line(name) for name, _ in _COMPONENT_LINE.findall(text)]
    match = next((m for m in _AFFECTED.finditer(text) if m[1].strip()), None)
    if not listed and match:
        listed = [one_line(name) for name in match[1].split(",")]
    return tuple(dict.fromkeys(name for name in listed[:100] if name))


def _maintenance(id_: str, entry: Any, stages: Stages, now: datetime) -> Maintenance:
    starts = _time(entry, "published")
    done = bool(stages.updates) and not stages.updates[-1].status.is_open
    status = MaintenanceStatus.COMPLETED if done else MaintenanceStatus.SCHEDULED
    if not done and starts is not None and starts <= now and len(stages.updates) > 1:
        status = MaintenanceStatus.IN_PROGRESS
    return Maintenance(
        id=id_, title=one_line(str(entry.get("title", ""))), status=status, starts_at=starts, ends_at=None
    )


def _headline(
    reports: Iterable[Report], worst: list[ComponentStatus], *, states_ends: bool
) -> ComponentStatus:
    """Operational only if the feed states ends and every report has one; else what its components say."""
    if any(report.status.is_open for report in reports):
        return max(worst, key=lambda status: status.severity, default=ComponentStatus.UNKNOWN)
    return ComponentStatus.OPERATIONAL if states_ends else ComponentStatus.UNKNOWN


def _service_name(title: str) -> str:
    name = re.sub(r"\s*[-\N{EN DASH}]\s*Incident history\s*$", "", title, flags=re.IGNORECASE)
    return re.sub(r"\s+status(?: page)?$", "", name, flags=re.IGNORECASE)


def _time(entry: Any, name: str) -> datetime | None:
    # feedparser's own `get` passes one date off as another, with a warning: ask the dictionary beneath.
    parsed = dict.get(entry, f"{name}_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _http(link: Any) -> str | None:
    text = str(link or "")[:2_000]
    if not text.startswith(("http://", "https://")):
        return None
    scheme, rest = text.split("://", 1)
    return f"{scheme}://{re.sub('/{2,}', '/', rest)}"
