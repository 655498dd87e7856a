"""What one observation costs the correlator, in fleets of 500 to 50,000 services of which many fail at once.

Made-up fleets with infrastructure in proportion, and failing infrastructure in proportion too. While a share
of a fleet is failing, one service after the other recovers, another begins to fail, and a third posts an
update: that is what is measured. Then the same where one node alone takes that share along, and the memory of
the largest fleet.
"""

import multiprocessing
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from benchmarks.measuring import resident_mb
from bot.correlation.correlator import correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.observation import Observation
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from tests.builders import a_report, an_observation, an_update
from tests.worlds import BLAMES, START, VAGUE, a_fleet, an_outage

SIZES = (500, 5_000, 50_000)
SHARES = (0.01, 0.05, 0.2)
# A fleet comes to each share within half an hour of its time, and is measured for another.
PHASE = timedelta(minutes=30)
MEASURED = 450
# One outage under way for so many services; as one has said all it has to say, the next begins.
SERVICES_AN_OUTAGE = 125
# A fleet that has not come to a share within this time is measured where it is.
FILL_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured at one share."""

    failing: int
    incidents: int
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured of one fleet. Memory in MB, beyond an interpreter with all imported."""

    rows: tuple[Row, ...]
    knowledge_mb: float
    state_mb: float


class Fleet:
    """Services that fail, say more, and recover."""

    def __init__(self, services: int, *, on_one: float = 0.0) -> None:
        self._draw = random.Random(services)
        self.catalog = a_fleet(services, on_one=on_one)
        self.knowledge = Knowledge(catalog=self.catalog)
        self.state = State()
        self.failing: deque[tuple[str, Report]] = deque()
        self._down: set[str] = set()
        self._first = next(iter(self.catalog.services)) if on_one else None
        self._at_once = 1 if on_one else services // SERVICES_AN_OUTAGE
        self._posts = self._posted()
        self._now = START
        self._tick_length = PHASE / MEASURED

    def watch(self) -> None:
        """See every page for the first time."""
        for service in self.catalog.services.values():
            if service.sources:
                up = ComponentStatus.OPERATIONAL
                self.take(an_observation(service.id, at=self._now, status=up, baseline=True))

    def take(self, observation: Observation) -> float:
        """Correlate it; return the seconds of CPU that took."""
        started = time.process_time()
        self.state = correlate(self.state, observation, self.knowledge).state
        return time.process_time() - started

    def fail(self) -> Observation:
        """Another service posts that it fails."""
        service, title = next(self._posts)
        self._down.add(service)
        now = self._tick()
        report = a_report(
            f"{service}-{now.timestamp():.0f}",
            title=title,
            impact=self._draw.choice(tuple(Impact)),
            started_at=now - timedelta(minutes=self._draw.uniform(0, 20)),
            updates=(an_update(at=now),),
        )
        self.failing.append((service, report))
        return an_observation(service, at=now, report=report)

    def say_more(self) -> Observation:
        """One that fails posts an update."""
        at = self._draw.randrange(len(self.failing))
        service, report = self.failing[at]
        self.failing[at] = service, self._posted_on(report, ReportStatus.IDENTIFIED)
        return an_observation(service, at=self._now, report=self.failing[at][1])

    def recover(self) -> Observation:
        """The one that failed first says that it is over; infrastructure mostly after what stands on it."""
        while self.catalog.edges_to(self.failing[0][0]) and self._draw.random() < 0.9:
            self.failing.rotate(-1)
        service, report = self.failing.popleft()
        self._down.discard(service)
        over = replace(self._posted_on(report, ReportStatus.RESOLVED), resolved_at=self._now)
        return an_observation(service, at=self._now, report=over)

    def fill(self, failing: int) -> None:
        """Bring it to so many failing services, as far as there is time."""
        until = time.perf_counter() + FILL_SECONDS
        self._tick_length = PHASE / max(1, failing - len(self.failing))
        while len(self.failing) < failing and time.perf_counter() < until:
            self.take(self.fail())

    def churn(self) -> Iterator[float]:
        """Seconds of each observation while as many fail as before."""
        self._tick_length = PHASE / MEASURED
        while True:
            yield self.take(self.fail())
            yield self.take(self.say_more())
            yield self.take(self.recover())

    def _posted_on(self, report: Report, status: ReportStatus) -> Report:
        now = self._tick()
        update = an_update("It goes on as we expected.", at=now, status=status)
        return replace(report, status=status, updated_at=now, updates=(*report.updates, update))

    def _posted(self) -> Iterator[tuple[str, str]]:
        """Services and what they post: four in five because of an outage, some of these naming it."""
        running = [self._said() for _ in range(self._at_once)]
        everybody = [service.id for service in self.catalog.services.values() if service.sources]
        while True:
            if self._draw.random() < 0.2:
                post = self._draw.choice(everybody), self._draw.choice(VAGUE)
            else:
                outage = self._draw.randrange(self._at_once)
                found = next(running[outage], None)
                if found is None:
                    running[outage] = self._said()
                    continue
                post = found
            if post[0] not in self._down:
                yield post

    def _said(self) -> Iterator[tuple[str, str]]:
        outage = an_outage(self.catalog, self._now, self._draw, root=self._first, share=0.8)
        name = self.catalog.name_of(outage.root)
        for service in (outage.root, *self._draw.sample(outage.victims, len(outage.victims))):
            words = BLAMES if service != outage.root and self._draw.random() < 0.3 else VAGUE
            yield service, self._draw.choice(words).format(root=name)

    def _tick(self) -> datetime:
        self._now += self._tick_length
        return self._now


