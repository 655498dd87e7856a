"""The field's methods beside ours: the setting each does best with, and precision at equal recall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.incident import Grade
from bot.lab.evaluation.baselines.baseline import Baseline, Setting
from bot.lab.evaluation.baselines.feed import Feed
from bot.lab.evaluation.claims import Claim, Stage
from bot.lab.evaluation.evaluation import Evaluation, evaluated, narrowed
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.truth import Truth

_GRADES: Final = {grade.rank: grade for grade in Grade}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A method at one setting, or ours above one score: shares over eligible events and all its claims."""

    setting: str
    precision: float | None
    recall: float | None
    of_nothing_per_30_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A baseline with the setting that had the best F1 in the first half of the period.

    `tuned_on_nothing` says that the first half holds no eligible event: then it is the usual setting.
    `curve` has every setting. `ours_at_its_recall` is our most precise point with at least its recall.
    """

    baseline: Baseline
    setting: str
    tuned_on_nothing: bool
    evaluation: Evaluation
    usual: Point
    curve: tuple[Point, ...]
    ours_at_its_recall: Point | None


def compared(baseline: Baseline, feed: Feed, truth: Truth, period: Period, ours: Sequence[Point]) -> Compared:
    """Run a baseline with every setting."""
    runs = {s: _run(baseline, s, feed, truth, period) for s in baseline.settings}
    half = first_half(period)
    scores = {s: narrowed(run, truth, half, feed.naming) for s, run in runs.items()}
    best = max(runs, key=lambda setting: _worth(scores[setting]))
    is_blind = all(score.grades[Grade.SUSPECTED].found.recall is None for score in scores.values())
    best = baseline.usual if is_blind else best
    point = point_of(_named(baseline, best), runs[best].overall)
    return Compared(
        baseline=baseline,
        setting=point.setting,
        tuned_on_nothing=is_blind,
        evaluation=runs[best],
        usual=point_of(_named(baseline, baseline.usual), runs[baseline.usual].overall),
        curve=tuple(point_of(_named(baseline, s), run.overall) for s, run in runs.items()),
        ours_at_its_recall=at_recall(ours, point.recall),
    )


def first_half(period: Period) -> Period:
    """The first half of a period, by the calendar."""
    middle = period.start + (period.end - period.start) / 2
    return period.part(period.start, middle)


def our_curve(claims: Iterable[Claim], truth: Truth, period: Period, naming: Naming) -> list[Point]:
    """Ours above every score: the grade first, then the probability it had at its best within that grade."""
    claims = [claim for claim in claims if claim.peak.is_announced]
    levels = sorted({score_of(claim) for claim in claims})
    found = []
    for rank, probability in levels:
        kept = [part for claim in claims if (part := _above(claim, (rank, probability))) is not None]
        sums = evaluated(kept, truth, period, naming).overall
        found.append(point_of(f"{_GRADES[rank]} {probability:.2f}", sums))
    return found


def at_recall(points: Iterable[Point], recall: float | None) -> Point | None:
    """The most precise point with at least this recall."""
    comparable = [
        p
        for p in points
        if recall is not None and p.recall is not None and p.recall >= recall and p.precision is not None
    ]
    return max(comparable, key=lambda p: (p.precision or 0.0, p.recall or 0.0), default=None)


def point_of(setting: str, sums: Overall) -> Point:
    """The point of a curve that these sums are."""
    score = sums.grades[Grade.SUSPECTED]
    return Point(
        setting=setting,
        precision=score.found.precision,
        recall=score.found.recall,
        of_nothing_per_30_days=score.of_nothing_per_30_days,
    )


def score_of(claim: Claim) -> tuple[int, float]:
    """How sure a claim ever was: grade, then probability."""
    return max(_sureness(stage) for stage in claim.announced)


def _above(claim: Claim, score: tuple[int, float]) -> Claim | None:
    """A claim from the moment it reaches a score, as if it had been announced only then."""
    at = next((i for i, s in enumerate(claim.stages) if s.grade.is_announced and _sureness(s) >= score), None)
    if at is None:
        return None
    return Claim(
        id=claim.id,
        stages=claim.stages[at:],
        closed_at=claim.closed_at,
        ending=claim.ending,
        merged_into=claim.merged_into,
    )


def _sureness(stage: Stage) -> tuple[int, float]:
    return stage.grade.rank, round(stage.probability, 2)


def _run(baseline: Baseline, setting: Setting, feed: Feed, truth: Truth, period: Period) -> Evaluation:
    return evaluated(baseline.claims(feed, setting), truth, period, feed.naming)


def _named(baseline: Baseline, setting: Setting) -> str:
    return baseline.shape.format(*setting)


def _worth(sums: Overall) -> tuple[float, float]:
    found = sums.grades[Grade.SUSPECTED].found
    return found.f1 or 0.0, found.precision or 0.0
