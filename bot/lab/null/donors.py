"""Who gives its records to others: the dependents of a history, each as a ring of the time it was watched."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.lab.evaluation.records import ReportRecord
from bot.lab.learning.exposure import exposure_of
from bot.lab.learning.records import hours

WEEK: Final = timedelta(weeks=1)
HOUR: Final = timedelta(hours=1)
# On these much of the catalogue stands: their records are what chance collides with, and stay where they are.
PROVIDERS: Final = frozenset(
    (
        "akamai", "anthropic", "aws", "azure", "cloudflare", "digitalocean", "fastly", "gcp", "github",
        "heroku", "letsencrypt", "openai", "oracle-cloud",
    )
)  # fmt: skip
# With fewer records, or less watched time, a page shows no rhythm of its own.
FEWEST_RECORDS: Final = 8
LEAST_WEEKS: Final = 26
# A page with more is written by machines, and would be most of what is told by so many others.
MOST_RECORDS_A_YEAR: Final = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """A record, and how long after the ring's beginning it was seen."""

    record: ReportRecord
    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """A dependent and its records on a ring of so many whole weeks, without the time nobody watched it."""

    service: str
    organisation: str
    category: str
    weeks: int
    records: tuple[Placed, ...]


def provider_records(records: Iterable[ReportRecord]) -> Iterator[ReportRecord]:
    """The records that stay."""
    return (record for record in records if record.service in PROVIDERS)


def donors_in(records: Iterable[ReportRecord], catalog: Catalog) -> tuple[Donor, ...]:
    """Every dependent of the catalogue with enough records to show its rhythm, by id."""
    own: Mapping[str, list[ReportRecord]] = defaultdict(list)
    for record in records:
        if record.service in catalog.services and record.service not in PROVIDERS:
            own[record.service].append(record)
    rings = (
        _ring(sorted(own[service], key=lambda record: (record.seen, record.report.id)), catalog)
        for service in sorted(own)
        if len(own[service]) >= FEWEST_RECORDS
    )
    return tuple(donor for donor in rings if _is_usual(donor))


def _is_usual(donor: Donor) -> bool:
    return donor.weeks >= LEAST_WEEKS and len(donor.records) * 52 <= MOST_RECORDS_A_YEAR * donor.weeks


def _ring(records: list[ReportRecord], catalog: Catalog) -> Donor:
    """The stretches in which the page was watched, as far as its rhythm tells, laid end to end."""
    times = [hours(record.seen) for record in records]
    watched = exposure_of(times, times[-1])
    placed: list[Placed] = []
    length = timedelta(0)
    for start, end in watched.spans:
        placed += (
            Placed(record, length + (at - start) * HOUR)
            for record, at in zip(records, times, strict=True)
            if start <= at <= end
        )
        length += (end - start + watched.mean_gap) * HOUR
    service = catalog.services[records[0].service]
    return Donor(
        service=service.id,
        organisation=service.organisation,
        category=service.category,
        weeks=-(-length // WEEK),
        records=tuple(placed),
    )
