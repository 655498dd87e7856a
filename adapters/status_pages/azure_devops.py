"""Azure DevOps: `https://status.dev.azure.com/_apis/status/health`.

https://learn.microsoft.com/rest/api/azure/devops/status/health. Health of each service in each geography; it
lists no incidents.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, reading, token
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.errors import ParseError
from bot.ports import Format

_HEALTH: Final = {
    "healthy": ComponentStatus.OPERATIONAL,
    "advisory": ComponentStatus.DEGRADED_PERFORMANCE,
    "degraded": ComponentStatus.PARTIAL_OUTAGE,
    "unhealthy": ComponentStatus.MAJOR_OUTAGE,
}


class _Geography(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    health: str | None = None


class _Service(msgspec.Struct):
    id: str
    geographies: list[_Geography] = []


class _Status(msgspec.Struct):
    health: str


class _Document(msgspec.Struct):
    status: _Status
    services: list[_Service]


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of this API, also inside its documentation's example."""
    found = anchors(page.body)
    return {"status.health", "services"} <= found or (
        "responses.200" in found and b'"geographies"' in json_text(page.body)
    )


def parse(page: Page) -> Reading:
    """Read the health. Raises ParseError."""
    body = page.body
    if "responses.200" in anchors(body):
        example: Any = decode(body, dict[str, Any])["responses"]["200"]
        if not isinstance(example, dict) or "body" not in example:
            raise ParseError("a documentation page without its example")
        body = msgspec.json.encode(example["body"])
    document = decode(body, _Document)
    return reading(
        page,
        FORMAT.name,
        "Azure DevOps",
        _HEALTH.get(token(document.status.health), ComponentStatus.UNKNOWN),
        components=(
            component(
                f"{service.id}/{place.id or place.name}",
                f"{service.id} ({place.name or place.id})",
                _HEALTH.get(token(place.health), ComponentStatus.UNKNOWN),
                group=service.id,
            )
            for service in document.services
            for place in service.geographies
        ),
        page_url="https://status.dev.azure.com",
    )


FORMAT: Final = Format(
    name="azure_devops",
    parse=parse,
    sniff=sniff,
    probes=("https://status.dev.azure.com/_apis/status/health?api-version=7.1-preview.1",),
    hosts=("status.dev.azure.com",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)
