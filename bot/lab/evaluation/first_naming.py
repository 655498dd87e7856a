"""Dependents that name a root before anybody else does: the first to know, often before the root says so."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from typing import Final

from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.evaluation.truth import Event, Truth
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader

# A root that nobody has named for so long is named afresh.
AFRESH: Final = timedelta(hours=6)
# A post of the root's own page this near is about the same trouble.
NEAR: Final = timedelta(hours=2)

# A page without any post for so long, before and after, is not in the records.
HELD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstNaming:
    """The first text in hours that blames a provider, as a poller saw it at `at`.

    `own_post` is when the provider's own page first spoke of that trouble, None where it never did or the
    records lack it. `is_over` says that the report was closed when anybody could see it.
    """

    at: datetime
    provider: str
    key: Key
    own_post: datetime | None
    is_over: bool

    @property
    def is_ahead(self) -> bool:
        """Whether the root's own page had not spoken yet, and did later."""
        return self.own_post is not None and self.at < self.own_post


class OwnPosts:
    """When each provider's own page first showed each of its reports."""

    def __init__(self, records: Iterable[ReportRecord], naming: Naming) -> None:
        times: dict[str, list[datetime]] = {}
        for record in records:
            times.setdefault(naming.provider(record.service), []).append(record.seen)
        self._times = {provider: sorted(found) for provider, found in times.items()}

    def near(self, provider: str, at: datetime, reach: timedelta = NEAR) -> datetime | None:
        """The first from so long before a moment to so long after it, two hours unless said otherwise."""
        times = self._within(provider, at, reach)
        return times[0] if times else None

    def chance_of(self, provider: str, at: datetime, reach: timedelta) -> float:
        """How likely a post is so near to a moment by chance, as often as the page posts in these months.

        Nought where the records do not hold the page at that time.
        """
        return 1 - exp(-len(self._within(provider, at, HELD)) * (reach / HELD))

    def _within(self, provider: str, at: datetime, reach: timedelta) -> list[datetime]:
        times = self._times.get(provider, [])
        return times[bisect_left(times, at - reach) : bisect_right(times, at + reach)]


def first_namings(
    records: Sequence[ReportRecord],
    truth: Truth,
    naming: Naming,
    period: Period,
    reader: TextReader = PROSE,
) -> tuple[FirstNaming, ...]:
    """Every first naming of the period, in time order.

    Of a labelled event the own post is the event's, and who names the root after its end is not its first.
    Elsewhere it is the first post of the provider's page that is near.
    """
    own = OwnPosts(records, naming)
    events = {key: event for event in truth.events for key in event.affected}
    last: dict[str, datetime] = {}
    found: list[FirstNaming] = []
    for at, provider, record in sorted(_namings(records, naming, reader), key=_order):
        before = last.get(provider)
        last[provider] = at
        if (before is None or at - before > AFRESH) and period.holds(at):
            resolved = record.report.resolved_at
            found.append(
                FirstNaming(
                    at=at,
                    provider=provider,
                    key=record.key,
                    own_post=_own_post(at, provider, events.get(record.key), own),
                    is_over=resolved is not None and resolved <= at,
                )
            )
    return tuple(found)


def _own_post(at: datetime, provider: str, event: Event | None, own: OwnPosts) -> datetime | None:
    if event is None or event.provider != provider:
        return own.near(provider, at)
    if at > event.end:
        return None
    return event.own_post or own.near(provider, at)


def _namings(
    records: Iterable[ReportRecord], naming: Naming, reader: TextReader
) -> Iterator[tuple[datetime, str, ReportRecord]]:
    for record in records:
        for provider, at in _blamed(record, naming, reader).items():
            yield at, provider, record


def _blamed(record: ReportRecord, naming: Naming, reader: TextReader) -> Mapping[str, datetime]:
    """Providers that a report blames, each with when a poller saw the text."""
    report, own = record.report, naming.group(record.service)
    first = min((max(update.at, record.seen) for update in report.updates), default=record.seen)
    texts = [(first, report.title), *((max(u.at, record.seen), u.text) for u in report.updates)]
    found: dict[str, datetime] = {}
    for at, text in texts:
        for node in reader.words(text, record.service, naming.catalog).blamed:
            provider = naming.provider(node)
            if naming.group(provider) != own:
                found.setdefault(provider, at)
    return found


def _order(found: tuple[datetime, str, ReportRecord]) -> tuple[datetime, str, Key]:
    return found[0], found[1], found[2].key
