"""incident.io status pages: Statuspage's documents with ULIDs for ids, and without what is empty.

https://help.incident.io/articles/5511283918. Nothing says which component an incident touches.
"""

import re
from dataclasses import replace
from typing import Final

from adapters.status_pages import statuspage
from adapters.wire import json_text
from bot.domain.report import Page, Reading
from bot.ports import Format

_PAGE: Final = re.compile(rb'"page"\s*:\s*\{[^{}]{0,300}"id"\s*:\s*"[0-9A-HJKMNP-TV-Z]{26}"')


def sniff(page: Page) -> bool:
    """Whether a Statuspage document's page has a ULID."""
    return statuspage.sniff(page) and _PAGE.search(json_text(page.body)) is not None


def parse(page: Page) -> Reading:
    """Read any document. Raises ParseError."""
    return replace(statuspage.parse(page), format=FORMAT.name)


FORMAT: Final = Format(
    name="incidentio",
    parse=parse,
    sniff=sniff,
    probes=("/api/v2/summary.json",),
    hosts=("incident.io", "incidentio.com"),
    history=statuspage.history,
)
