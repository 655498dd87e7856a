"""What was learned, for people and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.cli.edge_text import history_words
from bot.cli.suggestion_text import suggestions_json
from bot.lab.learning.contradictions import Contradiction
from bot.lab.learning.lesson import EstimateChange, Lesson
from bot.lab.learning.own_lesson import OwnLesson
from bot.learned.text import rounded

_MOST: Final = 25
_CONTRADICTIONS: Final = 10


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
        *_contradicted(found.contradictions),
    ]
    if found.suggestions:
        lines.append(
            f"{len(found.suggestions)} edges may be missing in the catalogue: see them with --suggest"
        )
    lines.append(f"written to {out}" if out else "nothing is written: accept the numbers with --out FILE")
    return "\n".join(lines)


def own_text(found: OwnLesson, out: Path | None) -> str:
    """What this installation has learned, and the biggest differences as a table."""
    unknown = f", {found.unknown_before} of them unknown before" if found.unknown_before else ""
    lines = [
        f"{found.organisations} organisations watched since {found.since}{unknown}",
        f"{found.first_reports:.0f} reports by chance, the older ones counting less; numbers of {found.day}",
        f"{len(found.changes)} numbers differ from {found.compared_with}",
        *_tables(found.changes),
        f"written to {out}" if out else "this is in use already; keep a copy with --out FILE",
    ]
    return "\n".join(lines)


def own_json(found: OwnLesson) -> dict[str, Any]:
    """The same for programs."""
    return {
        "until": found.day.isoformat(),
        "since": found.since.isoformat(),
        "organisations": found.organisations,
        "unknown_before": found.unknown_before,
        "first_reports": rounded(found.first_reports),
        "compared_with": found.compared_with,
        "changes": _changes_json(found.changes),
    }


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
        "changes": _changes_json(found.changes),
        "contradicted": [asdict(contradiction) for contradiction in found.contradictions],
    }
    if with_suggestions:
        document["suggestions"] = suggestions_json(found.suggestions, catalog)
    return document


def _changes_json(changes: Sequence[EstimateChange]) -> list[dict[str, Any]]:
    return [{"key": c.key, "before": c.before, "now": c.now} for c in changes]


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


def _contradicted(found: Sequence[Contradiction]) -> Iterator[str]:
    """What speaks against edges, in the order in which it does."""
    if found:
        yield f"history speaks against {len(found)} edges, which reach less far for it:"
    for c in found[:_CONTRADICTIONS]:
        change = f"{c.by_evidence:.2f} -> {c.reach:.2f}"
        yield f"  {c.service} on {c.node}: {history_words(c.failed, c.posted)}: {change}"
    if len(found) > _CONTRADICTIONS:
        yield f"  … and {len(found) - _CONTRADICTIONS} more, in --json"
