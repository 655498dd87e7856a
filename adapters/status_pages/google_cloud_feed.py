"""Google's own Atom feeds: `https://status.cloud.google.com/en/feed.atom`. One entry is one update.

The incident's id stands in the entry's link; RESOLVED or UPDATE before its title; products and places last.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.status_pages.shared.building import reading, report
from adapters.status_pages.shared.feed_text import channel_says, parsed_feed, time_in
from adapters.status_pages.shared.markup import one_line, whole_text
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ReportStatus
from bot.ports import Format

_PREFIX: Final = re.compile(r"^(RESOLVED|UPDATE|MONITORING|INVESTIGATING)\s*:\s*", re.IGNORECASE)
_PRODUCTS: Final = re.compile(r"Affected products:\s*([^\n]{1,4000})")
_PLACES: Final = re.compile(r"Affected locations:\s*([^\n]{1,4000})")
_STAGE: Final = {"RESOLVED": ReportStatus.RESOLVED, "MONITORING": ReportStatus.MONITORING}


def sniff(page: Page) -> bool:
    """Whether this is a feed of Google's dashboards."""
    return channel_says(page, b"Service Health", b"status.cloud.google.com") or channel_says(
        page, b"google.com/appsstatus/dashboard"
    )


def parse(page: Page) -> Reading:
    """Read a feed. Raises ParseError."""
    channel, entries = parsed_feed(page.body)
    by_id: dict[str, list[Mapping[str, Any]]] = {}
    for entry in entries:
        by_id.setdefault(_id(entry), []).append(entry)
    return reading(
        page,
        FORMAT.name,
        re.sub(r"\s*(?:Service Health|Status Dashboard).*$", "", str(channel.get("title", ""))),
        reports=(_report(page, id_, updates) for id_, updates in by_id.items()),
        page_url=channel.get("link"),
        lists_resolved=True,
    )


FORMAT: Final = Format(name="google_cloud_feed", parse=parse, sniff=sniff)


def _id(entry: Mapping[str, Any]) -> str:
    """The last part of the link; a GUID is new for every update."""
    link = str(entry.get("link", ""))[:2_000]
    path = urlsplit(link).path if not re.search(r"[\[\]]", link) else ""
    named = path.rstrip("/").rpartition("/")[2]
    return (
        named or str(entry.get("id", "")).rpartition(":")[2].partition(".")[0] or str(entry.get("title", ""))
    )


def _report(page: Page, id_: str, updates: Iterable[Mapping[str, Any]]) -> Report | None:
    posts = sorted(((_at(entry, page.fetched_at), entry) for entry in updates), key=lambda post: post[0])
    newest = posts[-1][1]
    text = whole_text(str(newest.get("summary", "")))
    title = one_line(str(newest.get("title", "")))
    return report(
        page,
        id_,
        _PREFIX.sub("", title),
        posts=[(at, _stage(entry), entry.get("summary")) for at, entry in posts],
        components=_listed(_PRODUCTS, text),
        regions=_listed(_PLACES, text),
        url=newest.get("link"),
    )


def _at(entry: Mapping[str, Any], fetched_at: datetime) -> datetime:
    return time_in(entry, "updated") or time_in(entry, "published") or fetched_at


def _stage(entry: Mapping[str, Any]) -> ReportStatus:
    match = _PREFIX.match(one_line(str(entry.get("title", ""))))
    return _STAGE.get(match[1].upper(), ReportStatus.INVESTIGATING) if match else ReportStatus.INVESTIGATING


def _listed(label: re.Pattern[str], text: str) -> list[str]:
    found = label.findall(text)
    return [name.strip() for name in found[-1].split(",")] if found else []
