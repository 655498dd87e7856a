"""All claims of a period together: how many are right, how often one is wrong, whether probabilities hold."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import Stage
from bot.lab.evaluation.events import GRADES, EventScore
from bot.lab.evaluation.matching import Judged
from bot.lab.evaluation.measures import (
    PrecisionRecall,
    b_cubed,
    brier,
    calibration_error_by_chance,
    expected_calibration_error,
    share,
)
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.records import REPORTS_OF_A_COVERED_MONTH
from bot.lab.evaluation.truth import AFFECTED, Event, Label, OneCause, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time and the days in it that records cover."""

    start: datetime
    end: datetime
    covered: tuple[tuple[datetime, datetime], ...]

    @property
    def days(self) -> float:
        """Covered days."""
        return sum((end - start) / timedelta(days=1) for start, end in self.covered)

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in a covered month."""
        return any(start <= at < end for start, end in self.covered)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeScore:
    """The claims that reached one grade."""

    claims: int
    wrong: int
    wrong_per_30_days: float | None
    found: PrecisionRecall
    right_root: PrecisionRecall


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Probabilities when a grade was first reached, against whether the root turned out right.

    `ece_by_chance` is the error that so many perfect forecasts would show on average.
    """

    cases: int
    brier: float | None
    ece: float | None
    ece_by_chance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """A method over a period. Shares of no cases are None."""

    period: Period
    eligible: int
    detected: int
    grades: Mapping[Grade, GradeScore]
    calibration: Mapping[Grade, Calibration]
    members: PrecisionRecall
    victims: float | None
    b_cubed: PrecisionRecall
    duplicates: int
    wrong_roots: int
    offences: int
    coincidences: int
    small_found: int
    small: int
    median_minutes_from_third_group: float | None
    before_own_page: int
    with_own_page: int


def period_of(start: datetime, end: datetime, reports: Mapping[tuple[int, int], int]) -> Period:
    """A period, without the months of which there are no records."""
    covered = tuple(
        (a, b)
        for a, b in _months_between(start, end)
        if reports.get((a.year, a.month), 0) >= REPORTS_OF_A_COVERED_MONTH
    )
    return Period(start=start, end=end, covered=covered)


def overall(
    period: Period, claims: Iterable[Judged], scores: Sequence[EventScore], truth: Truth, naming: Naming
) -> Overall:
    """Score what was first announced in the period against what happened in it."""
    claims = [one for one in claims if period.holds(one.claim.announced[0].at)]
    scores = [score for score in scores if period.holds(score.event.start)]
    eligible = [score for score in scores if score.event.is_eligible]
    clusters = [c for c in truth.clusters if period.holds(min(c.times))]
    small = {c.id for c in clusters if c.verdict is OneCause.YES}
    leads = sorted(m for s in eligible if (m := s.minutes_from(s.event.third_group_at)) is not None)
    posted = [m for s in eligible if (m := s.minutes_from(s.event.own_post)) is not None]
    return Overall(
        period=period,
        eligible=len(eligible),
        detected=sum(score.is_detected for score in eligible),
        grades={grade: _graded(grade, claims, eligible, period) for grade in GRADES},
        calibration={grade: _calibrated(grade, claims, naming) for grade in GRADES},
        members=_members(eligible),
        victims=_victims(eligible),
        b_cubed=_clustering([s.event for s in scores], claims),
        duplicates=sum(max(len(s.claims) - 1, 0) for s in scores) + sum(one.is_duplicate for one in claims),
        wrong_roots=sum(one.has_wrong_root for one in claims),
        offences=len({id_ for one in claims for id_ in one.offences}),
        coincidences=sum(c.verdict is OneCause.NO for c in clusters),
        small_found=len(small & {id_ for one in claims for id_ in one.clusters}),
        small=len(small),
        median_minutes_from_third_group=leads[len(leads) // 2] if leads else None,
        before_own_page=sum(m < 0 for m in posted),
        with_own_page=len(posted),
    )


def is_right(one: Judged, stage: Stage, naming: Naming) -> bool:
    """Whether a claim speaks of something real, and names its provider at this stage."""
    return not one.is_wrong and naming.provider(stage.root) in one.providers


def _graded(grade: Grade, claims: list[Judged], eligible: list[EventScore], period: Period) -> GradeScore:
    reached = [one for one in claims if one.claim.peak.rank >= grade.rank]
    wrong = sum(one.is_wrong for one in reached)
    found = [score for score in eligible if grade in score.first]
    with_root = sum(not (one.is_wrong or one.has_wrong_root) for one in reached)
    return GradeScore(
        claims=len(reached),
        wrong=wrong,
        wrong_per_30_days=share(30 * wrong, period.days),
        found=PrecisionRecall(
            precision=share(len(reached) - wrong, len(reached)), recall=share(len(found), len(eligible))
        ),
        right_root=PrecisionRecall(
            precision=share(with_root, len(reached)),
            recall=share(sum(score.root_right for score in found), len(eligible)),
        ),
    )


def _calibrated(grade: Grade, claims: list[Judged], naming: Naming) -> Calibration:
    forecasts = [
        (stage.probability, is_right(one, stage, naming))
        for one in claims
        if (stage := one.claim.first_at(grade)) is not None
    ]
    return Calibration(
        cases=len(forecasts),
        brier=brier(forecasts),
        ece=expected_calibration_error(forecasts),
        ece_by_chance=calibration_error_by_chance([p for p, _ in forecasts]),
    )


def _members(eligible: list[EventScore]) -> PrecisionRecall:
    found = sum(score.members.records_found for score in eligible)
    wrong = sum(score.members.records_wrong for score in eligible)
    affected = sum(score.members.records_affected for score in eligible)
    return PrecisionRecall(precision=share(found, found + wrong), recall=share(found, affected))


def _victims(eligible: list[EventScore]) -> float | None:
    """The share of companies labelled victim, of which timing says nothing, that were found."""
    victims = [victim for score in eligible for victim in score.event.victims]
    found = [victim for score in eligible for victim in score.event.victims if victim in score.members.found]
    return share(len(found), len(victims))


def _clustering(events: list[Event], claims: list[Judged]) -> PrecisionRecall:
    """Labelled records only: an event's affected ones are one cluster, every unrelated one is its own."""
    truth: dict[Hashable, Hashable] = {}
    for event in events:
        for key, label in event.labels.items():
            if label in AFFECTED and key in event.affected:
                truth[key] = event.id
            elif label is Label.UNRELATED:
                truth.setdefault(key, key)
    placed: dict[Hashable, Hashable] = {}
    for one in claims:
        for key in one.claim.members:
            placed.setdefault(key, one.claim.id)
    return b_cubed(truth, placed)


def _months_between(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The months of a period, the first and the last cut off where it begins and ends."""
    found = []
    while start < end:
        following = (start.replace(day=1) + timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        found.append((start, min(following, end)))
        start = following
    return found
