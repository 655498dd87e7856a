"""PlayStation Network: `https://status.playstation.com/data/statuses/region/<SCEA|SCEE|SCEJA>.json`.

Countries hold services, services hold resources, and each may hold a list of what is the matter with it: an
empty one is all that calm looks like. The shape is taken from programs that read it. Entries were seen to
stay long after their end: what began more than a week ago does not count.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    component,
    impact_of,
    maintenance,
    reading,
    report,
    status_named,
)
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, gravest
from bot.ports import Format

FORGOTTEN_AFTER: Final = timedelta(days=7)
_STATUS: Final = {
    "ok": ComponentStatus.OPERATIONAL,
    "outage": ComponentStatus.MAJOR_OUTAGE,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
}


class _Entry(msgspec.Struct, rename="camel"):
    status_type: str | None = None
    start_date: str | None = None
    end_date: str | None = None


class _Service(msgspec.Struct, rename="camel"):
    service_name: str | None = None
    status: list[_Entry] | None = None
    resources: list["_Service"] | None = None


class _Country(msgspec.Struct, rename="camel"):
    status: list[_Entry] | None = None
    services: list[_Service] | None = None


class _Document(msgspec.Struct):
    countries: list[_Country]


def sniff(page: Page) -> bool:
    """Whether the bytes carry this page's anchors."""
    return {"countries", "countries.countryCode", "countries.services"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read one region: each service once, as in the country where it fares worst. Raises ParseError."""
    document = decode(page.body, _Document)
    found: dict[str, list[_Entry]] = {}
    for country in document.countries:
        found.setdefault("PlayStation Network", []).extend(_current(country.status, page))
        for service in country.services or []:
            found.setdefault(service.service_name or "", []).extend(_entries(service, page))
    return reading(
        page,
        FORMAT.name,
        "PlayStation Network",
        components=(component(None, name, _worst(entries, page)) for name, entries in found.items()),
        reports=(
            report(
                page,
                f"{name}/{entry.start_date}",
                f"{name}: {entry.status_type}",
                started=[moment(entry.start_date)],
                impact=impact_of(_status(entry)),
                components=[name],
            )
            for name, entries in found.items()
            for entry in entries
            if _status(entry).is_failing
        ),
        maintenances=(
            maintenance(
                page,
                f"{name}/{entry.start_date}",
                f"{name}: maintenance",
                starts=moment(entry.start_date),
                ends=moment(entry.end_date),
            )
            for name, entries in found.items()
            for entry in entries
            if _status(entry) is ComponentStatus.UNDER_MAINTENANCE
        ),
        page_url="https://status.playstation.com/",
    )


FORMAT: Final = Format(
    name="playstation",
    parse=parse,
    sniff=sniff,
    probes=("https://status.playstation.com/data/statuses/region/SCEA.json",),
    hosts=("status.playstation.com",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)


def _entries(service: _Service, page: Page) -> Iterator[_Entry]:
    yield from _current(service.status, page)
    for resource in service.resources or []:
        yield from _current(resource.status, page)


def _current(entries: list[_Entry] | None, page: Page) -> Iterator[_Entry]:
    for entry in entries or []:
        start, end = moment(entry.start_date), moment(entry.end_date)
        is_over = end is not None and end <= page.fetched_at
        if not is_over and (start is None or page.fetched_at - start < FORGOTTEN_AFTER):
            yield entry


def _status(entry: _Entry) -> ComponentStatus:
    return status_named(entry.status_type, _STATUS)


def _worst(entries: list[_Entry], page: Page) -> ComponentStatus:
    begun = (e for e in entries if (start := moment(e.start_date)) is None or start <= page.fetched_at)
    return gravest(map(_status, begun), ComponentStatus.OPERATIONAL)
