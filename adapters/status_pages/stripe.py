"""Stripe: `https://status.stripe.com/current/full`, how it is and of what it warns, without reports.

The shape is taken from programs that read it. Words of an outage are only on the web page.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, reading, status_named
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.ports import Format

_STATUS: Final = {
    "up": ComponentStatus.OPERATIONAL,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "down": ComponentStatus.MAJOR_OUTAGE,
}


class _Part(msgspec.Struct):
    key: str | None = None
    title: str | None = None
    warning: Any = None


class _Document(msgspec.Struct):
    uptime_status: str = msgspec.field(name="UptimeStatus")
    uptime_data: list[_Part] | None = msgspec.field(name="uptimeData", default=None)


def sniff(page: Page) -> bool:
    """Whether the bytes carry Stripe's anchor."""
    return "UptimeStatus" in anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the status and its parts; a part with a warning is degraded. Raises ParseError."""
    document = decode(page.body, _Document)
    return reading(
        page,
        FORMAT.name,
        "Stripe",
        status_named(document.uptime_status, _STATUS),
        components=(
            component(
                part.key,
                part.title,
                ComponentStatus.DEGRADED_PERFORMANCE if part.warning else ComponentStatus.OPERATIONAL,
            )
            for part in document.uptime_data or []
        ),
        page_url="https://status.stripe.com/",
    )


FORMAT: Final = Format(
    name="stripe",
    parse=parse,
    sniff=sniff,
    probes=("https://status.stripe.com/current/full",),
    hosts=("status.stripe.com",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)
