"""Too much at once: when checks of many services begin to fail together, it is where they run that fails."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.checks.known import KnownCheck

MANY: Final = 5
WITHIN: Final = timedelta(minutes=2)


def marked(checks: Iterable[KnownCheck]) -> tuple[KnownCheck, ...]:
    """Those whose mark changes, with it: how many services began to fail within two minutes of each other.

    By our clock or by the tools': Alertmanager hands in what joins a group minutes after the first of it. A
    mark stays for as long as the check fails: the last of many to be well again is no news of its own.
    """
    failing = [check for check in checks if check.heard_at is not None]
    most: Counter[tuple[str, str]] = Counter()
    for clock in (_heard, _failing):
        inside = sorted(((at, check) for check in failing if (at := clock(check))), key=_order)
        for run in _runs([at for at, _ in inside], [check.service for _, check in inside]):
            most |= Counter({check.key: run.most for _, check in inside[run.first : run.last + 1]})
    return tuple(
        replace(check, at_once=most[check.key]) for check in failing if check.at_once < most[check.key]
    )


def _heard(check: KnownCheck) -> datetime | None:
    return check.heard_at


def _failing(check: KnownCheck) -> datetime | None:
    return check.failing_since


def _order(row: tuple[datetime, KnownCheck]) -> tuple[datetime, tuple[str, str]]:
    at, check = row
    return at, check.key


@dataclass(slots=True)
class _Run:
    """Windows that overlap, by the places of their first and last check; `most` services are in one."""

    first: int
    last: int
    most: int


def _runs(times: Sequence[datetime], services: Sequence[str]) -> list[_Run]:
    """The runs of windows with too many services; times are in order."""
    runs: list[_Run] = []
    inside: Counter[str] = Counter()
    first = 0
    for last, service in enumerate(services):
        inside[service] += 1
        while times[last] - times[first] > WITHIN:
            inside[services[first]] -= 1
            if not inside[services[first]]:
                del inside[services[first]]
            first += 1
        if len(inside) < MANY:
            continue
        if runs and first <= runs[-1].last:
            runs[-1] = _Run(runs[-1].first, last, max(runs[-1].most, len(inside)))
        else:
            runs.append(_Run(first, last, len(inside)))
    return runs
