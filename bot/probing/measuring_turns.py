"""Which service is looked at next, and when again: what channels watch by the day, all others by the week.

One look at a time, spread by hash, so that nothing comes in waves.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final

from bot.domain.measurement import MeasuredService
from bot.domain.service import Service
from bot.panels.chance import fraction

# Less than a day and less than a week: whoever moves is seen within them.
EVERY_DAY: Final = timedelta(hours=22)
EVERY_WEEK: Final = timedelta(days=6.5)
# A turn comes sooner by up to this part.
SPREAD: Final = 0.2
# After a look that could tell nothing.
AGAIN_AFTER_FAILURE: Final = timedelta(hours=6)
# After a site was asked for its rules: one request a host in five minutes. A look is put off so often, once
# for each host that a redirect may lead over; a site that stays silent is due to be asked again and again.
AFTER_ASKING_FOR_RULES: Final = timedelta(minutes=6)
MOST_PUT_OFF: Final = 3


def next_to_look_at(
    services: Iterable[Service],
    records: Mapping[str, MeasuredService],
    watched: AbstractSet[str],
    now: datetime,
) -> Service | None:
    """Who is due, the watched first, then the most overdue, then who was never looked at; None for nobody.

    Whose site was asked for its rules a while ago comes before others are begun with.
    """
    due = (
        (service.id not in watched, at is None, at or now, service.id, service)
        for service in services
        if (at := due_at(records.get(service.id), is_watched=service.id in watched)) is None or at <= now
    )
    best = min(due, key=lambda row: row[:4], default=None)
    return best[4] if best is not None else None


def due_at(record: MeasuredService | None, *, is_watched: bool) -> datetime | None:
    """When a service is due; None for one never looked at. One that is watched since then need not wait."""
    if record is None:
        return None
    return min(record.due_at, record.asked_at + EVERY_DAY) if is_watched else record.due_at


def next_look(service: str, now: datetime, *, is_watched: bool, has_failed: bool) -> datetime:
    """When to look again after a look."""
    every = EVERY_DAY if is_watched else EVERY_WEEK
    if has_failed:
        every = min(every, AGAIN_AFTER_FAILURE)
    return now + every * (1.0 - SPREAD * fraction(service, now.date().isoformat()))
