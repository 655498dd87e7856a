"""How an organisation has reported by chance since we watch it: counts that fade, so that they stay few."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

# What was counted this many watched days ago counts half.
HALF_LIFE_DAYS: Final = 75.0
# An organisation that has not been watched for so long is forgotten.
FORGET_AFTER: Final = timedelta(days=400)
# So many nodes an organisation names are kept, the most frequent ones; all regions of a cloud are fewer.
MAX_NODES: Final = 200

_OF_A_DAY: Final = 0.5 ** (1 / HALF_LIFE_DAYS)
_LEAST: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundTally:
    """One organisation's reports by chance. `since` is the first day, `day` the last one that was watched.

    `days` are the watched days; `firsts` the reports that were first in two hours, `impacts` those by their
    impact; `reports` are all reports, `named` and `blamed` those whose words name or blame a node or a part
    of it, by node; `upstream` those that blame an upstream without its name. All but the dates fade.
    """

    since: date
    day: date
    days: float = 0.0
    firsts: float = 0.0
    impacts: Mapping[str, float] = field(default_factory=dict)
    reports: float = 0.0
    named: Mapping[str, float] = field(default_factory=dict)
    blamed: Mapping[str, float] = field(default_factory=dict)
    upstream: float = 0.0


def after_a_day(tally: BackgroundTally, day: date) -> BackgroundTally:
    """The tally at the end of a watched day: what was before counts a little less."""
    return replace(
        tally,
        day=day,
        days=tally.days * _OF_A_DAY + 1.0,
        firsts=tally.firsts * _OF_A_DAY,
        impacts=_faded(tally.impacts),
        reports=tally.reports * _OF_A_DAY,
        named=_faded(tally.named),
        blamed=_faded(tally.blamed),
        upstream=tally.upstream * _OF_A_DAY,
    )


def plus(counts: Mapping[str, float], more: Mapping[str, int]) -> dict[str, float]:
    """Counts with others added; of more than so many nodes the most frequent ones."""
    found = {key: counts.get(key, 0.0) + more.get(key, 0) for key in sorted(counts.keys() | more.keys())}
    if len(found) <= MAX_NODES:
        return found
    kept = sorted(found, key=lambda key: (-found[key], key))[:MAX_NODES]
    return {key: found[key] for key in sorted(kept)}


def _faded(counts: Mapping[str, float]) -> dict[str, float]:
    faded = {key: count * _OF_A_DAY for key, count in counts.items()}
    return {key: count for key, count in faded.items() if count >= _LEAST}
