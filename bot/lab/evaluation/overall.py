"""All claims of a period together: how many are right, how often one is wrong, whether probabilities hold."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.incident import Grade
from bot.lab.evaluation.events import GRADES, EventScore
from bot.lab.evaluation.matching import Judged
from bot.lab.evaluation.measures import (
    Forecasts,
    PrecisionRecall,
    b_cubed,
    brier,
    calibration_error_by_chance,
    expected_calibration_error,
    share,
)
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.truth import AFFECTED, Event, Label, OneCause, Outcome, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeScore:
    """The claims that reached one grade, by what they turned out to be, and the events that they found."""

    period: Period
    outcomes: Mapping[Outcome, int]
    recall: float | None
    recall_with_root: float | None

    @property
    def claims(self) -> int:
        """All of them, the unclear ones too."""
        return sum(self.outcomes.values())

    @property
    def counted(self) -> int:
        """Those that count: all but the unclear."""
        return self.claims - self.outcomes[Outcome.UNCLEAR]

    @property
    def wrong(self) -> int:
        """Coincidences and wrong roots."""
        return sum(count for outcome, count in self.outcomes.items() if outcome.is_wrong)

    @property
    def wrong_per_30_days(self) -> float | None:
        """Wrong ones in 30 days."""
        return self.period.per_30_days(self.wrong)

    @property
    def of_nothing_per_30_days(self) -> float | None:
        """Those about nothing that happened in 30 days: for methods that name no root."""
        return self.period.per_30_days(self.outcomes[Outcome.COINCIDENCE])

    @property
    def wrong_a_hundred(self) -> float | None:
        """Wrong ones in 30 days for each hundred services watched."""
        return self.period.per_30_days_a_hundred(self.wrong)

    @property
    def strict_precision(self) -> float | None:
        """The share of which at least two victims are known."""
        return share(self.outcomes[Outcome.RIGHT], self.counted)

    @property
    def found(self) -> PrecisionRecall:
        """Claims and events under whatever root: for methods that name none."""
        about_something = self.counted - self.outcomes[Outcome.COINCIDENCE]
        return PrecisionRecall(precision=share(about_something, self.counted), recall=self.recall)

    @property
    def right_root(self) -> PrecisionRecall:
        """Claims and events with the right provider."""
        right = sum(count for outcome, count in self.outcomes.items() if outcome.is_right)
        return PrecisionRecall(precision=share(right, self.counted), recall=self.recall_with_root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Probabilities when a grade was first reached, each with whether that claim's root had failed.

    What is unclear counts for nobody.
    """

    forecasts: Forecasts

    @property
    def cases(self) -> int:
        """How many they are."""
        return len(self.forecasts)

    @property
    def brier(self) -> float | None:
        """Their Brier score."""
        return brier(self.forecasts)

    @property
    def ece(self) -> float | None:
        """Their expected calibration error."""
        return expected_calibration_error(self.forecasts)

    @property
    def ece_by_chance(self) -> float | None:
        """The error that so many perfect forecasts would show on average."""
        return calibration_error_by_chance([p for p, _ in self.forecasts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """A method over a period. Shares of no cases are None.

    `members` and `b_cubed` are of labelled records; `on_all` takes every other record that a claim about an
    event took in for one that does not belong. `sure_but_low` are claims of a probability of .8 or more that
    stood below `probable` with it.
    """

    period: Period
    eligible: int
    detected: int
    detected_with_root: int
    probable_in_time: int
    grades: Mapping[Grade, GradeScore]
    calibration: Mapping[Grade, Calibration]
    sure_but_low: int
    members: PrecisionRecall
    members_on_all: PrecisionRecall
    groups_found: float | None
    victims: float | None
    b_cubed: PrecisionRecall
    b_cubed_on_all: PrecisionRecall
    duplicates: int
    wrong_roots: int
    offences: int
    coincidences: int
    pairs_found: int
    pairs: int
    median_minutes_from_third_group: float | None
    before_own_page: int
    with_own_page: int


def overall(
    period: Period, claims: Iterable[Judged], scores: Sequence[EventScore], truth: Truth, naming: Naming
) -> Overall:
    """Score what was first announced in the period against what happened in it."""
    claims = [one for one in claims if period.holds(one.claim.announced[0].at)]
    scores = [score for score in scores if period.holds(score.event.start)]
    eligible = [score for score in scores if score.event.is_eligible]
    pairs = [score for score in scores if score.event.is_pair]
    clusters = [c for c in truth.clusters if period.holds(min(c.times))]
    leads = sorted(m for s in eligible if (m := s.minutes_from(s.event.third_group_at)) is not None)
    posted = [m for s in eligible if (m := s.minutes_from(s.event.own_post)) is not None]
    events = [score.event for score in scores]
    return Overall(
        period=period,
        eligible=len(eligible),
        detected=sum(score.is_detected for score in eligible),
        detected_with_root=sum(score.root_right for score in eligible),
        probable_in_time=sum(score.root_right and score.is_probable_in_time for score in eligible),
        grades={grade: _graded(grade, claims, eligible, period) for grade in GRADES},
        calibration={grade: _calibrated(grade, claims, naming) for grade in GRADES},
        sure_but_low=sum(one.claim.was_sure_below_probable for one in claims),
        members=_members(eligible, on_all=False),
        members_on_all=_members(eligible, on_all=True),
        groups_found=_groups_found(eligible),
        victims=_victims(eligible),
        b_cubed=clustering(events, claims, on_all=False),
        b_cubed_on_all=clustering(events, claims, on_all=True),
        duplicates=sum(max(len(s.claims) - 1, 0) for s in scores) + sum(one.is_duplicate for one in claims),
        wrong_roots=sum(one.has_wrong_root for one in claims),
        offences=len({id_ for one in claims for id_ in one.offences}),
        coincidences=sum(c.verdict is OneCause.NO for c in clusters),
        pairs_found=sum(score.root_right for score in pairs),
        pairs=len(pairs),
        median_minutes_from_third_group=leads[len(leads) // 2] if leads else None,
        before_own_page=sum(m < 0 for m in posted),
        with_own_page=len(posted),
    )


def _graded(grade: Grade, claims: list[Judged], eligible: list[EventScore], period: Period) -> GradeScore:
    reached = Counter(one.outcome for one in claims if one.claim.peak.rank >= grade.rank)
    found = [score for score in eligible if grade in score.first]
    return GradeScore(
        period=period,
        outcomes={outcome: reached[outcome] for outcome in Outcome},
        recall=share(len(found), len(eligible)),
        recall_with_root=share(sum(score.root_right for score in found), len(eligible)),
    )


def _calibrated(grade: Grade, claims: list[Judged], naming: Naming) -> Calibration:
    return Calibration(
        forecasts=tuple(
            (stage.probability, one.outcome.is_right and naming.provider(stage.root) in one.providers)
            for one in claims
            if one.outcome is not Outcome.UNCLEAR and (stage := one.claim.first_at(grade)) is not None
        )
    )


def _members(eligible: list[EventScore], *, on_all: bool) -> PrecisionRecall:
    found = sum(score.members.records_found for score in eligible)
    wrong = sum(score.members.records_wrong for score in eligible)
    wrong += sum(score.members.unlabelled for score in eligible) if on_all else 0
    affected = sum(score.members.records_affected for score in eligible)
    return PrecisionRecall(precision=share(found, found + wrong), recall=share(found, affected))


def _groups_found(eligible: list[EventScore]) -> float | None:
    found = sum(len(score.members.found) for score in eligible)
    return share(found, sum(len(score.event.groups) for score in eligible))


def _victims(eligible: list[EventScore]) -> float | None:
    """The share of companies labelled victim, of which timing says nothing, that were found."""
    victims = [victim for score in eligible for victim in score.event.victims]
    found = [victim for score in eligible for victim in score.event.victims if victim in score.members.found]
    return share(len(found), len(victims))


def clustering(events: Iterable[Event], claims: Iterable[Judged], *, on_all: bool) -> PrecisionRecall:
    """An event's affected records are one cluster, every unrelated one is its own.

    On all records so is every member of a claim of which no label says anything, unless the claim is unclear.
    """
    truth: dict[Hashable, Hashable] = {}
    spoken_of: set[Hashable] = set()
    for event in events:
        spoken_of |= event.labels.keys()
        for key, label in event.labels.items():
            if label in AFFECTED and key in event.affected:
                truth[key] = event.id
            elif label is Label.UNRELATED:
                truth.setdefault(key, key)
    placed: dict[Hashable, Hashable] = {}
    for one in claims:
        for key in one.claim.members:
            placed.setdefault(key, one.claim.id)
            if on_all and key not in spoken_of and one.outcome is not Outcome.UNCLEAR:
                truth.setdefault(key, key)
    return b_cubed(truth, placed)
