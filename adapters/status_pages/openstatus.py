"""openstatus.dev pages: Statuspage's envelope at an address of their own, read by Statuspage's reader."""

from dataclasses import replace

from adapters.status_pages import statuspage
from bot.domain.report import Page, Reading

_PATH = "/api/status/summary.json"


def sniff(page: Page) -> bool:
    """Whether this is Statuspage's envelope at the address that only openstatus has."""
    return _PATH in page.url and statuspage.sniff(page)


def parse(page: Page) -> Reading:
    """Read a summary. Raises ParseError."""
    return replace(statuspage.parse(page), format="openstatus")
