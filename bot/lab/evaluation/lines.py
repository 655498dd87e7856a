"""Words for figures, the same in the terminal and in the report."""

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import SURE
from bot.lab.evaluation.events import EventScore
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.truth import Outcome

# People are told of what is probable; what is suspected they may ask for.
LEAD = (Grade.PROBABLE, Grade.SUSPECTED, Grade.CONFIRMED)
GRADE_HEADS = (
    "grade", "claims", *(outcome.value for outcome in Outcome), "precision", "of two victims", "recall",
    "wrong per 30 days", "per 100 services",
)  # fmt: skip
CALIBRATION_HEADS = ("grade first reached", "cases", "Brier", "ECE", "by chance")


def number(value: float | None, digits: int = 0) -> str:
    """A number for people, - for none."""
    return "-" if value is None else f"{value:.{digits}f}"


def grade_rows(sums: Overall) -> list[tuple[str, ...]]:
    """One row a grade: what reached it, and what that was."""
    return [
        (
            grade.value,
            str(s.claims),
            *(str(s.outcomes[outcome]) for outcome in Outcome),
            number(s.right_root.precision, 2),
            number(s.strict_precision, 2),
            number(s.right_root.recall, 2),
            number(s.wrong_per_30_days, 2),
            number(s.wrong_a_hundred, 2),
        )
        for grade in LEAD
        for s in (sums.grades[grade],)
    ]


def calibration_rows(sums: Overall) -> list[tuple[str, ...]]:
    """One row a grade: whether probabilities hold."""
    return [
        (grade.value, str(c.cases), number(c.brier, 3), number(c.ece, 2), number(c.ece_by_chance, 2))
        for grade in LEAD
        for c in (sums.calibration[grade],)
    ]


def remarks(sums: Overall) -> list[str]:
    """What else there is to say of a period, one line each."""

    def two(value: float | None) -> str:
        return number(value, 2)

    members, on_all = sums.members, sums.b_cubed_on_all
    found = f"Eligible events found: {sums.detected} of {sums.eligible}"
    in_time = (
        f"with the right provider {sums.detected_with_root}, at probable while on {sums.probable_in_time}"
    )
    recalled = f"affected records {two(members.recall)}, groups {two(sums.groups_found)}"
    precise = f"labelled records {two(members.precision)}, on all {two(sums.members_on_all.precision)}"
    cubed = f"precision {two(on_all.precision)}, recall {two(on_all.recall)}, F1 {two(on_all.f1)}"
    offences = f"coincidences announced as probable: {sums.offences} of {sums.coincidences}"
    median = number(sums.median_minutes_from_third_group)
    before = f"{sums.before_own_page} of {sums.with_own_page}"
    return [
        f"{found}, {in_time}.",
        f"Two-group events found with the right provider: {sums.pairs_found} of {sums.pairs}.",
        f"Members found: {recalled}, groups labelled victim {two(sums.victims)}; precision on {precise}.",
        f"B-cubed on all records: {cubed}; on labelled records F1 {two(sums.b_cubed.f1)}.",
        f"Claims with the wrong root: {sums.wrong_roots}; duplicates: {sums.duplicates}; {offences}.",
        f"Claims of a probability of {SURE} or more that stood below probable: {sums.sure_but_low}.",
        f"Median minutes after the third affected group: {median}; before the own page: {before}.",
    ]


def root_words(score: EventScore) -> str:
    """The root that an event's claim named, and whether it is right."""
    if score.root is None:
        return "-"
    first = "" if score.root_first == score.root else f", first {score.root_first}"
    return f"{score.root}{'' if score.root_right else ' (wrong)'}{first}"


def grade_words(score: EventScore) -> str:
    """The grade an event reached, missed where it could have been found."""
    if score.grade is not None:
        return Grade(score.grade).value
    return "missed" if score.event.is_eligible or score.event.is_pair else "-"
