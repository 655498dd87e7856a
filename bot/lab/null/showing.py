"""Figures about null histories, as a table and as one JSON document."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any, Final

from bot.domain.incident import Grade
from bot.lab.null.counting import GRADES, NullClaim, NullFigure
from bot.lab.null.giving import NullKind, Year
from bot.rendering.json import incident_json, instant

Json = dict[str, Any]
_WIDTHS: Final = (8, 5, 8, *(max(10, len(grade.value)) for grade in GRADES))


def head_of(kind: NullKind, year: Year, *, learns: bool) -> str:
    """What the lines that follow are about."""
    donors = "anybody's records" if kind is NullKind.RANDOM else "records of a vendor of their own trade"
    numbers = "learned month by month" if learns else "the shipped ones"
    return (
        f"{year.start:%Y-%m-%d} to {year.end:%Y-%m-%d}, services given {donors}, numbers {numbers}\n"
        f"wrong claims per 30 days that reached a grade:\n"
        f"{_row(('services', 'seed', 'records', *(grade.value for grade in GRADES)))}"
    )


def line_of(figure: NullFigure) -> str:
    """One null history, one line."""
    rates = (f"{figure.per_30_days(grade):.2f}" for grade in GRADES)
    return _row((str(figure.services), str(figure.plan.seed), str(figure.records), *rates))


def claim_lines(figure: NullFigure) -> Iterator[str]:
    """Every claim, with what it rested on."""
    for claim in figure.wrong:
        incident = claim.incident
        yield (
            f"  {claim.at:%Y-%m-%d %H:%M}  {incident.id}  {incident.grade:<10} {incident.probability:.2f}"
            f"  root {incident.root}: {', '.join(incident.services)}"
        )
        yield from (f"      {evidence.weight:+6.1f}  {evidence.says}" for evidence in incident.evidence)


def document_of(
    figures: Sequence[NullFigure], year: Year, kind: NullKind, *, learns: bool, with_claims: bool
) -> Json:
    """All of it. `means` are over the seeds of each size; grades count what reached them."""
    return {
        "null": kind.value,
        "from": instant(year.start),
        "to": instant(year.end),
        "learns": learns,
        "figures": [_figure(figure, with_claims=with_claims) for figure in figures],
        "means": [*_means(figures)],
    }


def _figure(figure: NullFigure, *, with_claims: bool) -> Json:
    listed = {"claims": [_claim(claim) for claim in figure.wrong]} if with_claims else {}
    return {
        "services": figure.services,
        "services_wanted": figure.plan.services,
        "seed": figure.plan.seed,
        "records": figure.records,
        "records_of_providers": figure.own,
        "claims_of_providers_alone": len(figure.claims) - len(figure.wrong),
        "wrong": {grade.value: figure.reached(grade) for grade in GRADES},
        "wrong_per_30_days": {grade.value: round(figure.per_30_days(grade), 3) for grade in GRADES},
        "roots": dict(Counter(claim.incident.root for claim in figure.wrong).most_common()),
        **listed,
    }


def _means(figures: Sequence[NullFigure]) -> Iterator[Json]:
    for size in dict.fromkeys(figure.plan.services for figure in figures):
        of_size = [figure for figure in figures if figure.plan.services == size]
        yield {
            "services": of_size[0].services,
            "seeds": len(of_size),
            "wrong_per_30_days": {g.value: round(_mean(of_size, g), 3) for g in GRADES},
            "most_per_30_days": {g.value: round(max(f.per_30_days(g) for f in of_size), 3) for g in GRADES},
        }


def _mean(figures: Sequence[NullFigure], grade: Grade) -> float:
    return fmean(figure.per_30_days(grade) for figure in figures)


def _claim(claim: NullClaim) -> Json:
    return {"at": instant(claim.at), **incident_json(claim.incident)}


def _row(cells: Sequence[str]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, _WIDTHS, strict=True))
