"""Xbox: `https://xnotify.xboxlive.com/servicestatusv6/US/en-US`, JSON or XML by what is asked for.

Categories of core services hold scenarios, and these hold incidents. States are `None` (all is well),
`Impacted` and `Unavailable`. A calm document was seen; how it tells of trouble is from programs that read it.
"""

import re
from typing import Any, Final
from xml.etree import ElementTree as ET

from adapters.status_pages.shared.building import component, impact_of, reading, report, status_named
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.times import moment
from adapters.wire import anchors, decode, first_rows
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "none": ComponentStatus.OPERATIONAL,
    "impacted": ComponentStatus.PARTIAL_OUTAGE,
    "unavailable": ComponentStatus.MAJOR_OUTAGE,
}
MAX_XML_BYTES: Final = 1_000_000
_FORBIDDEN: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<ServiceStatus[\s>]")
# Lists in XML: what holds several of what.
_LISTS: Final = {"CoreServices": "Category", "Scenarios": "Scenario", "Incidents": "Incident"}

Node = dict[str, Any]
"""A JSON object, or an element of XML in its shape."""


def sniff(page: Page) -> bool:
    """Whether the bytes carry this document's anchors."""
    is_xml = page.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    return _ROOT.search(page.body[:400]) is not None if is_xml else "Status.Overall" in anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the core services. Raises ParseError."""
    is_xml = page.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    document = _of_xml(page.body) if is_xml else decode(page.body, Node)
    categories = first_rows(document, "CoreServices")
    if not categories:
        raise ParseError("no CoreServices: not Xbox's service status")
    return reading(
        page,
        FORMAT.name,
        "Xbox",
        components=(component(c.get("Id"), c.get("Name"), _status(c)) for c in categories),
        reports=(
            _report(page, category, scenario, incident)
            for category in categories
            for scenario in first_rows(category, "Scenarios")
            for incident in first_rows(scenario, "Incidents")
        ),
        page_url="https://support.xbox.com/xbox-live-status",
    )


FORMAT: Final = Format(
    name="xbox",
    parse=parse,
    sniff=sniff,
    probes=("https://xnotify.xboxlive.com/servicestatusv6/US/en-US",),
    hosts=("support.xbox.com", "xnotify.xboxlive.com"),
    only_there=True,
    unproven=SEEN_CALM,
)


def _status(node: Node) -> ComponentStatus:
    status = node.get("Status")
    return status_named(status.get("Name") if isinstance(status, dict) else "", _STATUS)


def _report(page: Page, category: Node, scenario: Node, incident: Node) -> Report | None:
    begin, stage = moment(str(incident.get("Begin") or "")), incident.get("Stage")
    said = stage.get("Message") if isinstance(stage, dict) else ""
    return report(
        page,
        incident.get("Id") or f"{scenario.get('Id')}/{begin}",
        f"{category.get('Name')}: {scenario.get('Name')}",
        posts=[(begin, None, said)],
        started=[begin],
        impact=impact_of(_status(scenario)),
        components=[category.get("Name")],
    )


def _of_xml(body: bytes) -> Node:
    if len(body) > MAX_XML_BYTES:
        raise ParseError(f"XML of {len(body)} bytes", reason=UnreadableReason.TOO_LARGE)
    if _FORBIDDEN.search(body):
        reason = UnreadableReason.FORBIDDEN_XML
        raise ParseError("a document type or entity definition", reason=reason)
    try:
        parsed = _node(ET.fromstring(body))  # noqa: S314  -- no DTD gets here
    except (ET.ParseError, LookupError, ValueError) as error:
        raise ParseError(f"not the XML this format promises: {error}") from error
    return parsed if isinstance(parsed, dict) else {}


def _node(element: ET.Element, depth: int = 10) -> Any:
    if element.tag in _LISTS and depth:
        return [_node(child, depth - 1) for child in element if child.tag == _LISTS[element.tag]]
    children = {child.tag: _node(child, depth - 1) for child in element} if depth else {}
    return children or element.text
