"""A null history: what providers really told, and dependents' years moved and given to others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.catalog.catalog import Catalog
from bot.lab.evaluation.records import ReportRecord
from bot.lab.null.donors import PROVIDERS, donors_in, provider_records
from bot.lab.null.drawing import drawn
from bot.lab.null.giving import NullKind, Year, copies, gifts_for


@dataclass(frozen=True, slots=True, kw_only=True)
class NullPlan:
    """What is wanted: how many services are to have records, when, whose, and the seed of all chance."""

    services: int
    year: Year
    kind: NullKind = NullKind.RANDOM
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NullHistory:
    """Records in time order. `donors` says whose records each service has; `own` counts the providers'."""

    plan: NullPlan
    records: tuple[ReportRecord, ...]
    donors: Mapping[str, str]
    own: int


def null_history(records: Sequence[ReportRecord], catalog: Catalog, plan: NullPlan) -> NullHistory:
    """The same history, catalogue and plan give the same records. There may be fewer services than wanted."""
    takers = [(id_, catalog.services[id_].category) for id_ in _takers(catalog, plan.seed)[: plan.services]]
    gifts = [*gifts_for(takers, donors_in(records, catalog), plan.year, plan.kind, plan.seed)]
    own = [r for r in provider_records(records) if plan.year.start <= r.seen < plan.year.end]
    given = (copy for gift in gifts for copy in copies(gift, plan.year))
    return NullHistory(
        plan=plan,
        records=tuple(sorted((*own, *given), key=lambda r: (r.seen, r.service, r.report.id))),
        donors={gift.service: gift.donor.service for gift in gifts},
        own=len(own),
    )


def best_read_year(records: Sequence[ReportRecord], months: int, start: datetime | None) -> Year | None:
    """So many months from `start` on; without it, the first of those in which most services were read.

    None where nothing was.
    """
    told = Counter(month for month, _ in {(_month(record.seen), record.service) for record in records})
    if not told:
        return None
    firsts = range(min(told), max(min(told), max(told) - months + 1) + 1)
    begin = start or _first_of(max(firsts, key=lambda first: sum(told[first + n] for n in range(months))))
    return Year(start=begin, end=_later(begin, months))


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _first_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _later(moment: datetime, months: int) -> datetime:
    """The same day of a later month; of a day that it lacks, the first of the month after it."""
    first = _first_of(_month(moment) + months)
    return first + (moment - _first_of(_month(moment)))


def _takers(catalog: Catalog, seed: int) -> list[str]:
    """Every page but the providers', in random order, those with an edge first: on them most can be wrong."""
    pages = (id_ for id_, s in catalog.services.items() if s.sources and id_ not in PROVIDERS)
    return sorted(pages, key=lambda id_: (not catalog.edges_from(id_), drawn(seed, "taker", id_)))
