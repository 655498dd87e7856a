"""Edges that the catalogue lacks, by timing: who posts again and again when a node fails, without naming it.

For a person to judge, never used: failing together is not dependency.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import exp
from typing import Final

from bot.catalog.catalog import Catalog
from bot.lab.learning.failures import Failure
from bot.lab.learning.reach import AFTER, BEFORE, PSEUDO, Watched, near, seen_by
from bot.lab.learning.records import ReportHistory
from bot.lab.learning.suggestions import Suggestion, Timing, has_edge, suggestive
from bot.learned.learned import share
from bot.wording.blame import provider_of

# A pair is worth a person's time when the service posted in so many failures, when its posterior mean reach
# is more than a text alone would give it, and when so many are rare by chance: there are many pairs.
_FAILURES: Final = 3
_REACH: Final = 0.05
_CHANCE: Final = 0.01
# The reach of a pair without an edge, before anything is seen of it.
_USUAL: Final = 0.02


def co_failures_in(
    failures: Mapping[str, Sequence[Failure]], watched: Watched, catalog: Catalog, until: float
) -> tuple[Suggestion, ...]:
    """Every pair without an edge that failed together three times, by more than chance; surest first."""
    found = [
        suggestion
        for node in sorted(failures)
        if not catalog.ancestors(node)
        for service in sorted(watched.records)
        if provider_of(node, catalog) != catalog.organisation_of(service)
        and not has_edge(service, node, catalog)
        for suggestion in _suggestion(service, node, failures[node], watched, catalog, until)
    ]
    return tuple(sorted(found, key=lambda s: (-(s.timing.reach if s.timing else 0.0), s.service, s.node)))


def _suggestion(
    service: str,
    node: str,
    failures: Sequence[Failure],
    watched: Watched,
    catalog: Catalog,
    until: float,
) -> Iterator[Suggestion]:
    seen = seen_by(service, failures, watched, catalog)
    posts = [post for failure in seen if (post := _post(service, failure, watched, until)) is not None]
    by_chance = len(seen) * (1.0 - exp(-watched.rate_of(service) * (BEFORE + AFTER)))
    if len(posts) < _FAILURES or _chance_of(len(posts), by_chance) > _CHANCE:
        return
    reach = share(len(posts) - by_chance, len(seen), _USUAL, PSEUDO)
    if reach > _REACH:
        yield Suggestion(
            service=service,
            node=node,
            evidence=tuple(suggestive(post, node) for post in posts),
            timing=Timing(failed=len(seen), by_chance=by_chance, reach=reach),
        )


def _post(service: str, failure: Failure, watched: Watched, until: float) -> ReportHistory | None:
    """The service's first report in the time of a failure, unless it blames somebody else."""
    for record in near(watched.records[service], failure):
        blamed = record.blame(until).blamed
        if record.at <= failure.start + AFTER and (not blamed or failure.node in blamed):
            return record
    return None


def _chance_of(number: int, mean: float) -> float:
    """Of so many or more by chance: a Poisson tail."""
    tail, term = 1.0, exp(-mean)
    for n in range(number):
        tail -= term
        term *= mean / (n + 1)
    return tail
