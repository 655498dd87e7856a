"""One method on one history: its claims beside the truth, and what comes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.lab.evaluation.claims import Claim
from bot.lab.evaluation.events import EventScore, event_score
from bot.lab.evaluation.matching import Judged, judged
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.overall import Overall, overall
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.truth import Outcome, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A method's claims within a period, judged; the score of every event of it; and the sums."""

    claims: tuple[Judged, ...]
    events: tuple[EventScore, ...]
    overall: Overall

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """Announced claims that speak of nothing that happened, or name somebody else for it."""
        return tuple(one for one in self.claims if one.is_wrong)

    @property
    def doubtful(self) -> tuple[Judged, ...]:
        """Announced claims that are neither wrong nor right about two victims."""
        return tuple(one for one in self.claims if one.outcome in (Outcome.ONE_VICTIM, Outcome.UNCLEAR))


def evaluated(claims: Iterable[Claim], truth: Truth, period: Period, naming: Naming) -> Evaluation:
    """Judge what was first announced in the period."""
    inside = truth.within(period.start, period.end)
    everything = judged(claims, truth, naming)
    ours = [one for one in everything if period.start <= one.claim.announced[0].at < period.end]
    scores = tuple(event_score(event, everything, naming) for event in inside.events)
    return Evaluation(
        claims=tuple(ours),
        events=scores,
        overall=overall(period, ours, scores, inside, naming),
    )


def narrowed(whole: Evaluation, truth: Truth, period: Period, naming: Naming) -> Overall:
    """The sums over a part of the period."""
    inside: Sequence[EventScore] = [
        score for score in whole.events if period.start <= score.event.start < period.end
    ]
    return overall(period, whole.claims, inside, truth.within(period.start, period.end), naming)
