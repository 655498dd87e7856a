"""Checks that name nobody that we know: counted, so that whoever runs us can say whom they mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.checks.known import MAX_UNMATCHED, UnmatchedCheck
from bot.domain.check import PageNudge, UserCheck

TOLD_EVERY: Final = timedelta(days=1)
KEPT_FOR: Final = timedelta(days=30)
MAX_SHOWN_HINTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedChanges:
    """What to store, what to drop, and what the log is to say now."""

    stored: tuple[UnmatchedCheck, ...] = ()
    dropped: tuple[UnmatchedCheck, ...] = ()
    told: tuple[UnmatchedCheck, ...] = ()


def counted(
    known: Sequence[UnmatchedCheck], new: Iterable[UnmatchedCheck], now: datetime
) -> UnmatchedChanges:
    """Count these among those known. Each is told of once a day; the longest unheard make room."""
    book = {one.key: one for one in known if now - one.last_at < KEPT_FOR}
    stored = dict[tuple[str, ...], UnmatchedCheck]()
    told = dict[tuple[str, ...], UnmatchedCheck]()
    for one in new:
        before = stored.get(one.key) or book.get(one.key)
        after = replace(before, count=before.count + one.count, last_at=now) if before else one
        if after.told_at is None or now - after.told_at >= TOLD_EVERY:
            after = replace(after, told_at=now)
            told[after.key] = after
        stored[after.key] = after
    kept = sorted((book | stored).values(), key=lambda one: one.last_at)[-MAX_UNMATCHED:]
    keys = {one.key for one in kept}
    return UnmatchedChanges(
        stored=tuple(one for one in stored.values() if one.key in keys),
        dropped=tuple(one for one in known if one.key not in keys),
        told=tuple(one for one in told.values() if one.key in keys),
    )


def unmatched_of(check: UserCheck, now: datetime) -> UnmatchedCheck:
    """A check that names nobody, with what it says of whom it means."""
    given = (check.service, *check.labels, *check.hosts, *check.names)
    hints = tuple(dict.fromkeys(hint for hint in given if hint))[:MAX_SHOWN_HINTS]
    return UnmatchedCheck(
        source=check.source, name=check.name, hints=hints, count=1, first_at=now, last_at=now
    )


def unmatched_page_of(source: str, nudge: PageNudge, now: datetime) -> UnmatchedCheck:
    """A status page that we do not read."""
    return UnmatchedCheck(
        source=source,
        name="a status page",
        hints=(*nudge.addresses, *nudge.ids)[:MAX_SHOWN_HINTS],
        count=1,
        first_at=now,
        last_at=now,
        is_page=True,
    )
