"""The catalogue as the demo sees it: recorded pages in place of the real ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.demo.recording import RecordedPage
from bot.demo.time_machine import TimeMachine
from bot.domain.service import Service, Source
from bot.domain.times import day as day_words

# Where each recorded format is read, and by which of our formats.
READ_AT: Final = {
    "statuspage": ("/api/v2/summary.json", "statuspage"),
    "incidentio": ("/api/v2/summary.json", "statuspage"),
    "instatus": ("/history.rss", "feed"),
    "vultr": ("/status.json", "vultr"),
}
# Slower than a real installation reads (2 min): the demo is to fit into a minute.
INTERVAL: Final = timedelta(minutes=5)


def recorded_catalog(
    catalog: Catalog, pages: Sequence[RecordedPage], machine: TimeMachine, day: date
) -> Catalog:
    """What was there on that day; only recorded pages can be read, at the time machine."""
    catalog = catalog.alive_on(day)
    sources = {source.service: source for page in pages if (source := _source(catalog, page, machine))}
    services = {
        id_: replace(service, sources=(sources[id_],)) if id_ in sources else _unrecorded(service, day)
        for id_, service in catalog.services.items()
    }
    return replace(catalog, services=services)


def _unrecorded(service: Service, day: date) -> Service:
    """One without a recorded page; who publishes nothing has a reason of its own."""
    why = f"the record of {day_words(day)} holds no page of it" if service.sources else None
    return replace(service, sources=(), unreadable_because=why or service.unreadable_because)


def service_of(catalog: Catalog, page: RecordedPage) -> str:
    """The catalogue's id for a recorded page."""
    return catalog.resolve(page.service) or page.service


def _source(catalog: Catalog, page: RecordedPage, machine: TimeMachine) -> Source | None:
    path, format_ = READ_AT[page.format]
    service = service_of(catalog, page)
    if service not in catalog.services:
        return None
    return Source(
        id=service,
        service=service,
        url=machine.address(page, path),
        format=format_,
        page_url=f"https://{page.host}",
        interval=INTERVAL,
        allow_private=True,
    )
