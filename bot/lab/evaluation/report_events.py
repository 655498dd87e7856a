"""Parts of the report: every event, and claims that were not all right."""

from collections.abc import Iterator, Sequence

from bot.domain.incident import Grade
from bot.lab.evaluation.events import GRADES, EventScore
from bot.lab.evaluation.lines import grade_words, number, root_words
from bot.lab.evaluation.markdown import listed, table
from bot.lab.evaluation.matching import Judged

_EVENT_HEADS = (
    "event", "groups", "grade", "suspected", "probable", "confirmed", "after third group", "after own page",
    "root", "records found", "unrelated taken in",
)  # fmt: skip
_MEMBER_HEADS = ("event", "groups found", "groups missed", "groups with unrelated records")


def event_lines(scores: Sequence[EventScore]) -> Iterator[str]:
    """Every event: when it was found, and with whom."""
    yield ""
    yield "Times in minutes after the start of the failure. In brackets: fewer than three affected groups."
    yield ""
    yield from table(_EVENT_HEADS, [_event(score) for score in scores])
    yield ""
    yield from table(
        _MEMBER_HEADS,
        [
            (s.event.id, listed(s.members.found), listed(s.members.missed), listed(s.members.wrong))
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


def claim_lines(claims: Sequence[Judged], grade: Grade | None = None) -> Iterator[str]:
    """Claims, each with what it was; `grade` is that of all of them, where they were judged as another's."""
    yield ""
    if not claims:
        yield "None."
        return
    heads = ("announced", "what it was", "grade", "root", "probability", "services")
    yield from table(heads, [_claim_row(one, grade or one.claim.peak) for one in claims])


def _claim_row(one: Judged, grade: Grade) -> tuple[str, ...]:
    claim = one.claim
    top = claim.first_at(claim.peak) or claim.stages[0]
    services = sorted({service for service, _ in claim.members})
    at = f"{claim.announced[0].at:%Y-%m-%d %H:%M}"
    return at, one.outcome.value, grade.value, top.root, number(top.probability, 2), listed(services)
