"""Which service of the catalogue is given whose records, and from which week of them on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.lab.evaluation.records import ReportRecord
from bot.lab.null.donors import WEEK, Donor
from bot.lab.null.drawing import drawn
from bot.lab.null.trades import Trade, trade_of

# Nearer to its own time than this, a copy could still meet the failure that it really tells of.
LEAST_SHIFT: Final = 3 * WEEK
# How many minutes a copy lies from whole weeks at most: never so many that two of one donor meet.
MOST_JITTER: Final = 3 * 24 * 60


class NullKind(StrEnum):
    """Whose records a service is given."""

    RANDOM = "random"  # anybody's
    CATEGORY = "category"  # those of a vendor of its own trade


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """That a service tells what a donor told, from `offset` after the beginning of the donor's ring on."""

    service: str
    donor: Donor
    offset: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The time that a null history is about, though it need not be a year."""

    start: datetime
    end: datetime


def gifts_for(
    services: Iterable[tuple[str, str]], donors: Sequence[Donor], year: Year, kind: NullKind, seed: int
) -> Iterator[Gift]:
    """A gift for each service, given with its category, until nobody has any left.

    No week of a donor is given twice, so that no copy meets itself. Organisations give alike, however many
    pages they have, as far as their weeks reach; a trade that has nothing left takes from anybody.
    """
    purses = _purses(donors, kind, seed)
    given = Counter[tuple[str, Trade | None]]()
    for service, category in services:
        trade = _trade(category, kind)
        gift = None
        while gift is None:
            holding = [key for key in purses if key[1] is trade] or [*purses]
            if not holding:
                return
            key = min(holding, key=lambda key: given[key])
            donor, week = purses[key].pop()
            if not purses[key]:
                del purses[key]
            offset = week * WEEK + _jitter(seed, donor, week)
            if all(abs(by) >= LEAST_SHIFT for _, by in moves(donor, offset, year)):
                gift = Gift(service=service, donor=donor, offset=offset)
                given[key] += 1
        yield gift


def copies(gift: Gift, year: Year) -> Iterator[ReportRecord]:
    """The records that the service now has. A ring shorter than the time goes round again."""
    told: Counter[str] = Counter()
    for record, by in moves(gift.donor, gift.offset, year):
        told[record.report.id] += 1
        again = told[record.report.id]
        yield _moved(record, by, gift.service, f"{record.report.id}{f'~{again}' if again > 1 else ''}")


def moves(donor: Donor, offset: timedelta, year: Year) -> Iterator[tuple[ReportRecord, timedelta]]:
    """The donor's records of that time, and by how much each is moved."""
    length = donor.weeks * WEEK
    for placed in donor.records:
        at = year.start + (placed.after - offset) % length
        while at < year.end:
            yield placed.record, at - placed.record.seen
            at += length


def _purses(
    donors: Sequence[Donor], kind: NullKind, seed: int
) -> dict[tuple[str, Trade | None], list[tuple[Donor, int]]]:
    """By organisation, and trade where that counts: the weeks from which on it can give, shuffled."""
    purses: dict[tuple[str, Trade | None], list[tuple[Donor, int]]] = {}
    for donor in donors:
        weeks = purses.setdefault((donor.organisation, _trade(donor.category, kind)), [])
        weeks += ((donor, week) for week in range(donor.weeks))
    return {
        (organisation, trade): sorted(weeks, key=lambda item: drawn(seed, "week", item[0].service, item[1]))
        for (organisation, trade), weeks in sorted(
            purses.items(), key=lambda item: drawn(seed, "organisation", *map(str, item[0]))
        )
    }


def _jitter(seed: int, donor: Donor, week: int) -> timedelta:
    drawn_minutes = drawn(seed, "minutes", donor.service, week) % (2 * MOST_JITTER + 1)
    return timedelta(minutes=drawn_minutes - MOST_JITTER)


def _trade(category: str, kind: NullKind) -> Trade | None:
    return trade_of(category) if kind is NullKind.CATEGORY else None


def _moved(record: ReportRecord, by: timedelta, service: str, id_: str) -> ReportRecord:
    report = record.report
    return ReportRecord(
        service=service,
        report=replace(
            report,
            id=id_,
            started_at=report.started_at + by,
            updated_at=report.updated_at + by,
            resolved_at=report.resolved_at + by if report.resolved_at else None,
            updates=tuple(replace(update, at=update.at + by) for update in report.updates),
        ),
        seen=record.seen + by,
        gone=record.gone + by if record.gone else None,
    )
