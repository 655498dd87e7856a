"""The score as one JSON document. Times are UTC, ISO 8601 with Z; shares within [0, 1]; null of nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.incident import Grade
from bot.lab.evaluation.aims import aims_of
from bot.lab.evaluation.comparing import Compared, Point
from bot.lab.evaluation.early import EarlyScore
from bot.lab.evaluation.evaluation import Evaluation
from bot.lab.evaluation.events import GRADES, EventScore
from bot.lab.evaluation.margins import Margin
from bot.lab.evaluation.matching import Judged
from bot.lab.evaluation.measures import PrecisionRecall
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.evaluation.score import Score
from bot.lab.evaluation.words import WordsScore
from bot.rendering.json import instant

Json = dict[str, Any]


def document_of(score: Score, records: Mapping[Key, ReportRecord], words: WordsScore | None) -> Json:
    """All of it. Titles of reports appear under `wrong` and `coincidences`, to see what misled us."""
    period = score.wanted.period
    ours = score.ours
    return {
        "period": {
            "from": instant(period.start),
            "to": instant(period.end),
            "covered_days": round(period.days, 1),
            "hindsight": score.wanted.hindsight,
            "months_with_shipped_numbers": [f"{month:%Y-%m}" for month in score.borrowed],
        },
        "events": [event_json(event) for event in ours.events],
        "overall": overall_json(ours.overall),
        "parts": [overall_json(part) for part in score.parts],
        "years": [overall_json(year) for year in score.years],
        "aims": [
            {
                "aim": aim.name,
                "bound": aim.bound,
                "at_least": aim.at_least,
                "value": aim.value,
                "met": aim.is_met,
            }
            for aim in aims_of(score)
        ],
        "early": early_json(score.early),
        "wrong": [_claim(one, records) for one in ours.wrong],
        "doubtful": [_claim(one, records) for one in ours.doubtful],
        "coincidences": [_claim(one, records) for one in ours.claims if one.offences],
        "calibration": calibration_json(ours.overall),
        "curve": [_point(point) for point in score.curve],
        "baselines": {one.baseline.name: _compared(one) for one in score.baselines},
        "ablations": {name: _summary(evaluation) for name, evaluation in score.ablations.items()},
        "words": _words(words) if words else {},
    }


def event_json(score: EventScore) -> Json:
    """One event."""
    event, members = score.event, score.members
    minutes = {grade.value: _rounded(score.minutes_from(event.start, grade)) for grade in GRADES}
    return {
        "event": event.id,
        "eligible": event.is_eligible,
        "is_cluster": event.is_cluster,
        "affected_groups": list(event.groups),
        "detected": score.is_detected,
        "grade": score.grade,
        "first": {grade.value: instant(score.first.get(grade)) for grade in GRADES},
        "minutes_from_start": minutes[Grade.SUSPECTED],
        "minutes_from_start_by_grade": minutes,
        "minutes_from_third_group": _rounded(score.minutes_from(event.third_group_at)),
        "minutes_from_own_page": _rounded(score.minutes_from(event.own_post)),
        "probable_before_end": score.is_probable_in_time,
        "root": score.root,
        "root_right": score.root_right,
        "root_first": score.root_first,
        "root_first_right": score.root_first_right,
        "detail_root": score.detail_root,
        "roots": list(score.roots),
        "members": {
            "found": list(members.found),
            "missed": list(members.missed),
            "wrong": list(members.wrong),
            "records_found": members.records_found,
            "records_affected": members.records_affected,
            "records_wrong": members.records_wrong,
            "records_unlabelled": members.unlabelled,
        },
        "claims": list(score.claims),
    }


def overall_json(sums: Overall) -> Json:
    """The sums of a period."""
    at = sums.grades[Grade.SUSPECTED]
    return {
        "from": instant(sums.period.start),
        "to": instant(sums.period.end),
        "covered_days": round(sums.period.days, 1),
        "eligible_events": sums.eligible,
        "detected_events": sums.detected,
        "detected_with_right_root": sums.detected_with_root,
        "probable_while_on": sums.probable_in_time,
        "precision": at.right_root.precision,
        "recall": at.right_root.recall,
        "wrong_per_30_days": {grade.value: s.wrong_per_30_days for grade, s in sums.grades.items()},
        "grades": {
            grade.value: {
                "claims": s.claims,
                "outcomes": {outcome.value: count for outcome, count in s.outcomes.items()},
                "wrong": s.wrong,
                "wrong_per_30_days": s.wrong_per_30_days,
                "wrong_per_30_days_per_100_services": s.wrong_a_hundred,
                "strict_precision": s.strict_precision,
                **_shares(s.right_root),
                "under_any_root": _shares(s.found),
            }
            for grade, s in sums.grades.items()
        },
        "sure_below_probable": sums.sure_but_low,
        "members": _shares(sums.members),
        "members_on_all": _shares(sums.members_on_all),
        "groups_recall": sums.groups_found,
        "victim_groups_recall": sums.victims,
        "b_cubed": _shares(sums.b_cubed),
        "b_cubed_f1": sums.b_cubed.f1,
        "b_cubed_on_all": _shares(sums.b_cubed_on_all),
        "wrong_roots": sums.wrong_roots,
        "duplicates": sums.duplicates,
        "coincidences_announced": sums.offences,
        "coincidence_clusters": sums.coincidences,
        "two_group_events_found": sums.pairs_found,
        "two_group_events": sums.pairs,
        "median_minutes_from_third_group": _rounded(sums.median_minutes_from_third_group),
        "before_own_page": sums.before_own_page,
        "events_with_own_page": sums.with_own_page,
    }


def margins_json(margins: Iterable[Margin]) -> Json:
    """What changes when records are left out, by figure."""
    return {
        one.name: {
            "whole": one.whole,
            "runs": list(one.runs),
            "mean": one.mean,
            "deviation": one.deviation,
        }
        for one in margins
    }


def early_json(early: EarlyScore) -> Json:
    """What was claimed on one dependent's word."""
    return {
        "claims": len(early.claims),
        "outcomes": {outcome.value: count for outcome, count in early.outcomes.items()},
        "pages": {
            "held": early.pages.held,
            "within_two_hours": early.pages.near,
            "within_six_hours": early.pages.far,
            "by_chance": round(early.pages.by_chance, 2),
        },
        "wrong_per_30_days": early.wrong_per_30_days,
        "wrong_per_30_days_per_100_services": early.wrong_a_hundred,
        "first_namings": early.namings,
        "with_own_post": early.with_own_post,
        "claimed": early.claimed,
        "cases": [
            {
                "provider": case.naming.provider,
                "service": case.naming.key[0],
                "report": case.naming.key[1],
                "at": instant(case.naming.at),
                "own_post": instant(case.naming.own_post),
                "over_when_seen": case.naming.is_over,
                "claimed_at": instant(case.claimed_at),
            }
            for case in early.cases
        ],
    }


