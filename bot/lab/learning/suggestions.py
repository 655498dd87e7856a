"""Edges that the catalogue lacks, by what services say themselves. For a person to judge, never used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.lab.learning.records import ReportHistory, provider_of

# So many reports must say it, unless one points at the provider's own page.
_REPORTS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A report in which a service's own words blame a node."""

    day: date
    report: str
    node: str
    url: str | None
    is_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`service` seems to stand on `node`, the provider's outermost node. Oldest evidence first."""

    service: str
    node: str
    evidence: tuple[Blame, ...]


def suggestions_from(
    records: Iterable[ReportHistory], until: float, catalog: Catalog
) -> tuple[Suggestion, ...]:
    """Every pair without an edge that two reports, or one with a link, speak for; most evidence first."""
    found: dict[tuple[str, str], list[Blame]] = defaultdict(list)
    for record in records:
        blame = record.blame(until)
        for whole, node in _innermost(blame.pointed, catalog).items():
            found[record.service, whole].append(_blame(record, node, is_link=node in blame.linked))
    suggestions = [
        Suggestion(service=service, node=node, evidence=tuple(blames))
        for (service, node), blames in found.items()
        if _is_enough(blames) and not _has_edge(service, node, catalog)
    ]
    return tuple(sorted(suggestions, key=lambda s: (-len(s.evidence), s.service, s.node)))


def _innermost(nodes: Iterable[str], catalog: Catalog) -> Mapping[str, str]:
    """By outermost node: one of the innermost of its parts among these, or itself."""
    outermost_first = sorted(nodes, key=lambda node: (len(catalog.ancestors(node)), node))
    return {(node, *catalog.ancestors(node))[-1]: node for node in outermost_first}


def _blame(record: ReportHistory, node: str, *, is_link: bool) -> Blame:
    day = datetime.fromtimestamp(record.at * 3600, UTC).date()
    return Blame(day=day, report=record.report.id, node=node, url=record.report.url, is_link=is_link)


def _is_enough(blames: Iterable[Blame]) -> bool:
    return len({blame.report for blame in blames}) >= _REPORTS or any(blame.is_link for blame in blames)


def _has_edge(service: str, node: str, catalog: Catalog) -> bool:
    provider = provider_of(node, catalog)
    return any(provider_of(e.infrastructure, catalog) == provider for e in catalog.edges_from(service))
