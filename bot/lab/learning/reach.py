"""How often a service posts when what it stands on fails widely."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.domain.service import Strength
from bot.lab.learning.exposure import Exposure
from bot.lab.learning.failures import TOGETHER, Failure
from bot.lab.learning.records import ReportHistory
from bot.lab.learning.shrinkage import share
from bot.learned.learned import pair

# Beta(2, 4), scaled to the mean of the edge's strength.
_PSEUDO: Final = 6.0
# A post without a blame may belong to a failure from half an hour before its first sign to three hours after.
_BEFORE: Final = 0.5
_AFTER: Final = 3.0
# What a failure touches of its usual reach, in the mean over failures.
_RADIUS: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of the watched services: their reports, when each was watched, and chance rates."""

    records: Mapping[str, Sequence[ReportHistory]]
    exposures: Mapping[str, Exposure]
    rates: Mapping[str, float]

    def saw(self, service: str, at: float) -> bool:
        """Whether the service would have been seen then."""
        records = self.records[service]
        exposure = self.exposures[records[0].organisation]
        return records[0].at <= at <= records[-1].at + exposure.mean_gap and exposure.covers(at)


def reach_of(
    failures: Mapping[str, Sequence[Failure]], watched: Watched, known: Catalog, until: float
) -> Mapping[str, float]:
    """Beta means by "service > node", for pairs with at least one failure that the service was watched in.

    Pairs are those with an edge in `known`, and those where the service itself has blamed the node. The
    failure must be a failure by what others say, not by the service's own word.
    """
    pairs = _pairs(failures, watched, known)
    found: dict[str, float] = {}
    for (service, node), strength in sorted(pairs.items()):
        seen = [
            f
            for f in failures[node]
            if _is_told_by_others(f, service, known) and watched.saw(service, f.start)
        ]
        if seen:
            usual = p.REACH[strength]
            posted = sum(_posted(failure, service, watched, usual, until) for failure in seen)
            found[pair(service, node)] = share(posted, len(seen), usual, _PSEUDO)
    return found


def by_service(records: Iterable[ReportHistory]) -> Mapping[str, Sequence[ReportHistory]]:
    """Records by service, in their order."""
    found: dict[str, list[ReportHistory]] = defaultdict(list)
    for record in records:
        found[record.service].append(record)
    return found


def _pairs(
    failures: Mapping[str, Sequence[Failure]], watched: Watched, known: Catalog
) -> Mapping[tuple[str, str], Strength]:
    pairs = {
        (record.service, node): Strength.UNKNOWN
        for node, of_node in failures.items()
        for failure in of_node
        for record in failure.blamers
    }
    for service in watched.records:
        for edge in known.edges_from(service):
            parts = (e.part for e in edge.evidence if e.part is not None)
            pairs.update(
                {(service, node): edge.strength for node in (edge.infrastructure, *parts) if node in failures}
            )
    return pairs


def _is_told_by_others(failure: Failure, service: str, catalog: Catalog) -> bool:
    others = failure.organisations - {catalog.organisation_of(service)}
    return len(others) >= (2 if failure.own is None else 1)


def _posted(failure: Failure, service: str, watched: Watched, usual: float, until: float) -> float:
    """How sure it is that the service posted because of the failure, within [0, 1]."""
    records = watched.records[service]
    rate = watched.rates[records[0].organisation]
    return max((_is_of(r, failure, usual, rate, until) for r in _near(records, failure)), default=0.0)


def _is_of(record: ReportHistory, failure: Failure, usual: float, rate: float, until: float) -> float:
    blamed = record.blame(until).blamed
    if failure.node in blamed:
        return 1.0
    if blamed or record.at > failure.start + _AFTER:
        return 0.0
    caused = usual * _RADIUS
    return caused / (caused + rate * (_BEFORE + _AFTER))


def _near(records: Iterable[ReportHistory], failure: Failure) -> Iterator[ReportHistory]:
    return (r for r in records if failure.start - _BEFORE <= r.at <= failure.start + TOGETHER)
