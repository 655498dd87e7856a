"""Sorry (sorryapp.com): `/api/v1/status` and `/api/v1/components` of a page.

In its words "degraded" is worse than "partially degraded".
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, reading, token
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "partiallydegraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "degraded": ComponentStatus.PARTIAL_OUTAGE,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
}


class _Page(msgspec.Struct):
    state: str | None = None
    name: str | None = None
    url: str | None = None


class _Component(msgspec.Struct):
    id: int | str | None = None
    name: str | None = None
    state: str | None = None


class _Document(msgspec.Struct):
    page: _Page | None = None
    components: list[_Component] | None = None
    response: Any = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Sorry's anchors."""
    found = anchors(page.body)
    return "page.state" in found or ("response" in found and b'"state"' in page.body)


def parse(page: Page) -> Reading:
    """Read a status, or a list of components. Raises ParseError."""
    document = decode(page.body, _Document)
    components = document.components or _listed(document.response)
    if document.page is None and not components:
        raise ParseError("neither page.state nor components: not a document of Sorry")
    owner = document.page or _Page()
    stated = _STATUS.get(token(owner.state), ComponentStatus.UNKNOWN) if owner.state else None
    return reading(
        page,
        FORMAT.name,
        owner.name,
        stated,
        components=(
            component(c.id, c.name, _STATUS.get(token(c.state), ComponentStatus.UNKNOWN)) for c in components
        ),
        page_url=owner.url,
    )


FORMAT: Final = Format(
    name="sorry",
    parse=parse,
    sniff=sniff,
    probes=("/api/v1/status",),
    hosts=("sorryapp.com",),
    unproven=FROM_DOCUMENTATION,
)


def _listed(response: Any) -> list[_Component]:
    try:
        return msgspec.convert(response or [], list[_Component], strict=False)
    except msgspec.ValidationError as error:
        raise ParseError(f"`response` is no list of components: {error}") from error
