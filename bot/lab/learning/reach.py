"""How often a service posts when what it stands on fails widely."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.edge_reach import LEAST_REACH, reach_on
from bot.domain.service import Strength
from bot.lab.learning.exposure import Exposure
from bot.lab.learning.failures import TOGETHER, Failure
from bot.lab.learning.records import ReportHistory, hours_of_day
from bot.learned.learned import pair, share

# Beta(2, 4), scaled to what the edge's evidence says.
PSEUDO: Final = 6.0
# A post without a blame may belong to a failure from half an hour before its first sign to three hours after.
BEFORE: Final = 0.5
AFTER: Final = 3.0
# What a failure touches of its usual reach, in the mean over failures.
_RADIUS: Final = 0.3
# A failure that only one other and the provider itself told of need not have been wide: who was fine then is
# contradicted half.
_HALF_WIDE: Final = 0.5


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

    def rate_of(self, service: str) -> float:
        """First reports of its organisation per hour, by chance."""
        return self.rates[self.records[service][0].organisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """In how many failures of a node a service was watched, in how many it posted, and its reach by that.

    `posted` counts a post that may be chance in part.
    """

    failed: int
    posted: float
    reach: float


def postings_of(
    failures: Mapping[str, Sequence[Failure]], watched: Watched, known: Catalog, day: date
) -> Mapping[str, Posting]:
    """By "service > node", for pairs with at least one failure that the service was watched in.

    Pairs are those with an edge in `known`, and those where the service itself has blamed the node. The
    failure must be a failure by what others say, not by the service's own word. The reach is a Beta mean
    around what the edge's evidence says on the day, and never less than LEAST_REACH.
    """
    found: dict[str, Posting] = {}
    for (service, node), usual in sorted(_pairs(failures, watched, known, day).items()):
        seen = seen_by(service, failures[node], watched, known)
        if seen:
            posts = [_posted(f, service, watched, usual, hours_of_day(day)) for f in seen]
            missed = sum(
                max(0.0, _width(f, service, known) - post) for f, post in zip(seen, posts, strict=True)
            )
            mean = share(sum(posts), sum(posts) + missed, usual, PSEUDO)
            found[pair(service, node)] = Posting(
                failed=len(seen), posted=sum(posts), reach=max(mean, LEAST_REACH)
            )
    return found


def seen_by(
    service: str, failures: Iterable[Failure], watched: Watched, catalog: Catalog
) -> tuple[Failure, ...]:
    """The failures that others told of while the service was watched."""
    return tuple(
        failure
        for failure in failures
        if _others(failure, service, catalog) >= (2 if failure.own is None else 1)
        and watched.saw(service, failure.start)
    )


def near(records: Iterable[ReportHistory], failure: Failure) -> Iterator[ReportHistory]:
    """The records within the time of a failure."""
    return (r for r in records if failure.start - BEFORE <= r.at <= failure.start + TOGETHER)


def by_service(records: Iterable[ReportHistory]) -> Mapping[str, Sequence[ReportHistory]]:
    """Records by service, in their order."""
    found: dict[str, list[ReportHistory]] = defaultdict(list)
    for record in records:
        found[record.service].append(record)
    return found


def _pairs(
    failures: Mapping[str, Sequence[Failure]], watched: Watched, known: Catalog, day: date
) -> Mapping[tuple[str, str], float]:
    """Of each pair, the reach before anything was learned of it."""
    pairs = {
        (record.service, node): p.REACH[Strength.UNKNOWN]
        for node, of_node in failures.items()
        for failure in of_node
        for record in failure.blamers
    }
    for service in watched.records:
        for edge in known.edges_from(service):
            parts = (e.part for e in edge.evidence if e.part is not None)
            nodes = [node for node in (edge.infrastructure, *parts) if node in failures]
            pairs.update(dict.fromkeys(((service, node) for node in nodes), reach_on(edge, day)))
    return pairs


def _others(failure: Failure, service: str, catalog: Catalog) -> int:
    return len(failure.organisations - {catalog.organisation_of(service)})


def _width(failure: Failure, service: str, catalog: Catalog) -> float:
    """How much it says against a service that it was fine."""
    return 1.0 if _others(failure, service, catalog) > 1 else _HALF_WIDE


def _posted(failure: Failure, service: str, watched: Watched, usual: float, until: float) -> float:
    """How sure it is that the service posted because of the failure, within [0, 1]."""
    records, rate = watched.records[service], watched.rate_of(service)
    return max((_is_of(r, failure, usual, rate, until) for r in near(records, failure)), default=0.0)


def _is_of(record: ReportHistory, failure: Failure, usual: float, rate: float, until: float) -> float:
    blamed = record.blame(until).blamed
    if failure.node in blamed:
        return 1.0
    if blamed or record.at > failure.start + AFTER:
        return 0.0
    caused = usual * _RADIUS
    return caused / (caused + rate * (BEFORE + AFTER))
