"""How much one page may tell us: no provider reports as fast as a page can be made to.

A page that lists five hundred fresh reports at every poll would fill the store with what nobody reads, and
keep the correlator from everybody else's. What it may tell fills up again by the hour; a page that tells more
at once than there is room for floods: nothing of it is taken until it fits again.

In 16 years of recorded reports no service would have used more than 44 of these 80 (AWS), and the next 20.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.domain.observation import Observation
from bot.domain.report import Report
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.watching.changes import Comparison
from bot.watching.record import Allowance, SourceRecord

MOST: Final = 80.0
AN_HOUR: Final = 4.0
# A report counts once for each so many characters of its text: a long incident has a tenth of that.
CHARACTERS: Final = 16_000
# What has changed is stored in place of what was: it costs less.
OF_A_CHANGE: Final = 0.1


def left_after(before: SourceRecord, found: Comparison, now: datetime) -> Allowance | None:
    """What a source may still tell after this; None for all of it. Raises PageUnreadable where that floods.

    A clock that was put back gives and takes nothing.
    """
    known = {report.id for report in (*before.page.reports, *before.page.stale)}
    cost = _cost(found.observations, known) + OF_A_CHANGE * len(found.notices)
    left = _amount(before.allowance, now) - cost
    if left < 0:
        told = len(found.observations) + len(found.notices)
        raise PageUnreadable(UnreadableReason.FLOODS, f"{told} things at once are new of {before.source}")
    return Allowance(amount=left, at=now) if left < MOST else None


def _amount(allowance: Allowance | None, now: datetime) -> float:
    if allowance is None:
        return MOST
    hours = max(now - allowance.at, timedelta(0)) / timedelta(hours=1)
    return min(allowance.amount + AN_HOUR * hours, MOST)


def _cost(observations: Iterable[Observation], known: set[str]) -> float:
    reports = [observation.report for observation in observations if observation.report is not None]
    return sum(_size(report) * (OF_A_CHANGE if report.id in known else 1) for report in reports)


def _size(report: Report) -> int:
    return 1 + sum(len(update.text) for update in report.updates) // CHARACTERS
