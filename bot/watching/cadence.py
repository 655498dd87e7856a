"""When to read a source again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

from bot.domain.backoff import back_off
from bot.domain.service import Source
from bot.domain.status import UnreadableReason
from bot.watching.location import endpoint_of
from bot.watching.record import SourceRecord

# Statuspage's edge caches for 10 s and names no limit; a minute is what busy pages are polled at by others.
SHORTEST: Final = timedelta(seconds=60)
LONGEST_BACK_OFF: Final = timedelta(minutes=15)
LONGEST_RETRY_AFTER: Final = timedelta(hours=6)
JITTER: Final = 0.1
FIRST_CONTACT: Final = timedelta(hours=6)
FIRST_CONTACT_DOUBTFUL: Final = timedelta(hours=24)
FIRST_RETRY: Final = timedelta(hours=1)
LONGEST_RETRY: Final = timedelta(hours=24)
LONGEST_RETRY_DOUBTFUL: Final = timedelta(days=7)
# Who guards a page against programs does so for hours; a page under attack lets us in again sooner.
FIRST_BLOCKED: Final = timedelta(minutes=15)
LONGEST_BLOCKED: Final = timedelta(hours=6)
# A reading that is older than so many intervals is nobody's any more: nothing polls, or not this.
ASKED_AFTER: Final = 3
ALL_OF_IT_EVERY: Final = timedelta(hours=6)
# By how much the clocks of two machines may differ.
CLOCK_SKEW: Final = timedelta(seconds=15)


def next_due(source: Source, record: SourceRecord, now: datetime, retry_after: timedelta | None) -> datetime:
    """When to poll next: twice as often while a report is open, ever less often while unreadable.

    The jitter of ±10 % is drawn from the source and the time, so that the same history gives the same polls.
    """
    if not endpoint_of(source, record).format:
        longest = LONGEST_RETRY_DOUBTFUL if source.is_doubtful else LONGEST_RETRY
        wait = back_off(FIRST_RETRY, longest, record.failures)
    elif record.unreadable is UnreadableReason.BLOCKED:
        wait = max(back_off(FIRST_BLOCKED, LONGEST_BLOCKED, record.failures - 1), source.interval)
    elif record.failures:
        wait = max(back_off(source.interval, LONGEST_BACK_OFF, record.failures - 1), source.interval)
    elif record.page.reports or record.page.missing:
        wait = max(source.interval / 2, min(SHORTEST, source.interval))
    else:
        wait = source.interval
    wait *= 1 + JITTER * _draw(source.id, now)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait


def is_worth_asking(source: Source, record: SourceRecord | None, now: datetime) -> bool:
    """Whether somebody who asks about it is served by reading it now: nobody has lately.

    Who asks us to stay away, or keeps programs out, is left alone.
    """
    if record is None or record.polled_at is None:
        return True
    if record.unreadable in (UnreadableReason.HTTP_429, UnreadableReason.BLOCKED):
        return False
    return now - record.polled_at > ASKED_AFTER * max(source.interval, SHORTEST)


def first_due(source: Source, now: datetime) -> datetime:
    """When to poll a source for the first time: sources are spread over their interval.

    Finding out what an address serves takes a dozen requests: those are spread over hours.
    """
    return now + first_span(source) * (_draw(source.id, now) + 1) / 2


def due_anew(
    sources: Mapping[str, Source], records: Iterable[SourceRecord], now: datetime
) -> dict[str, datetime]:
    """When to read what was read in the future: the clock was put back since, and so were no due times."""
    ahead = (r.source for r in records if r.polled_at is not None and r.polled_at - now > CLOCK_SKEW)
    return {id_: first_due(sources[id_], now) for id_ in ahead if id_ in sources}


def first_span(source: Source) -> timedelta:
    """Within which time a source is read for the first time."""
    if source.format:
        return source.interval
    return FIRST_CONTACT_DOUBTFUL if source.is_doubtful else FIRST_CONTACT


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRound:
    """How many pages are read within which time, and how many more are first looked at within another."""

    pages: int
    takes: timedelta
    sought: int
    sought_within: timedelta


def first_round(sources: Collection[Source]) -> FirstRound:
    """What it takes until each of these was read once: the spans over which `first_due` spreads them."""
    known = [source for source in sources if source.format]
    sought = [source for source in sources if not source.format]
    return FirstRound(
        pages=len(known),
        takes=max((first_span(source) for source in known), default=timedelta(0)),
        sought=len(sought),
        sought_within=max((first_span(source) for source in sought), default=timedelta(0)),
    )


def asks_for_all(record: SourceRecord, now: datetime) -> bool:
    """Whether to ask for a page whole, though we hold it: a cache may say "not modified" for ever."""
    if record.read_at is None:
        return False
    own = ALL_OF_IT_EVERY * (_draw(record.source, datetime.fromtimestamp(0, UTC)) + 1) / 2
    epoch = datetime.fromtimestamp(0, UTC) + own
    return (record.read_at - epoch) // ALL_OF_IT_EVERY != (now - epoch) // ALL_OF_IT_EVERY


def _draw(source: str, now: datetime) -> float:
    """A number within [-1, 1) that depends on nothing but its arguments."""
    digest = blake2b(f"{source}@{int(now.timestamp())}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**31 - 1
