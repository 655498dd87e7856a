"""Which root an incident has: hypotheses about the same reports compete, and share one posterior."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.correlation import parameters as p
from bot.correlation.hypothesis import probability_of
from bot.correlation.judgement import Judgement
from bot.correlation.knowledge import Knowledge, is_unknown
from bot.domain.incident import RootCandidate


@dataclass(frozen=True, slots=True, kw_only=True)
class RootVerdict:
    """The chosen hypothesis, the probability of its provider being the shared cause, and its rivals."""

    judgement: Judgement
    probability: float
    candidates: tuple[RootCandidate, ...]
    rivals: tuple[Judgement, ...]


def verdict_on(judgement: Judgement, others: Iterable[Judgement], knowledge: Knowledge) -> RootVerdict:
    """Let a hypothesis compete with those that would explain some of the same reports.

    The group's probability is that of any of them, calibrated; the root's is its provider's share: a part and
    its whole do not speak against each other, nor does who would explain no more than half of the reports. A
    cause that nobody can name is no rival to one that words or its own page name.
    """
    rivals = [
        other
        for other in others
        if other.node != judgement.node
        and other.keys & judgement.keys
        and not (judgement.is_named and is_unknown(other.node))
    ]
    equals = [rival for rival in rivals if 2 * len(rival.keys & judgement.keys) > len(judgement.keys)]
    ranked = sorted([judgement, *equals], key=lambda j: (-j.fit.log_odds, j.node))
    best = ranked[0].fit.log_odds
    weights = {j.node: math.exp(j.fit.log_odds - best) for j in ranked}
    total = math.fsum(weights.values())
    intercept, slope = p.CALIBRATION
    group = probability_of(intercept + slope * (best + math.log(total)))
    provider = knowledge.provider(judgement.node)
    own = math.fsum(weight for node, weight in weights.items() if knowledge.provider(node) == provider)
    return RootVerdict(
        judgement=judgement,
        probability=round(group * own / total, 4),
        candidates=_shown(judgement, ranked, {n: group * w / total for n, w in weights.items()}),
        rivals=tuple(rivals),
    )


def narrowed(judgement: Judgement, others: Iterable[Judgement], knowledge: Knowledge) -> Judgement:
    """The part that the texts name, where it explains most of what its whole does and hardly worse."""

    def is_named(part: Judgement) -> bool:
        naming = {
            trace.organisation
            for trace, _ in part.joined
            if any(part.node in knowledge.lineage(node) for node in trace.named)
        }
        return len(naming) >= p.NAMING_A_PART

    parts = [
        other
        for other in others
        if judgement.node in knowledge.lineage(other.node)[1:]
        and other.fit.log_odds > judgement.fit.log_odds - p.NARROWING_MARGIN
        and 2 * len(other.keys & judgement.keys) > len(judgement.keys)
        and is_named(other)
    ]
    return best_of(parts) or judgement


def best_of(judgements: Sequence[Judgement]) -> Judgement | None:
    """The likeliest hypothesis."""
    return min(judgements, key=lambda j: (-j.fit.log_odds, j.node), default=None)


def _shown(
    judgement: Judgement, ranked: Sequence[Judgement], probabilities: dict[str, float]
) -> tuple[RootCandidate, ...]:
    """The likeliest few, the chosen one among them, likeliest first."""
    shown = list(ranked[: p.MAX_CANDIDATES])
    if judgement not in shown:
        shown[-1] = judgement
    return tuple(RootCandidate(id=j.node, probability=round(probabilities[j.node], 4)) for j in shown)
