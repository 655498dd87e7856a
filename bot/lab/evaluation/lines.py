"""Words for figures, the same in the terminal and in the report."""

from bot.domain.incident import Grade
from bot.lab.evaluation.events import EventScore
from bot.lab.evaluation.overall import Overall

GRADE_HEADS = (
    "grade", "claims", "wrong", "wrong per 30 days", "precision", "recall", "F1", "with the right root",
)  # fmt: skip
CALIBRATION_HEADS = ("grade first reached", "cases", "Brier", "ECE", "by chance")


def number(value: float | None, digits: int = 0) -> str:
    """A number for people, - for none."""
    return "-" if value is None else f"{value:.{digits}f}"


def grade_rows(sums: Overall) -> list[tuple[str, ...]]:
    """One row a grade: what reached it."""
    return [
        (
            grade.value,
            str(s.claims),
            str(s.wrong),
            number(s.wrong_per_30_days, 2),
            number(s.found.precision, 2),
            number(s.found.recall, 2),
            number(s.found.f1, 2),
            f"{number(s.right_root.precision, 2)} / {number(s.right_root.recall, 2)}",
        )
        for grade, s in sums.grades.items()
    ]


def calibration_rows(sums: Overall) -> list[tuple[str, ...]]:
    """One row a grade: whether probabilities hold."""
    return [
        (grade.value, str(c.cases), number(c.brier, 3), number(c.ece, 2), number(c.ece_by_chance, 2))
        for grade, c in sums.calibration.items()
    ]


def remarks(sums: Overall) -> list[str]:
    """What else there is to say of a period, one line each."""
    members, cubed = sums.members, sums.b_cubed
    found = f"Eligible events found: {sums.detected} of {sums.eligible}"
    group = (
        f"Members: precision {number(members.precision, 2)}, recall {number(members.recall, 2)}, of groups "
        f"labelled victim {number(sums.victims, 2)}; "
        f"B-cubed: precision {number(cubed.precision, 2)}, recall {number(cubed.recall, 2)}"
    )
    small = f"Smaller shared events found: {sums.small_found} of {sums.small}"
    coincidences = f"coincidences announced as probable: {sums.offences} of {sums.coincidences}"
    median = number(sums.median_minutes_from_third_group)
    before = f"{sums.before_own_page} of {sums.with_own_page}"
    return [
        f"{found}; claims with the wrong root: {sums.wrong_roots}; duplicates: {sums.duplicates}.",
        f"{group}, F1 {number(cubed.f1, 2)}.",
        f"{small}; {coincidences}.",
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
    return "missed" if score.event.is_eligible else "-"
