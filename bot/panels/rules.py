"""By which rules the probes of a node say that it fails, in one table. docs/probes.md explains it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.look import LookRule
from bot.panels import parameters as p
from bot.panels.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumRule:
    """One way for a node to fail: `is_met` by what one vantage counts, at so many `vantages`.

    `says` is the demand in words, `rate` how often it is met by mistake.
    """

    rule: LookRule
    is_met: Callable[[Tally], bool]
    says: str
    rate: str
    vantages: int = 1


def _is_answered(tally: Tally) -> bool:
    blaming = len(tally.blaming)
    is_many = blaming >= p.LEAST_BLAMING and tally.share(blaming) >= p.LEAST_SHARE_BLAMING
    return is_many and not tally.is_region


def _is_mixed(tally: Tally) -> bool:
    failing = len(tally.failing)
    is_many = failing >= p.LEAST_FAILING_MIXED and tally.share(failing) >= p.LEAST_SHARE_MIXED
    return is_many and not tally.is_region and tally.is_interleaved and tally.does_silence_count


def _is_silent(tally: Tally) -> bool:
    silent = len(tally.silent)
    is_many = silent >= p.LEAST_SILENT and tally.share(silent) >= p.LEAST_SHARE_SILENT
    is_asked = tally.asked >= p.LEAST_ASKED_SILENT
    return is_many and is_asked and not tally.is_region and tally.does_silence_count


def _is_region(tally: Tally) -> bool:
    return _is_silent_region(tally) and tally.told_apart >= p.LEAST_CANARIES


def _is_silent_region(tally: Tally) -> bool:
    is_many = tally.is_region and len(tally.failing) >= p.LEAST_CANARIES
    return is_many and tally.does_silence_count


# The strongest first.
RULES: Final[Sequence[QuorumRule]] = (
    QuorumRule(
        rule=LookRule.ANSWERED,
        is_met=_is_answered,
        says="three organisations, and 15 % of those asked, at which the edge blames itself",
        rate="0 in 48 made months: .06 a month at most",
    ),
    QuorumRule(
        rule=LookRule.MIXED,
        is_met=_is_mixed,
        says="one such amid silence: five organisations and 30 % of those asked fail, sites elsewhere answer",
        rate="0 in 48 made months: .06 a month at most",
    ),
    QuorumRule(
        rule=LookRule.REGION,
        is_met=_is_region,
        says="two endpoints of a region fail by an error or their name; three other regions answer",
        rate="0 in 36 made months: .08 a month at most",
    ),
    QuorumRule(
        rule=LookRule.REGION,
        is_met=_is_silent_region,
        says="two endpoints of a region fail, by silence too; three other regions answer",
        vantages=2,
        rate="not measured",
    ),
    QuorumRule(
        rule=LookRule.SILENT,
        is_met=_is_silent,
        says="five organisations, and half of eight or more, are silent, sites elsewhere answer",
        vantages=2,
        rate="0 in 24 made months: .13 a month at most",
    ),
)