def measure(services: int, on_one: float = 0.0, shares: Sequence[float] = SHARES) -> Outcome:
    """Build a fleet, bring it to each share in turn, and measure there."""
    empty = resident_mb()
    fleet = Fleet(services, on_one=on_one)
    for service in fleet.catalog.services:
        fleet.knowledge.standings(service)
    known = resident_mb()
    fleet.watch()
    rows = []
    for share in shares:
        fleet.fill(int(share * services))
        seconds = tuple(islice(fleet.churn(), MEASURED))
        rows.append(Row(failing=len(fleet.failing), incidents=len(fleet.state.incidents), seconds=seconds))
    return Outcome(rows=tuple(rows), knowledge_mb=known - empty, state_mb=resident_mb() - known)


def _told(services: int, outcome: Outcome) -> None:
    for row in outcome.rows:
        print(
            f"  {services:6} services, {row.failing:6} failing ({row.failing / services:4.0%}), "
            f"{row.incidents:4} open incidents: median {statistics.median(row.seconds) * 1000:6.2f} ms, "
            f"p99 {_p99(row.seconds) * 1000:6.2f} ms"
        )


def _p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def _growth(small: Outcome, large: Outcome) -> None:
    for share, before, after in zip(SHARES, small.rows, large.rows, strict=True):
        if after.failing < share * SIZES[-1] * 0.99:
            print(f"  {share:.0%}: not reached in {FILL_SECONDS:.0f} s, so not compared")
            continue
        median = statistics.median(after.seconds) / statistics.median(before.seconds)
        p99 = _p99(after.seconds) / _p99(before.seconds)
        print(f"  {SIZES[0]} to {SIZES[-1]}, {share:.0%}: median x{median:.2f}, p99 x{p99:.2f} (target x2)")


def main() -> None:
    print(f"one observation through the correlator, {MEASURED} at each share:")
    outcomes = []
    context = multiprocessing.get_context("spawn")
    # Each fleet in a process of its own, so that its memory is its own.
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as alone:
        for services in SIZES:
            outcomes.append(alone.submit(measure, services).result())
            _told(services, outcomes[-1])
        _growth(outcomes[0], outcomes[-1])
        largest = outcomes[-1]
        print(
            f"  memory of {SIZES[-1]} services: {largest.knowledge_mb + largest.state_mb:.0f} MB, "
            f"{largest.state_mb:.0f} MB of it state (target 500 MB)"
        )
        print("the same where a quarter of the fleet stands on one node, and that node fails:")
        for services in (SIZES[0], SIZES[-1]):
            _told(services, alone.submit(measure, services, 0.25, (0.01, 0.15)).result())
    sys.stdout.flush()


if __name__ == "__main__":
    main()
