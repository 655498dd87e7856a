"""Parts of the report: wrong claims by year and by chance, what is early, how firm the figures are."""

from collections.abc import Iterator, Sequence

from bot.domain.incident import Grade
from bot.lab.evaluation.chance import ChanceRate
from bot.lab.evaluation.early import EarlyCase, EarlyScore
from bot.lab.evaluation.lines import LEAD, number
from bot.lab.evaluation.margins import Margin
from bot.lab.evaluation.markdown import table
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.report_events import claim_lines
from bot.lab.evaluation.score import Score

_TOLD = (Grade.PROBABLE, Grade.SUSPECTED)
_YEAR_HEADS = (
    "year", "days", "services", *(f"{grade}: {what}" for grade in _TOLD
    for what in ("wrong", "per 30 days", "per 100 services")),
)  # fmt: skip
_CHANCE_HEADS = ("given", "numbers", "services", "seeds", *(grade.value for grade in LEAD))
_CASE_HEADS = ("named", "root", "by", "minutes before its own page", "claimed", "minutes before its own page")
_MARGIN_HEADS = ("figure", "all records", "mean", "deviation", "least", "most")


def year_lines(score: Score, chance: Sequence[ChanceRate]) -> Iterator[str]:
    """Wrong claims of each year, of all, and of the largest null histories."""
    yield ""
    yield (
        "Services are those with a record in the month. Null histories are at the size of the catalogue."
        if chance
        else "Services are those with a record in the month."
    )
    yield ""
    rows = [_year_row(f"{year.period.start:%Y}", year) for year in score.years]
    rows.append(_year_row("all", score.ours.overall))
    largest = max((rate.services for rate in chance), default=0)
    rows += [_null_row(rate) for rate in chance if rate.services == largest]
    yield from table(_YEAR_HEADS, rows)


def chance_lines(chance: Sequence[ChanceRate]) -> Iterator[str]:
    """Wrong claims of null histories at each size."""
    yield ""
    yield (
        "Null histories: real years of dependents, moved in time and given to other services, so that every "
        "claim is wrong. Claims per 30 days on average over the seeds; in brackets the worst seed."
    )
    yield ""
    yield from table(_CHANCE_HEADS, [_chance_row(rate) for rate in chance])


def early_lines(early: EarlyScore) -> Iterator[str]:
    """What is said on one dependent's word."""
    yield ""
    counted = ", ".join(f"{count} {outcome}" for outcome, count in early.outcomes.items())
    pages = early.pages
    yield f"- Claims that began on the word of one dependent: {len(early.claims)}; {counted}."
    yield (
        f"- No label tells of {pages.held} whose root has its page in the records: for {pages.far} that page "
        f"posted within six hours, for {pages.near} within two; by chance alone it would have for "
        f"{number(pages.by_chance, 1)}. Right are those within six. Where the records lack the page at the "
        "time, a claim is unclear."
    )
    yield (
        f"- Wrong early claims: {number(early.wrong_per_30_days, 2)} per 30 days, "
        f"{number(early.wrong_a_hundred, 2)} for each hundred services."
    )
    yield (
        f"- A dependent was the first in six hours to blame a root {early.namings} times, "
        f"{early.with_own_post} times with a post of the root's own page within two hours, "
        f"{len(early.cases)} times before it: {early.claimed} of these were claimed before the page spoke, "
        f"{sum(case.naming.is_over for case in early.cases)} were over when anybody could see them."
    )
    yield ""
    yield from table(_CASE_HEADS, [_case_row(case) for case in early.cases])
    if early.wrong:
        yield ""
        yield "Wrong early claims:"
        yield from claim_lines(early.wrong, Grade.EARLY)


def margin_lines(margins: Sequence[Margin]) -> Iterator[str]:
    """What changes when records are left out."""
    yield ""
    runs = max((len(margin.runs) for margin in margins), default=0)
    yield f"{runs} runs, each without another tenth of the records, drawn at random."
    yield ""
    yield from table(_MARGIN_HEADS, [_margin_row(margin) for margin in margins])


def _year_row(name: str, sums: Overall) -> tuple[str, ...]:
    cells = [
        cell
        for grade in _TOLD
        for score in (sums.grades[grade],)
        for cell in (str(score.wrong), number(score.wrong_per_30_days, 2), number(score.wrong_a_hundred, 2))
    ]
    return name, number(sums.period.days), number(sums.period.watched), *cells


def _null_row(rate: ChanceRate) -> tuple[str, ...]:
    cells = [
        cell
        for grade in _TOLD
        for mean in (rate.mean.get(grade.value),)
        for cell in ("", number(mean, 2), number(None if mean is None else 100 * mean / rate.services, 2))
    ]
    return f"null, {rate.kind}", "", str(rate.services), *cells


def _chance_row(rate: ChanceRate) -> tuple[str, ...]:
    numbers = "learned by month" if rate.learns else "shipped"
    rates = (
        f"{number(rate.mean.get(grade.value), 2)} ({number(rate.most.get(grade.value), 2)})" for grade in LEAD
    )
    return rate.kind, numbers, str(rate.services), str(rate.seeds), *rates


def _case_row(case: EarlyCase) -> tuple[str, ...]:
    first = case.naming
    named = f"{first.at:%Y-%m-%d %H:%M}{' (over)' if first.is_over else ''}"
    claimed = f"{case.claimed_at:%H:%M}" if case.claimed_at else "-"
    ahead = case.minutes_before(case.claimed_at)
    return named, first.provider, first.key[0], number(case.minutes_before(first.at)), claimed, number(ahead)


def _margin_row(margin: Margin) -> tuple[str, ...]:
    least, most = min(margin.runs, default=None), max(margin.runs, default=None)
    figures = (margin.whole, margin.mean, margin.deviation, least, most)
    return margin.name, *(number(figure, 2) for figure in figures)
