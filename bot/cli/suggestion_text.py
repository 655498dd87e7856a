"""Edges that the catalogue lacks, as TOML to paste and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.lab.learning.suggestions import Suggestion, SuggestiveReport

_EVIDENCE: Final = 5


def suggestions_text(suggestions: Sequence[Suggestion], catalog: Catalog) -> str:
    """Edges as TOML to paste into the catalogue, once a person has read the reports behind them."""
    if not suggestions:
        return "# no edge is missing, as far as these reports tell"
    return "\n\n".join("\n".join(_toml(suggestion, catalog)) for suggestion in suggestions)


def suggestions_json(suggestions: Sequence[Suggestion], catalog: Catalog) -> list[dict[str, Any]]:
    """Each edge with the reports behind it, and with its numbers where only the timing speaks for it."""
    return [_json(suggestion, catalog) for suggestion in suggestions]


def _toml(suggestion: Suggestion, catalog: Catalog) -> Iterator[str]:
    service = catalog.services[suggestion.service]
    yield f"# {service.name} {_because(suggestion, catalog)}"
    yield f"# Read them, set the strength, and put this under {service.id} in {service.category}.toml."
    yield "[[service.depends_on]]"
    yield f"on = {json.dumps(suggestion.node)}"
    yield "evidence = ["
    yield from (f"    {_evidence(report, suggestion)}," for report in suggestion.evidence[:_EVIDENCE])
    yield "]"


def _because(suggestion: Suggestion, catalog: Catalog) -> str:
    node, reports = catalog.name_of(suggestion.node), len(suggestion.evidence)
    if suggestion.timing is None:
        return f"blames {node}: {reports} report{'s' if reports > 1 else ''}."
    timing = suggestion.timing
    return (
        f"posted in {reports} of {timing.failed} failures of {node} ({timing.by_chance:.1f} by chance)\n"
        f"# and did not blame it: reach {timing.reach:.2f}, if it depends on it. That proves nothing."
    )


def _evidence(report: SuggestiveReport, suggestion: Suggestion) -> str:
    source = report.url or f"report {report.report}"
    part = f", part = {json.dumps(report.node)}" if report.node != suggestion.node else ""
    what = (
        'kind = "status_incident", tier = "A", strength = "partial"'
        if suggestion.timing is None
        else 'kind = "co_failure", tier = "B", strength = "unknown"'
    )
    return f"{{ source = {json.dumps(source)}, {what}, known_from = {report.day.isoformat()}{part} }}"


def _json(suggestion: Suggestion, catalog: Catalog) -> dict[str, Any]:
    timing = suggestion.timing
    numbers = asdict(timing) if timing else {}
    return {
        "service": suggestion.service,
        "category": catalog.services[suggestion.service].category,
        "on": suggestion.node,
        "because": "timing" if timing else "words",
        **numbers,
        "evidence": [
            {"day": r.day.isoformat(), "report": r.report, "node": r.node, "url": r.url, "is_link": r.is_link}
            for r in suggestion.evidence
        ],
    }
