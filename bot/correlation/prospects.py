"""What a hypothesis could come to at best, told before it is weighed: most are not worth it.

The bounds are exact: whatever would be announced passes both.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.draft import Draft
from bot.correlation.grading import RULES, Facts, facts_of, grade_of, many_by_chance
from bot.correlation.hypothesis import most_of_a_post
from bot.correlation.judgement import Judgement, own_posts
from bot.correlation.knowledge import is_unknown
from bot.correlation.roots import probability_alone
from bot.correlation.supports import fewest_for, looks_at
from bot.correlation.trace import Trace
from bot.correlation.witnesses import Hearing
from bot.domain.look import LookRule

_LEAST_PROBABILITY: Final = min(rule.probability for rule in RULES if rule.grade.is_announced)
# What is said is rounded to four digits, and sums of many numbers to fifteen.
_ROUNDING: Final = 1e-3


def may_be_announced(node: str, hearing: Hearing) -> bool:
    """Whether a hypothesis would be announced if it explained all reports and were certain."""
    draft, traces = hearing.draft, [heard.trace for heard in hearing.on(node)]
    organisations = _organisations(traces)
    if organisations < fewest_for(node, draft):
        return False
    rates = [rate for _, rate in own_posts(node, hearing, traces)]
    own = most_of_a_post(min(rates)) + _ROUNDING if rates else 0.0
    telling = [trace for trace in traces if trace.is_telling]
    looks = looks_at(node, draft)
    return _is_announced(
        Facts(
            probability=1.0,
            reported=1.0,
            organisations=organisations,
            speaking=_organisations(trace for trace in traces if trace.speaks) if rates else organisations,
            naming=_organisations(telling),
            blaming=_organisations(trace for trace in telling if trace.blames),
            vague=_organisations(trace for trace in traces if trace.vague),
            own=own >= p.TELLING_POST_NATS,
            grave=own >= p.TELLING_POST_NATS,
            rare=own >= p.RARE_POST_NATS,
            has_root=not is_unknown(node),
            seen=any(look.rule is not LookRule.CHECKS for look in looks),
            checked=any(look.rule is LookRule.CHECKS for look in looks),
            many=many_by_chance(draft.by_chance),
        )
    )


def is_enough(judgement: Judgement, kin: Sequence[Judgement], draft: Draft) -> bool:
    """Whether a hypothesis would be announced if only those about the same provider competed with it.

    Others take more of its share than they add to the group: the calibration's slope is below 1.
    """
    if probability_alone(kin) < _LEAST_PROBABILITY - _ROUNDING:
        return False
    return _is_announced(facts_of(judgement, 1.0, 1.0, draft.by_chance))


@lru_cache(maxsize=4_096)
def _is_announced(facts: Facts) -> bool:
    return grade_of(facts).is_announced


def _organisations(traces: Iterable[Trace]) -> int:
    return len({trace.organisation for trace in traces})
