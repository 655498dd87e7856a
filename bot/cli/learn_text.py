"""What was learned, for people and as JSON."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.lab.learning.lesson import EstimateChange, Lesson
from bot.lab.learning.suggestions import Blame, Suggestion
from bot.learned.text import rounded

_MOST: Final = 25
_EVIDENCE: Final = 5


def as_text(found: Lesson, out: Path | None) -> str:
    """What was learned from, the biggest changes as a table, and how to accept them."""
    basis, learned = found.basis, found.learned
    organisations = f"{basis.organisations} organisations, {basis.first} to {basis.last}"
    pairs = f"{len(learned.naming)} pairs that name, {len(learned.blaming)} that blame"
    lines = [
        f"{basis.reports} reports of {organisations}; {basis.failures} failures that several told of",
        f"an unknown organisation reports once in {1 / learned.typical / 24:.1f} days",
        f"dependents post {learned.delay_median:.0f} min after the start, in the median",
        f"{len(learned.rates)} rates, {pairs}, {len(learned.reach)} reaches",
        f"{len(found.changes)} numbers differ from {found.compared_with}",
        *_tables(found.changes),
    ]
    if found.suggestions:
        lines.append(
            f"{len(found.suggestions)} edges may be missing in the catalogue: see them with --suggest"
        )
    lines.append(f"written to {out}" if out else "nothing is written: accept the numbers with --out FILE")
    return "\n".join(lines)


def suggestions_text(suggestions: Sequence[Suggestion], catalog: Catalog) -> str:
    """Edges as TOML to paste into the catalogue, once a person has read the reports behind them."""
    if not suggestions:
        return "# no edge is missing, as far as these reports tell"
    return "\n\n".join("\n".join(_toml(suggestion, catalog)) for suggestion in suggestions)


def as_json(found: Lesson, catalog: Catalog, *, with_suggestions: bool) -> dict[str, Any]:
    """What was learned from and what changed; with suggestions if wanted."""
    basis = found.basis
    document: dict[str, Any] = {
        "until": found.learned.until.isoformat() if found.learned.until else None,
        "reports": basis.reports,
        "organisations": basis.organisations,
        "failures": basis.failures,
        "first": basis.first.isoformat() if basis.first else None,
        "last": basis.last.isoformat() if basis.last else None,
        "compared_with": found.compared_with,
        "changes": [{"key": c.key, "before": c.before, "now": c.now} for c in found.changes],
    }
    if with_suggestions:
        document["suggestions"] = [_suggestion_json(s, catalog) for s in found.suggestions]
    return document


def _tables(changes: Sequence[EstimateChange]) -> Iterator[str]:
    both = [c for c in changes if c.before is not None and c.now is not None]
    if both:
        width = max(len(change.key) for change in both[:_MOST])
        yield f"{'':{width}}  {'before':>9} {'now':>9} {'times':>7}"
        yield from (_row(change, width) for change in both[:_MOST])
        if len(both) > _MOST:
            yield f"… and {len(both) - _MOST} smaller changes"
    for title, keys in (
        ("new", [c.key for c in changes if c.before is None]),
        ("gone", [c.key for c in changes if c.now is None]),
    ):
        if keys:
            more = f" … and {len(keys) - _MOST} more" if len(keys) > _MOST else ""
            yield f"{title}: {', '.join(keys[:_MOST])}{more}"


def _row(change: EstimateChange, width: int) -> str:
    assert change.before is not None
    assert change.now is not None
    times = f"{change.now / change.before:.2f}" if change.before else "-"
    return f"{change.key:{width}}  {rounded(change.before):>9} {rounded(change.now):>9} {times:>7}"


def _toml(suggestion: Suggestion, catalog: Catalog) -> Iterator[str]:
    service = catalog.services[suggestion.service]
    yield f"# {service.name} blames {catalog.name_of(suggestion.node)}: {len(suggestion.evidence)} reports."
    yield f"# Read them, set the strength, and put this under {service.id} in {service.category}.toml."
    yield "[[service.depends_on]]"
    yield f"on = {json.dumps(suggestion.node)}"
    yield "evidence = ["
    yield from (f"    {_evidence(blame, suggestion.node)}," for blame in suggestion.evidence[:_EVIDENCE])
    yield "]"


def _evidence(blame: Blame, whole: str) -> str:
    source = blame.url or f"report {blame.report}"
    part = f", part = {json.dumps(blame.node)}" if blame.node != whole else ""
    return (
        f'{{ source = {json.dumps(source)}, kind = "status_incident", tier = "A", strength = "partial",'
        f" known_from = {blame.day.isoformat()}{part} }}"
    )


def _suggestion_json(suggestion: Suggestion, catalog: Catalog) -> dict[str, Any]:
    return {
        "service": suggestion.service,
        "category": catalog.services[suggestion.service].category,
        "on": suggestion.node,
        "evidence": [
            {"day": b.day.isoformat(), "report": b.report, "node": b.node, "url": b.url, "is_link": b.is_link}
            for b in suggestion.evidence
        ],
    }
