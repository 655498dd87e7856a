"""openstatus.dev pages: Statuspage's envelope at an address of their own, read by Statuspage's reader."""

from dataclasses import replace
from typing import Final

from adapters.status_pages import statuspage
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from bot.domain.report import Page, Reading
from bot.ports import Format

_PATH = "/api/status/summary.json"


def sniff(page: Page) -> bool:
    """Whether this is Statuspage's envelope at the address that only openstatus has."""
    return _PATH in page.url and statuspage.sniff(page)


def parse(page: Page) -> Reading:
    """Read a summary. Raises ParseError."""
    return replace(statuspage.parse(page), format=FORMAT.name)


FORMAT: Final = Format(
    name="openstatus",
    parse=parse,
    sniff=sniff,
    probes=("/api/status/summary.json",),
    hosts=("openstatus.dev",),
    unproven=FROM_DOCUMENTATION,
)
