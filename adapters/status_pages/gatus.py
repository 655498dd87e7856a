"""Gatus: `/api/v1/endpoints/statuses` (https://github.com/TwiN/gatus). It has no incidents, only results.

One failed probe is no outage: two in a row are.
"""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import component, reading
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.errors import ParseError
from bot.ports import Format

_CONFIRMING = 2


class _Result(msgspec.Struct):
    success: bool | None = None


class _Endpoint(msgspec.Struct):
    name: str
    key: str
    results: list[_Result] | None = None
    group: str | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Gatus' anchors."""
    return {"[].name", "[].key", "[].results"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the statuses. Raises ParseError."""
    endpoints = decode(page.body, list[_Endpoint])
    if not endpoints:
        raise ParseError("an empty list: nothing says that this is Gatus")
    return reading(
        page,
        FORMAT.name,
        "",
        components=(
            component(endpoint.key, endpoint.name, _status(endpoint.results or []), group=endpoint.group)
            for endpoint in endpoints
        ),
    )


FORMAT: Final = Format(
    name="gatus",
    parse=parse,
    sniff=sniff,
    probes=("/api/v1/endpoints/statuses",),
    unproven=FROM_DOCUMENTATION,
)


def _status(results: list[_Result]) -> ComponentStatus:
    """By the newest results, which stand last."""
    newest = [result.success for result in results[-_CONFIRMING:]]
    if not newest or newest[-1] is None:
        return ComponentStatus.UNKNOWN
    if newest[-1]:
        return ComponentStatus.OPERATIONAL
    confirmed = len(newest) == _CONFIRMING and newest[0] is False
    return ComponentStatus.MAJOR_OUTAGE if confirmed else ComponentStatus.DEGRADED_PERFORMANCE
