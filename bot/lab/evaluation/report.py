"""The score as Markdown: names of services, identifiers and numbers only, never a provider's text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.lab.evaluation.aims import AIM_HEADS, aims_of
from bot.lab.evaluation.chance import ChanceRate
from bot.lab.evaluation.lines import CALIBRATION_HEADS, GRADE_HEADS, calibration_rows, grade_rows, remarks
from bot.lab.evaluation.margins import Margin
from bot.lab.evaluation.markdown import table
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.report_events import claim_lines, event_lines
from bot.lab.evaluation.report_meaning import MEANING
from bot.lab.evaluation.report_methods import ablation_lines, baseline_lines
from bot.lab.evaluation.report_rates import chance_lines, early_lines, margin_lines, year_lines
from bot.lab.evaluation.score import Score
from bot.lab.evaluation.weakness import weaknesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What else a report shows: ready lines on the reading of texts and on votes, figures made elsewhere.

    `picture` is the name of the reliability diagram that lies beside the report.
    """

    words: Sequence[str] = ()
    people: Sequence[str] = ()
    margins: Sequence[Margin] = ()
    chance: Sequence[ChanceRate] = ()
    picture: str | None = None


def report_of(score: Score, command: str, beside: Beside) -> str:
    """The whole report."""
    ours = score.ours
    sections = [
        ["# Score", *_intro(score, command)],
        ["## Overall", *_overall(ours.overall)],
        [f"![Reliability diagram]({beside.picture})"] if beside.picture else [],
        ["## Aims", "", *table(AIM_HEADS, (aim.cells() for aim in aims_of(score)))],
        ["## Wrong claims, year by year", *year_lines(score, beside.chance)],
        ["## By chance alone", *chance_lines(beside.chance)] if beside.chance else [],
        ["## Early", *early_lines(score.early)],
        ["## Margins", *margin_lines(beside.margins)] if beside.margins else [],
        *(["## " + _title(part), *_overall(part)] for part in score.parts),
        ["## Event by event", *event_lines(ours.events)],
        ["## Wrong announcements", *claim_lines(ours.wrong)],
        ["## Announcements with one victim, and unclear ones", *claim_lines(ours.doubtful)],
        ["## Beside the field's methods", *baseline_lines(score)] if score.baselines else [],
        ["## Without one kind of evidence", *ablation_lines(score)] if score.ablations else [],
        ["## Words", "", *beside.words] if beside.words else [],
        ["## What people said", *beside.people] if beside.people else [],
        ["## What is weak", "", *(f"- {line}" for line in weaknesses(score))],
        ["## What the figures mean", "", MEANING],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _intro(score: Score, command: str) -> Iterator[str]:
    period = score.wanted.period
    yield ""
    yield f"Made by `{command}`; written by that command only."
    yield ""
    yield (
        f"Scored: {period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}, {period.days:.0f} days with records. "
        "Months without records count neither for nor against."
    )
    if score.wanted.hindsight:
        yield "With hindsight: edges and numbers of today serve for every day. No fair score."
    else:
        yield (
            "Without hindsight: on each day only edges whose evidence was older, numbers learned only from "
            "earlier months, and while an event lasts nothing that was found out since it began."
        )
    if score.borrowed:
        yield (
            f"For {len(score.borrowed)} months the records begin too late to learn from: there the shipped "
            "numbers served, which were learned from other records, in part later ones."
        )


def _title(sums: Overall) -> str:
    return f"{sums.period.start:%Y-%m-%d} to {sums.period.end:%Y-%m-%d}"


def _overall(sums: Overall) -> Iterator[str]:
    yield ""
    yield f"{sums.period.days:.0f} days with records, {sums.eligible} eligible events."
    yield ""
    yield from table(GRADE_HEADS, grade_rows(sums))
    yield ""
    yield from (f"- {remark}" for remark in remarks(sums))
    yield ""
    yield from table(CALIBRATION_HEADS, calibration_rows(sums))
