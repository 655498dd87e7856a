"""Parts of the report: the field's methods beside ours, and ours without one kind of evidence."""

from collections.abc import Iterator

from bot.domain.incident import Grade
from bot.lab.evaluation.comparing import Compared
from bot.lab.evaluation.evaluation import Evaluation
from bot.lab.evaluation.lines import number
from bot.lab.evaluation.markdown import table
from bot.lab.evaluation.score import Score

_METHOD_HEADS = (
    "method", "setting", "claims", "of nothing per 30 days", "precision", "recall", "F1",
    "right root, recall", "right root, F1", "two-group events", "coincidences", "duplicates", "B-cubed F1",
    "our precision at its recall",
)  # fmt: skip


def baseline_lines(score: Score) -> Iterator[str]:
    """Every method of the field, and ours."""
    yield ""
    yield (
        "The same observations, the same edges as known on each day, the same matching. Each method has the "
        "setting with the best F1 in the first half of the period. Ours was not swept here, but developed "
        "with public records in sight."
    )
    yield ""
    rows = [_method("ours", "as shipped", score.ours, None)]
    rows += [_method(b.baseline.name, b.setting, b.evaluation, b) for b in score.baselines]
    yield from table(_METHOD_HEADS, rows)
    yield ""
    for one in score.baselines:
        blind = " No event lies in the first half: this is the usual setting." if one.tuned_on_nothing else ""
        yield (
            f"- {one.baseline.name}: {one.baseline.says}. As usually set ({one.usual.setting}): precision "
            f"{number(one.usual.precision, 2)}, recall {number(one.usual.recall, 2)}, "
            f"{number(one.usual.of_nothing_per_30_days, 1)} of nothing per 30 days.{blind}"
        )


def ablation_lines(score: Score) -> Iterator[str]:
    """Ours with all evidence, and without each kind."""
    yield ""
    rows = [_method("all evidence", "", score.ours, None)]
    rows += [_method(name, "", evaluation, None) for name, evaluation in score.ablations.items()]
    heads = (_METHOD_HEADS[0], *_METHOD_HEADS[2:-1])
    yield from table(heads, [(row[0], *row[2:-1]) for row in rows])


def _method(name: str, setting: str, evaluation: Evaluation, beside: Compared | None) -> tuple[str, ...]:
    sums = evaluation.overall
    at = sums.grades[Grade.SUSPECTED]
    point = beside.ours_at_its_recall if beside else None
    return (
        name,
        setting,
        str(at.claims),
        number(at.of_nothing_per_30_days, 2),
        number(at.found.precision, 2),
        number(at.found.recall, 2),
        number(at.found.f1, 2),
        number(at.right_root.recall, 2),
        number(at.right_root.f1, 2),
        f"{sums.pairs_found} of {sums.pairs}",
        f"{sums.offences} of {sums.coincidences}",
        str(sums.duplicates),
        number(sums.b_cubed.f1, 2),
        number(point.precision, 2) if point else "-",
    )
