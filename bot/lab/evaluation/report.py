"""The score as Markdown: names of services, identifiers and numbers only, never a provider's text."""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.incident import Grade
from bot.lab.evaluation.comparing import Compared
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
from bot.lab.evaluation.score import Score
from bot.lab.evaluation.weakness import weaknesses

_EVENT_HEADS = (
    "event", "groups", "grade", "suspected", "probable", "confirmed", "after third group", "after own page",
    "root", "records found", "unrelated taken in",
)  # fmt: skip
_MEMBER_HEADS = ("event", "groups found", "groups missed", "groups with unrelated records")
_METHOD_HEADS = (
    "method", "setting", "claims", "of nothing per 30 days", "precision", "recall", "F1",
    "right root, recall", "right root, F1", "two-group events", "coincidences", "duplicates", "B-cubed F1",
    "our precision at its recall",
)  # fmt: skip


def report_of(score: Score, command: str, words: Sequence[str], people: Sequence[str] = ()) -> str:
    """The whole report. `words` and `people` are ready lines about the reading of texts and about votes."""
    ours = score.ours
    sections = [
        ["# Score", *_intro(score, command)],
        ["## Overall", *_overall(ours.overall)],
        *(["## " + _title(part), *_overall(part)] for part in score.parts),
        ["## Event by event", *_events(ours.events)],
        ["## Wrong announcements", *_claims(ours.wrong)],
        ["## Announcements that are not all right", *_claims(ours.doubtful)],
        ["## Beside the field's methods", *_baselines(score)] if score.baselines else [],
        ["## Without one kind of evidence", *_ablations(score)] if score.ablations else [],
        ["## Words", "", *words] if words else [],
        ["## What people said", *people] if people else [],
        ["## What is weak", "", *(f"- {line}" for line in weaknesses(score))],
        ["## What the figures mean", "", _MEANING],
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
    yield from _table(GRADE_HEADS, grade_rows(sums))
    yield ""
    yield from (f"- {remark}" for remark in remarks(sums))
    yield ""
    yield from _table(CALIBRATION_HEADS, calibration_rows(sums))


def _events(scores: Sequence[EventScore]) -> Iterator[str]:
    yield ""
    yield "Times in minutes after the start of the failure. In brackets: fewer than three affected groups."
    yield ""
    yield from _table(_EVENT_HEADS, [_event(score) for score in scores])
    yield ""
    yield from _table(
        _MEMBER_HEADS,
        [
            (s.event.id, _names(s.members.found), _names(s.members.missed), _names(s.members.wrong))
            for s in scores
            if s.event.is_eligible
        ],
    )


def _event(score: EventScore) -> tuple[str, ...]:
    event, members = score.event, score.members
    groups = len(event.groups)
    return (
        event.id,
        str(groups) if event.is_eligible else f"({groups})",
        grade_words(score),
        *(number(score.minutes_from(event.start, grade)) for grade in GRADES),
        number(score.minutes_from(event.third_group_at)),
        number(score.minutes_from(event.own_post)),
        root_words(score),
        f"{members.records_found} of {members.records_affected}",
        str(members.records_wrong),
    )


def _claims(claims: Sequence[Judged]) -> Iterator[str]:
    yield ""
    if not claims:
        yield "None."
        return
    heads = ("announced", "what it was", "grade", "root", "probability", "services")
    yield from _table(heads, [_claim_row(one) for one in claims])


def _claim_row(one: Judged) -> tuple[str, ...]:
    claim = one.claim
    top = claim.first_at(claim.peak) or claim.stages[0]
    services = sorted({service for service, _ in claim.members})
    at = f"{claim.announced[0].at:%Y-%m-%d %H:%M}"
    return at, one.outcome.value, claim.peak.value, top.root, number(top.probability, 2), _names(services)


def _baselines(score: Score) -> Iterator[str]:
    yield ""
    yield (
        "The same observations, the same edges as known on each day, the same matching. Each method has the "
        "setting with the best F1 in the first half of the period. Ours was not swept here, but developed "
        "with public records in sight."
    )
    yield ""
    rows = [_method("ours", "as shipped", score.ours, None)]
    rows += [_method(b.baseline.name, b.setting, b.evaluation, b) for b in score.baselines]
    yield from _table(_METHOD_HEADS, rows)
    yield ""
    for one in score.baselines:
        blind = " No event lies in the first half: this is the usual setting." if one.tuned_on_nothing else ""
        yield (
            f"- {one.baseline.name}: {one.baseline.says}. As usually set ({one.usual.setting}): precision "
            f"{number(one.usual.precision, 2)}, recall {number(one.usual.recall, 2)}, "
            f"{number(one.usual.of_nothing_per_30_days, 1)} of nothing per 30 days.{blind}"
        )


def _ablations(score: Score) -> Iterator[str]:
    yield ""
    rows = [_method("all evidence", "", score.ours, None)]
    rows += [_method(name, "", evaluation, None) for name, evaluation in score.ablations.items()]
    heads = (_METHOD_HEADS[0], *_METHOD_HEADS[2:-1])
    yield from _table(heads, [(row[0], *row[2:-1]) for row in rows])


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


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "-"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"


_MEANING = """\
- A claim is one incident of ours over its life, from `suspected` on. It matches an event when it stands at
  some time from 15 minutes before its start to 60 minutes after its end, and names the right provider, or
  when two of its member groups, and a third of them, are labelled affected. It matches a smaller shared
  event, a judged cluster of reports, by provider within six hours or by two members.
- Wrong: matches neither. What matches by members under another root is found with the wrong root.
- Eligible: three or more affected groups of services with live records; sister services are one group,
  the infrastructure's own is left out.
- Precision: claims that are not wrong, of all. Recall: eligible events found, of all. Columns on the right
  root count only those that name the right provider.
- Duplicates: further claims that match an event already matched.
- Members: affected records found, against unrelated ones taken in. B-cubed: over labelled records, each
  event's affected ones one cluster and every unrelated one its own.
- Brier and ECE: the probability when a grade was first reached, against whether the claim was right and its
  root the right provider.
- Precision at equal recall: the most precise of our thresholds (grade, then probability) that finds at
  least as many events as the baseline."""
