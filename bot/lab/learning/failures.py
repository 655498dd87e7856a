"""Failures that several told of: the clusters of reports that blame one node. Times in hours."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.status import Impact
from bot.lab.learning.records import ReportHistory
from bot.wording.blame import provider_of

# Blames of one node within this time of the first are of one failure.
TOGETHER: Final = 6.0
_GRAVE: Final = frozenset({Impact.MAJOR.value, Impact.CRITICAL.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A node blamed by two organisations, or by one beside the provider's own grave report.

    `start` is the first sign of it: a blaming report, or the provider's own. `blamers` are in time order.
    """

    node: str
    start: float
    blamers: tuple[ReportHistory, ...]
    own: ReportHistory | None = None

    @property
    def organisations(self) -> frozenset[str]:
        """Who blames the node."""
        return frozenset(record.organisation for record in self.blamers)


def failures_in(records: Sequence[ReportHistory], until: float, catalog: Catalog) -> tuple[Failure, ...]:
    """Every failure of every node and of every whole of it, from records in time order."""
    blames: dict[str, list[ReportHistory]] = defaultdict(list)
    grave: dict[str, list[ReportHistory]] = defaultdict(list)
    for record in records:
        for node in record.blame(until).blamed:
            blames[node].append(record)
        if record.impact in _GRAVE:
            grave[record.organisation].append(record)
    return tuple(
        failure
        for node in sorted(blames)
        for failure in _failures_of(node, blames[node], grave.get(provider_of(node, catalog), ()))
    )


def shared_records(failures: Sequence[Failure]) -> frozenset[ReportHistory]:
    """The records that a known failure explains."""
    blaming = {record for failure in failures for record in failure.blamers}
    return frozenset(blaming | {failure.own for failure in failures if failure.own is not None})


def by_node(failures: Sequence[Failure]) -> Mapping[str, tuple[Failure, ...]]:
    """The failures of each node."""
    found: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        found[failure.node].append(failure)
    return {node: tuple(of_node) for node, of_node in found.items()}


def _failures_of(
    node: str, blamers: Sequence[ReportHistory], grave: Sequence[ReportHistory]
) -> Iterator[Failure]:
    for cluster in _clusters(blamers):
        first = cluster[0].at
        own = next((record for record in grave if abs(record.at - first) <= TOGETHER), None)
        if own is not None or len({record.organisation for record in cluster}) > 1:
            start = first if own is None else min(first, own.at)
            yield Failure(node=node, start=start, blamers=tuple(cluster), own=own)


def _clusters(records: Sequence[ReportHistory]) -> Iterator[list[ReportHistory]]:
    """Records within six hours of the first of them; one that nobody follows is a cluster alone."""
    cluster: list[ReportHistory] = []
    for record in records:
        if cluster and record.at - cluster[0].at > TOGETHER:
            yield cluster
            cluster = []
        cluster.append(record)
    if cluster:
        yield cluster
