"""What a score shows to be weak, in plain sentences drawn from its figures."""

from collections.abc import Iterator

from bot.domain.incident import Grade
from bot.lab.evaluation.lines import LEAD, number
from bot.lab.evaluation.measures import poisson_interval
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.score import Score

# Fewer events, or forecasts, than this carry no rate worth a second digit.
FEW_EVENTS = 20
FEW_FORECASTS = 30
ECE_AT_MOST = 0.05
SLOW_MINUTES = 30


def weaknesses(score: Score) -> list[str]:
    """One sentence each, the gravest first."""
    return [
        *_found(score),
        *_wrong(score.ours.overall),
        *_timing(score.ours.overall),
        *_calibration(score.ours.overall),
        *_others(score),
        *_records(score.ours.overall),
    ]


def _found(score: Score) -> Iterator[str]:
    eligible = [event for event in score.ours.events if event.event.is_eligible]
    missed = [event.event.id for event in eligible if not event.is_detected]
    astray = [event.event.id for event in eligible if event.is_detected and not event.root_right]
    late = [
        event.event.id
        for event in eligible
        if event.is_detected and Grade.PROBABLE in event.first and not event.is_probable_in_time
    ]
    unsure = [event.event.id for event in eligible if event.is_detected and Grade.PROBABLE not in event.first]
    slow = [
        f"{event.event.id} (+{minutes:.0f})"
        for event in eligible
        if (minutes := event.minutes_from(event.event.third_group_at) or 0.0) > SLOW_MINUTES
    ]
    if missed:
        yield f"Missed: {', '.join(missed)}."
    if astray:
        yield f"Found with the wrong root at the end: {', '.join(astray)}."
    if unsure:
        yield f"Never more than suspected: {', '.join(unsure)}."
    if slow:
        yield f"More than {SLOW_MINUTES} minutes after the third affected group: {', '.join(slow)}."
    if late:
        yield f"Probable only after the failure was over: {', '.join(late)}."


def _wrong(sums: Overall) -> Iterator[str]:
    for grade in LEAD if sums.period.days else ():
        s = sums.grades[grade]
        low, high = (30 * bound / sums.period.days for bound in poisson_interval(s.wrong))
        yield (
            f"{s.wrong} of {s.claims} claims at {grade} or above are wrong: "
            f"{number(s.wrong_per_30_days, 2)} per 30 days, 95 % interval {low:.2f} to {high:.2f}."
        )
    if sums.wrong_roots or sums.duplicates:
        yield (
            f"Of claims about real events {sums.wrong_roots} never named the right provider; "
            f"{sums.duplicates} claims repeat one that was already made."
        )
    if sums.offences:
        yield f"{sums.offences} of {sums.coincidences} judged coincidences were announced as probable."


def _timing(sums: Overall) -> Iterator[str]:
    if sums.with_own_page:
        yield (
            f"The infrastructure's own page was beaten in {sums.before_own_page} of {sums.with_own_page} "
            "events found whose first post is known."
        )
    if (median := sums.median_minutes_from_third_group) is not None and median > 0:
        yield f"In the median we spoke {median:.0f} minutes after the third affected group had posted."


def _calibration(sums: Overall) -> Iterator[str]:
    for grade in LEAD:
        c = sums.calibration[grade]
        if c.ece is not None and c.ece > ECE_AT_MOST:
            few = f", over only {c.cases} cases" if c.cases < FEW_FORECASTS else ""
            chance = f"; {c.ece_by_chance:.2f} would be chance alone" if c.ece_by_chance else ""
            yield f"Probabilities at {grade} are off by {c.ece:.2f} on average{few}{chance}."


def _others(score: Score) -> Iterator[str]:
    ours = score.ours.overall.grades[Grade.SUSPECTED].found
    for one in score.baselines:
        theirs = one.evaluation.overall.grades[Grade.SUSPECTED].found
        if theirs.f1 is not None and ours.f1 is not None and theirs.f1 > ours.f1:
            name = f"{one.baseline.name} ({one.setting})"
            yield f"{name} has the better F1: {theirs.f1:.2f} against {ours.f1:.2f}."
    for name, evaluation in score.ablations.items():
        without = evaluation.overall.grades[Grade.SUSPECTED].found
        if without.f1 is not None and ours.f1 is not None and without.f1 > ours.f1:
            yield f"Switching it off helps: {name} has F1 {without.f1:.2f} against {ours.f1:.2f}."


def _records(sums: Overall) -> Iterator[str]:
    if sums.eligible < FEW_EVENTS:
        step = f"{1 / sums.eligible:.2f}" if sums.eligible else "everything"
        yield f"Only {sums.eligible} eligible events: one more or less moves recall by {step}."
    yield (
        "Labels were made by one reader who knew the events, and `likely` leans on timing: recall is kind to "
        "methods that go by time. Claims were read again with the claim in sight. What nobody labelled "
        "counts as wrong, although some of it may be real."
    )
    yield (
        "Vendors are mostly of one trade (tools for developers, AI), and many records carry neither texts "
        "nor regions: where words decide, that cannot show."
    )
