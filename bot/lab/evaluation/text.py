"""A score as text for a terminal: every event, every wrong announcement, the sums, the others beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.domain.incident import Grade
from bot.lab.evaluation.aims import AIM_HEADS, aims_of
from bot.lab.evaluation.evaluation import Evaluation
from bot.lab.evaluation.events import GRADES, EventScore
from bot.lab.evaluation.lines import (
    CALIBRATION_HEADS,
    GRADE_HEADS,
    calibration_rows,
    grade_rows,
    grade_words,
    number,
    remarks,
    root_words,
)
from bot.lab.evaluation.matching import Judged
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.evaluation.score import Score

_EVENT_HEADS = (
    "event", "groups", "grade", *(grade.value for grade in GRADES), "vs 3rd", "vs own page", "root", "found",
    "wrong", "other", "claims",
)  # fmt: skip
_METHOD_HEADS = (
    "method", "claims", "of nothing /30 d", "precision", "recall", "F1", "root F1", "pairs", "B-cubed F1",
)  # fmt: skip


def text_of(score: Score, records: Mapping[Key, ReportRecord]) -> str:
    """All of it."""
    ours = score.ours
    return "\n".join(
        [
            *_table(_EVENT_HEADS, [_event(event) for event in ours.events]),
            "Minutes after the event's start, the third affected group's post, the own page. A - behind the",
            "groups: fewer than three, not counted. found, wrong, other: affected, unrelated, unlabelled.",
            "",
            *_claims("wrong announcements", ours.wrong, records),
            "",
            *_claims("right with one victim, or unclear", ours.doubtful, records),
            "",
            *_claims("coincidences taken for a cause", [one for one in ours.claims if one.offences], records),
            *(line for sums in (*score.parts, ours.overall) for line in _sums(sums)),
            "",
            *_table(AIM_HEADS, [aim.cells() for aim in aims_of(score)]),
            *_others(score),
            *([f"{len(score.borrowed)} months with the shipped numbers"] if score.borrowed else []),
        ]
    )


def _event(score: EventScore) -> tuple[str, ...]:
    event, members = score.event, score.members
    return (
        event.id,
        f"{len(event.groups)}{' ' if event.is_eligible else '-'}",
        grade_words(score),
        *(number(score.minutes_from(event.start, grade)) for grade in GRADES),
        number(score.minutes_from(event.third_group_at)),
        number(score.minutes_from(event.own_post)),
        root_words(score),
        f"{members.records_found}/{members.records_affected}",
        str(members.records_wrong),
        str(members.unlabelled),
        str(len(score.claims)),
    )


def _claims(title: str, claims: Sequence[Judged], records: Mapping[Key, ReportRecord]) -> Iterator[str]:
    yield f"{title}: {len(claims)}"
    for one in claims:
        claim = one.claim
        top = claim.first_at(claim.peak) or claim.stages[0]
        clusters = "".join(f"  {about}" for about in (*(m.event for m in one.matches), *one.offences))
        yield (
            f"  {claim.announced[0].at:%Y-%m-%d %H:%M}  {claim.id}  {claim.peak:<10} {top.probability:.2f}"
            f"  {one.outcome}: root {top.root}  {claim.ending}{clusters}"
        )
        for key in sorted(claim.members, key=lambda k: (k in records and records[k].seen.isoformat(), k)):
            yield f"      {_member(key, records.get(key))}"


def _member(key: Key, record: ReportRecord | None) -> str:
    if record is None:
        return f"{'':11}  {key[0]:<22} {key[1]}"
    return f"{record.seen:%m-%d %H:%M}  {key[0]:<22} {key[1]:<16} {record.report.title[:90]}"


def _sums(sums: Overall) -> Iterator[str]:
    period = sums.period
    yield ""
    yield f"{period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}, {period.days:.0f} days with records"
    yield from _table(GRADE_HEADS, grade_rows(sums))
    yield from _table(CALIBRATION_HEADS, calibration_rows(sums))
    yield from remarks(sums)


def _others(score: Score) -> Iterator[str]:
    methods = [(f"{b.baseline.name}, {b.setting}", b.evaluation) for b in score.baselines]
    methods += [(name, evaluation) for name, evaluation in score.ablations.items()]
    if not methods:
        return
    yield ""
    yield from _table(_METHOD_HEADS, [_method(name, one) for name, one in (("ours", score.ours), *methods)])
    for one in score.baselines:
        if (point := one.ours_at_its_recall) is not None:
            yield f"At the recall of {one.baseline.name}: our precision {number(point.precision, 2)}"


def _method(name: str, evaluation: Evaluation) -> tuple[str, ...]:
    sums = evaluation.overall
    at = sums.grades[Grade.SUSPECTED]
    return (
        name,
        str(at.claims),
        number(at.of_nothing_per_30_days, 2),
        number(at.found.precision, 2),
        number(at.found.recall, 2),
        number(at.found.f1, 2),
        number(at.right_root.f1, 2),
        f"{sums.pairs_found}/{sums.pairs}",
        number(sums.b_cubed.f1, 2),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines]
