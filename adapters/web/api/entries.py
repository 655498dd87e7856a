"""What feed readers are told: one entry an incident or report, which changes as that does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from adapters.chat.shared.lines import is_web_address, web_address
from adapters.chat.shared.untrusted_text import cut, inert
from bot.domain.shown import ChangeShown, IncidentPage, IncidentShown, ReportShown, ServiceRef
from bot.domain.times import clock

MAX_ENTRIES: Final = 50
_MAX_TITLE: Final = 300
_MAX_CHANGES: Final = 10
_MAX_NAMES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One entry. `id` is a URN that stays, whatever changes; `path` is where people read all of it here.

    `text` is plain, a line a fact; `about` is the provider's own page of it. `terms` are for filters.
    """

    id: str
    title: str
    text: str
    path: str
    published: datetime
    updated: datetime
    about: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFeed:
    """What one feed holds, newest change first. `path` is its own, without its ending."""

    title: str
    path: str
    page: str
    entries: tuple[NewsItem, ...]


def urn_of(kind: str, id_: str) -> str:
    """A name that is the same wherever we are reached, and whatever becomes of it (RFC 9562, version 5)."""
    return uuid5(NAMESPACE_URL, f"sharedfate:{kind}:{id_}").urn


def news_feed(title: str, path: str, page: str, entries: Iterable[NewsItem]) -> EntryFeed:
    """A feed of the newest, each once."""
    once = {entry.id: entry for entry in entries}
    newest = sorted(once.values(), key=lambda entry: (entry.updated, entry.id), reverse=True)
    return EntryFeed(title=_line(title), path=path, page=page, entries=tuple(newest[:MAX_ENTRIES]))


def entry_of_incident(shown: IncidentShown, page: IncidentPage | None) -> NewsItem:
    """An incident of ours as it stands, with what was taken back; `page` is all of it, where it is kept."""
    return NewsItem(
        id=urn_of("incident", shown.id),
        title=_line(shown.headline),
        text="\n".join(_of_incident(shown, page.timeline if page is not None else ())),
        path=f"/i/{quote(shown.id, safe='')}",
        published=shown.opened_at,
        updated=shown.updated_at,
        terms=("incident", shown.state, shown.grade),
    )


def entry_of_report(report: ReportShown) -> NewsItem:
    """A provider's report as its page last showed it."""
    return NewsItem(
        id=urn_of("report", f"{report.service.id}:{report.id}"),
        title=_line(f"{report.service.name}: {report.title}"),
        text="\n".join(_of_report(report)),
        path=f"/s/{quote(report.service.id, safe='/')}",
        published=report.started_at,
        updated=report.updated_at,
        about=web_address(report.url) if report.url and is_web_address(report.url) else None,
        terms=("report", report.status, *([report.impact] if report.impact else [])),
    )


def _of_incident(shown: IncidentShown, timeline: tuple[ChangeShown, ...]) -> Iterator[str]:
    yield f"{shown.state.capitalize()}, {shown.grade}: {inert(shown.root.name)}"
    yield f"Since {clock(shown.started_at)}"
    if shown.resolved_at is not None:
        yield f"Ended {clock(shown.resolved_at)}"
    if shown.affected:
        yield f"Affected: {_names(shown.affected)}"
    corrections = [change for change in timeline if change.is_correction]
    others = [change for change in timeline if not change.is_correction][-_MAX_CHANGES:]
    told = sorted([*corrections[-_MAX_CHANGES:], *others], key=lambda change: change.at, reverse=True)
    yield from map(_change, told)


def _change(change: ChangeShown) -> str:
    what = f"Correction, {change.kind}" if change.is_correction else change.kind.capitalize()
    before = f", before {inert(change.previous_root.name)}" if change.previous_root else ""
    why = f": {_line(change.reason)}" if change.reason else ""
    return f"{clock(change.at)}: {what}, {change.grade}, {inert(change.root.name)}{before}{why}"


def _of_report(report: ReportShown) -> Iterator[str]:
    impact = f", impact {report.impact}" if report.impact else ""
    yield f"{report.status.capitalize()}{impact}, since {clock(report.started_at)}"
    if report.resolved_at is not None:
        yield f"Ended {clock(report.resolved_at)}"
    if report.unread_since is not None:
        yield f"Its page was not read since {clock(report.unread_since)}"
    if report.components:
        yield f"Components: {cut(inert(', '.join(report.components[:_MAX_NAMES])), 500)}"
    if report.newest_update:
        yield f"“{cut(inert(report.newest_update[:10_000]), 1_000)}”"


def _names(services: tuple[ServiceRef, ...]) -> str:
    names = ", ".join(inert(service.name) for service in services[:_MAX_NAMES])
    more = len(services) - _MAX_NAMES
    return f"{names} and {more} more" if more > 0 else names


def _line(text: str) -> str:
    return cut(inert(text[: _MAX_TITLE * 8]), _MAX_TITLE)