def calibration_json(sums: Overall) -> Json:
    """Probability when a grade was first reached, against whether the root was right."""
    return {
        grade.value: {
            "cases": c.cases,
            "brier": c.brier,
            "ece": c.ece,
            "ece_by_chance": c.ece_by_chance,
        }
        for grade, c in sums.calibration.items()
    }


def _words(score: WordsScore) -> Json:
    return {
        "asked": {
            asked: {"wanted": t.wanted, "recall": t.recall, "given": t.given, "precision": t.precision}
            for asked, t in score.tallies.items()
        },
        "placed": score.placed,
        "pairs": score.pairs,
        "pairs_named": score.named,
        "manners": {manner.value: count for manner, count in score.manners.items()},
    }


def _compared(one: Compared) -> Json:
    return {
        "says": one.baseline.says,
        "setting": one.setting,
        "setting_chosen": "usual" if one.tuned_on_nothing else "best F1 in the first half",
        **_summary(one.evaluation),
        "usual": _point(one.usual),
        "curve": [_point(point) for point in one.curve],
        "ours_at_its_recall": _point(one.ours_at_its_recall) if one.ours_at_its_recall else None,
    }


def _summary(evaluation: Evaluation) -> Json:
    return {
        "overall": overall_json(evaluation.overall),
        "detected": [score.event.id for score in evaluation.events if score.is_detected],
    }


def _claim(one: Judged, records: Mapping[Key, ReportRecord]) -> Json:
    claim = one.claim
    top = claim.first_at(claim.peak) or claim.stages[0]
    return {
        "at": instant(claim.announced[0].at),
        "incident": claim.id,
        "outcome": one.outcome,
        "grade": claim.peak,
        "probability": top.probability,
        "root": top.root,
        "ending": claim.ending,
        "clusters": list(one.offences),
        "members": [
            {
                "service": key[0],
                "report": key[1],
                "title": records[key].report.title if key in records else None,
            }
            for key in sorted(claim.members)
        ],
    }


def _point(point: Point) -> Json:
    return {
        "setting": point.setting,
        "precision": point.precision,
        "recall": point.recall,
        "of_nothing_per_30_days": point.of_nothing_per_30_days,
    }


def _shares(shares: PrecisionRecall) -> Json:
    return {"precision": shares.precision, "recall": shares.recall, "f1": shares.f1}


def _rounded(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)
