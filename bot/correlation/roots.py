"""Which root an incident has: hypotheses about the same reports compete, and share one posterior."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.correlation import parameters as p
from bot.correlation.hypothesis import probability_of
from bot.correlation.judgement import Judgement
from bot.correlation.knowledge import Knowledge, is_unknown
from bot.domain.incident import RootCandidate


@dataclass(frozen=True, slots=True, kw_only=True)
class RootVerdict:
    """The chosen hypothesis, the probability of its provider being the shared cause, and its rivals.

    `reported` is that probability by reports and pages alone.
    """

    judgement: Judgement
    probability: float
    reported: float
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
    provider = knowledge.provider(judgement.node)
    own = [j.node for j in ranked if knowledge.provider(j.node) == provider]
    posterior = _Posterior({j.node: j.fit.log_odds for j in ranked})
    is_helped = any(j.fit is not j.reported for j in ranked)
    by_reports = _Posterior({j.node: j.reported.log_odds for j in ranked}) if is_helped else posterior
    return RootVerdict(
        judgement=judgement,
        probability=posterior.of(own),
        reported=by_reports.of(own),
        candidates=_shown(judgement, ranked, {j.node: posterior.of([j.node]) for j in ranked}),
        rivals=tuple(rivals),
    )


class _Posterior:
    """The calibrated probability of any of some hypotheses, shared among them by their weights."""

    def __init__(self, log_odds: Mapping[str, float]) -> None:
        best = max(log_odds.values())
        self._weights = {node: math.exp(odds - best) for node, odds in log_odds.items()}
        self._total = math.fsum(self._weights.values())
        intercept, slope = p.CALIBRATION
        self._group = probability_of(intercept + slope * (best + math.log(self._total)))

    def of(self, nodes: Iterable[str]) -> float:
        """The probability of any of these, to four digits."""
        return round(self._group * math.fsum(self._weights[node] for node in nodes) / self._total, 4)


def probability_alone(judgements: Sequence[Judgement]) -> float:
    """The calibrated probability of any of these hypotheses, if no others compete with them."""
    posterior = _Posterior({j.node: j.fit.log_odds for j in judgements})
    return posterior.of(j.node for j in judgements)


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
    return tuple(RootCandidate(id=j.node, probability=probabilities[j.node]) for j in shown)
