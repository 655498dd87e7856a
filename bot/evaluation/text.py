"""An evaluation as text for a terminal: every event, every wrong announcement, the sums."""

from collections.abc import Iterable, Iterator, Mapping

from bot.evaluation.events import GRADES, EventScore
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.matching import Judged
from bot.evaluation.overall import Overall
from bot.evaluation.records import Key, Record


def text_of(evaluation: Evaluation, records: Mapping[Key, Record]) -> str:
    """All of it."""
    return "\n".join(
        [
            *_events(evaluation.events),
            "",
            *_list("wrong", evaluation.wrong, records),
            "",
            *_list("coincidence taken for a cause", [o for o in evaluation.claims if o.offences], records),
            "",
            *overall_lines(evaluation.overall),
        ]
    )


def _events(scores: Iterable[EventScore]) -> Iterator[str]:
    yield (
        f"{'event':<26}{'groups':>6}  {'grade':<10}{'suspected':>10}{'probable':>10}{'confirmed':>10}"
        f"{'vs 3rd':>8}{'vs own':>8}  {'root':<24}{'found':>7} wrong other claims"
    )
    for score in scores:
        event, members = score.event, score.members
        times = "".join(f"{_number(score.minutes_from(event.start, grade)):>10}" for grade in GRADES)
        yield (
            f"{event.id:<26}{len(event.groups):>5}{' ' if event.is_eligible else '-'}  "
            f"{score.grade or ('MISSED' if event.is_eligible else '-'):<10}{times}"
            f"{_number(score.minutes_from(event.third_group_at)):>8}"
            f"{_number(score.minutes_from(event.own_post)):>8}  {_root(score):<24}"
            f"{f'{members.records_found}/{members.records_affected}':>7}{members.records_wrong:>6}"
            f"{members.unlabelled:>6}{len(score.claims):>7}"
        )
    yield "(minutes; - after the groups: fewer than three, not counted; found: affected records among members)"


def _root(score: EventScore) -> str:
    if score.root is None:
        return ""
    first = "" if score.root_first_right == score.root_right else f" (first {score.root_first})"
    return f"{score.root}{'' if score.root_right else ' WRONG'}{first}"


def _list(title: str, claims: Iterable[Judged], records: Mapping[Key, Record]) -> Iterator[str]:
    claims = list(claims)
    yield f"{title}: {len(claims)}"
    for one in claims:
        claim = one.claim
        top = claim.first_at(claim.peak) or claim.stages[0]
        first = claim.announced[0]
        yield (
            f"  {first.at:%Y-%m-%d %H:%M}  {claim.id}  {claim.peak:<10} {top.probability:.2f}  root {top.root}"
            f"  {claim.ending}{''.join(f'  no-cluster {o}' for o in one.offences)}"
        )
        for key in sorted(claim.members, key=lambda k: (records[k].seen if k in records else first.at, k)):
            record = records.get(key)
            seen = f"{record.seen:%m-%d %H:%M}" if record else "?"
            yield f"      {seen}  {key[0]:<22} {key[1]:<16} {record.report.title[:90] if record else ''}"


def overall_lines(sums: Overall) -> Iterator[str]:
    """The sums of a period."""
    period = sums.period
    yield f"{period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}, {period.days:.0f} days with records"
    yield f"{'grade':<11}{'claims':>7}{'wrong':>7}{'/30 days':>10}{'precision':>10}{'recall':>8}{'F1':>6}" + (
        f"{'root prec.':>11}{'root rec.':>10}{'cases':>7}{'Brier':>7}{'ECE':>6}"
    )
    for grade, s in sums.grades.items():
        c = sums.calibration[grade]
        yield (
            f"{grade:<11}{s.claims:>7}{s.wrong:>7}{_number(s.wrong_per_30_days, 2):>10}"
            f"{_number(s.found.precision, 2):>10}{_number(s.found.recall, 2):>8}{_number(s.found.f1, 2):>6}"
            f"{_number(s.right_root.precision, 2):>11}{_number(s.right_root.recall, 2):>10}"
            f"{c.cases:>7}{_number(c.brier, 3):>7}{_number(c.ece, 2):>6}"
        )
    yield (
        f"members: precision {_number(sums.members.precision, 2)}, recall {_number(sums.members.recall, 2)}; "
        f"B-cubed: {_number(sums.b_cubed.precision, 2)} / {_number(sums.b_cubed.recall, 2)}, "
        f"F1 {_number(sums.b_cubed.f1, 2)}"
    )
    yield (
        f"smaller shared events found: {sums.small_found} of {sums.small}; coincidences announced as probable: "
        f"{sums.offences} of {sums.coincidences}; wrong root: {sums.wrong_roots}; "
        f"duplicates: {sums.duplicates}"
    )
    yield (
        f"median minutes after the third group: {_number(sums.median_minutes_from_third_group)}; before the "
        f"infrastructure's own page: {sums.before_own_page} of {sums.with_own_page}"
    )


def _number(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
