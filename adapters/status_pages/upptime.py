"""Upptime: a repository's `history/summary.json` (https://upptime.js.org). Incidents are issues of GitHub."""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import component, reading, status_named
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "up": ComponentStatus.OPERATIONAL,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "down": ComponentStatus.MAJOR_OUTAGE,
}


class _Site(msgspec.Struct):
    slug: str
    status: str
    uptime: str | float | None
    name: str | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Upptime's anchors."""
    return {"[].slug", "[].status", "[].uptime"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read a summary. Raises ParseError."""
    sites = decode(page.body, list[_Site])
    if not sites:
        raise ParseError("an empty list: nothing says that this is Upptime")
    return reading(
        page,
        FORMAT.name,
        "",
        components=(component(site.slug, site.name, status_named(site.status, _STATUS)) for site in sites),
    )


FORMAT: Final = Format(name="upptime", parse=parse, sniff=sniff, hosts=("raw.githubusercontent.com",))
