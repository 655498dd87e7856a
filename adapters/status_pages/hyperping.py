"""Hyperping: `/status.json`, a word and a percentage, nothing more."""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import reading, status_named
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.ports import Format

_STATUS: Final = {
    "up": ComponentStatus.OPERATIONAL,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
    "incident": ComponentStatus.DEGRADED_PERFORMANCE,
    "outage": ComponentStatus.MAJOR_OUTAGE,
}


class _Document(msgspec.Struct):
    indicator: str
    uptime: str | float | None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Hyperping's anchors."""
    return {"indicator", "uptime"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read `status.json`. Raises ParseError."""
    document = decode(page.body, _Document)
    return reading(page, FORMAT.name, "", status_named(document.indicator, _STATUS))


FORMAT: Final = Format(
    name="hyperping",
    parse=parse,
    sniff=sniff,
    probes=("/status.json",),
    hosts=("hyperping.app",),
    unproven=SEEN_CALM,
)
