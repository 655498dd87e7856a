"""Edges that the catalogue lacks, by what services say themselves. For a person to judge, never used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.lab.learning.records import ReportHistory
from bot.wording.blame import provider_of

# So many reports must say it, unless one points at the provider's own page.
_REPORTS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestiveReport:
    """A report that speaks for an edge: its own words blame the node, or it came when the node failed."""

    day: date
    report: str
    node: str
    url: str | None
    is_link: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How often a node failed while a service was watched, and what that says of the service.

    `by_chance` is the number of those failures in which the service would have posted anyway, `reach` the
    share of them in which it posted because of the failure.
    """

    failed: int
    by_chance: float
    reach: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`service` seems to stand on `node`, the provider's outermost node. Oldest evidence first.

    By its own words, or, with `timing`, because it posted when the node failed.
    """

    service: str
    node: str
    evidence: tuple[SuggestiveReport, ...]
    timing: Timing | None = None


def suggestions_from(
    records: Iterable[ReportHistory], until: float, catalog: Catalog
) -> tuple[Suggestion, ...]:
    """Every pair without an edge that two reports, or one with a link, speak for; most evidence first."""
    found: dict[tuple[str, str], list[SuggestiveReport]] = defaultdict(list)
    for record in records:
        blame = record.blame(until)
        for whole, node in _innermost(blame.pointed, catalog).items():
            found[record.service, whole].append(suggestive(record, node, is_link=node in blame.linked))
    suggestions = [
        Suggestion(service=service, node=node, evidence=tuple(blames))
        for (service, node), blames in found.items()
        if _is_enough(blames) and not has_edge(service, node, catalog)
    ]
    return tuple(sorted(suggestions, key=lambda s: (-len(s.evidence), s.service, s.node)))


def suggestive(record: ReportHistory, node: str, *, is_link: bool = False) -> SuggestiveReport:
    """What a report contributes to a suggestion."""
    day = datetime.fromtimestamp(record.at * 3600, UTC).date()
    return SuggestiveReport(
        day=day, report=record.report.id, node=node, url=record.report.url, is_link=is_link
    )


def has_edge(service: str, node: str, catalog: Catalog) -> bool:
    """Whether the catalogue knows that the service stands on anything of the node's provider."""
    provider = provider_of(node, catalog)
    return any(provider_of(e.infrastructure, catalog) == provider for e in catalog.edges_from(service))


def _innermost(nodes: Iterable[str], catalog: Catalog) -> Mapping[str, str]:
    """By outermost node: one of the innermost of its parts among these, or itself."""
    outermost_first = sorted(nodes, key=lambda node: (len(catalog.ancestors(node)), node))
    return {(node, *catalog.ancestors(node))[-1]: node for node in outermost_first}


def _is_enough(blames: Iterable[SuggestiveReport]) -> bool:
    return len({blame.report for blame in blames}) >= _REPORTS or any(blame.is_link for blame in blames)
