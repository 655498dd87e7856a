"""How often people who ask by chance are taken for a crowd: months of simulated questions, at several rates.

`python -m benchmarks.crowd`. Each service is asked about by a Poisson process, evenly or in office hours:
fifty of the week, with nine of ten questions. Persons and channels of three workspaces are drawn by lot,
and the usual rate is learned from nothing. A false alarm is a crowd that the correlator is told of after a
quarter of an hour without one, here a month of a hundred services. The last table: what so many in ten
minutes come to.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from bot.panels.crowd import (
    LAPSES_AFTER,
    PEAK,
    Asking,
    AskingTally,
    counted_once_more,
    crowd_of,
    nats_of,
    with_asking,
)

START: Final = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
RATES: Final = (0.02, 0.1, 0.5, 2.0)
MONTH: Final = timedelta(days=30)
LEARNING: Final = timedelta(days=7)
TOLD_FROM: Final = 0.5
_IN_OFFICE: Final = 0.9
_OFFICE_DAYS: Final = 5
_OFFICE: Final = range(8, 18)
_WORKSPACES: Final = 3
_CHANNELS: Final = 12


def false_alarms(
    an_hour: float, months: int, random: Random, *, in_office: bool, after: timedelta = LEARNING
) -> int:
    """How many there are at one service within the months that follow the time to learn in."""
    known: tuple[Asking, ...] = ()
    tally: AskingTally | None = None
    silent_until, found = START, 0
    for number, at in enumerate(_times(an_hour, after + months * MONTH, random, in_office=in_office)):
        workspace = f"w{random.randrange(_WORKSPACES)}"
        channel = f"{workspace}/{random.randrange(_CHANNELS)}"
        new = Asking(person=f"p{number}", channel=channel, pool=channel, workspace=workspace, at=at)
        known = with_asking(known, new)
        if new not in known:
            continue
        tally = counted_once_more(tally, at)
        crowd = crowd_of(known, tally, START, at)
        if crowd is not None and crowd.nats >= TOLD_FROM:
            found += at >= START + after and at >= silent_until
            silent_until = at + LAPSES_AFTER
    return found


def _times(an_hour: float, length: timedelta, random: Random, *, in_office: bool) -> Iterator[datetime]:
    """When somebody asks."""
    share = _OFFICE_DAYS * len(_OFFICE) / (7 * 24)
    fast = an_hour * (_IN_OFFICE / share if in_office else 1.0)
    slow = an_hour * ((1 - _IN_OFFICE) / (1 - share) if in_office else 1.0)
    at, end = START, START + length
    while True:
        at += timedelta(hours=random.expovariate(fast))
        if at >= end:
            return
        is_office = at.weekday() < _OFFICE_DAYS and at.hour in _OFFICE
        if is_office or random.random() < slow / fast:
            yield at


def _nats(people: int, an_hour: float) -> float:
    step = timedelta(minutes=10) / (people - 1)
    return nats_of([START - step * n for n in range(people)], an_hour * PEAK, START)


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=1_200, help="of one service, for each rate")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = Random(options.seed)
    sys.stdout.write("asked an hour | evenly | in office hours | without time to learn\n")
    for rate in RATES:
        counts = (
            sum(
                false_alarms(rate, 12, random, in_office=office, after=after)
                for _ in range(options.months // 12)
            )
            for office, after in ((False, LEARNING), (True, LEARNING), (True, timedelta()))
        )
        shown = " | ".join(f"{100 * count / options.months:.2f}" for count in counts)
        sys.stdout.write(f"{rate} | {shown}\n")
    sys.stdout.write("\nnats of so many in ten minutes: 3 to 8\n")
    for rate in RATES:
        sys.stdout.write(f"{rate} | {' | '.join(f'{_nats(k, rate):.1f}' for k in range(3, 9))}\n")


if __name__ == "__main__":
    main()
