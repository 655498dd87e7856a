"""What the checks of one service come to: one look, whatever tools they are of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.checks.known import KnownCheck
from bot.domain.look import Look, LookEnd, LookRule
from bot.domain.times import clock
from bot.domain.unseen import cut_whole

MAX_SAID: Final = 300
_MOST_NAMED: Final = 3


def look_of(
    service: str, checks: Sequence[KnownCheck], before: Look | None, now: datetime, end: LookEnd
) -> Look | None:
    """The look at a service by all its checks; `before` ended by `end` where none fails, None without both.

    `asked` are its checks, `silent` those that fail: nobody says why. `vantages` are the tools, the one that
    spoke first in front. Where each began to fail with too many others, no rule holds. It is always later
    than `before`, whatever the clocks of several processes say: the correlator believes the latest.
    """
    now = max(now, before.at + timedelta.resolution) if before is not None else now
    failing = sorted((c for c in checks if c.failing_since), key=lambda c: (c.heard_at or c.last_at, c.key))
    if not failing:
        return replace(before, at=now, end=end, says="", url=None) if before is not None else None
    own = [check for check in failing if not check.at_once]
    shown = own or failing
    since = min(check.failing_since for check in shown if check.failing_since)
    return Look(
        node=service,
        at=now,
        since=since,
        rule=LookRule.CHECKS if own else None,
        asked=len(checks),
        served=len(checks) - len(failing),
        silent=len(failing),
        vantages=_tools(failing, before),
        says=_said(own, len(checks), since, now) if own else _said_at_once(failing),
        url=next((check.url for check in shown if check.url), None),
    )


def _tools(failing: Sequence[KnownCheck], before: Look | None) -> tuple[str, ...]:
    first = before.vantages[:1] if before is not None and before.end is None else ()
    return tuple(dict.fromkeys((*first, *(check.source for check in failing))))


def _said(own: Sequence[KnownCheck], asked: int, since: datetime, now: datetime) -> str:
    began = clock(since, now)
    if len(own) == 1:
        more = f": {own[0].says}" if own[0].says else ""
        return cut_whole(f"your check “{own[0].name}” has been failing since {began}{more}", MAX_SAID)
    names = ", ".join(f"“{check.name}”" for check in own[:_MOST_NAMED])
    more = " and others" if len(own) > _MOST_NAMED else ""
    return cut_whole(f"{len(own)} of your {asked} checks fail since {began}: {names}{more}", MAX_SAID)


def _said_at_once(failing: Sequence[KnownCheck]) -> str:
    number = max(check.at_once for check in failing)
    return f"checks of {number} services fail at once: probably where they run"
