"""What one target's probes from one vantage come to: a failure counts once it was seen twice."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.probe import ProbeOutcome, ProbeResult
from bot.panels.parameters import CONFIRMED_FROM, CONFIRMED_WITHIN, RUN_GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """Where a target stands.

    `settled` is the newest result that counts. `doubtful` is a failure after it that was not seen twice yet.
    `since` is when what is settled began: for a failure, when it was seen first.
    """

    since: datetime
    settled: ProbeResult | None = None
    doubtful: ProbeResult | None = None

    @property
    def newest(self) -> ProbeResult:
        """What was last heard, counting or not."""
        newest = self.doubtful or self.settled
        assert newest is not None
        return newest


def is_failing(result: ProbeResult) -> bool:
    """Whether it may speak against what the target stands for.

    Of a front page: silence, or an edge that blames itself. Of a canary every error: it has nobody else.
    """
    if result.outcome in (ProbeOutcome.SILENT, ProbeOutcome.BLAMES_EDGE):
        return True
    if not result.is_canary or result.outcome in (ProbeOutcome.SERVED, ProbeOutcome.CHALLENGED):
        return False
    return result.status is not None and result.status >= 500


def stands_for_itself(result: ProbeResult) -> bool:
    """Whether nobody knows what a target stands behind."""
    return result.node == result.service


def noted(standing: TargetState | None, result: ProbeResult) -> TargetState:
    """Where a target stands after one more result; one that is no newer than what is known says nothing.

    One that is far older comes from a clock that was put back: then what is known is no newer either.
    """
    if standing is not None and result.at <= standing.newest.at:
        if standing.newest.at - result.at < RUN_GAP:
            return standing
        standing = None
    if not is_failing(result):
        return TargetState(settled=result, since=result.at)
    if standing is None:
        return TargetState(doubtful=result, since=result.at)
    return _failed_again(standing, result)


def _failed_again(standing: TargetState, result: ProbeResult) -> TargetState:
    settled, doubtful = standing.settled, standing.doubtful
    if doubtful is not None:
        gap = result.at - doubtful.at
        if gap < CONFIRMED_FROM:
            return standing
        if gap <= CONFIRMED_WITHIN:
            return TargetState(settled=result, since=doubtful.at)
    elif settled is not None and is_failing(settled) and result.at - settled.at <= RUN_GAP:
        return TargetState(settled=result, since=standing.since)
    return TargetState(settled=settled, doubtful=result, since=result.at)
