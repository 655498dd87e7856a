"""What the correlator remembers: sightings of reports, what sources are readable, and open incidents.

What may grow without end is kept as `NewestFew`: a window on its newest members.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar

from immutables import Map

from bot.correlation import parameters as p
from bot.correlation.trace import OwnPost, Trace
from bot.domain.incident import Incident
from bot.domain.look import Corroboration, Look
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.learned.background import BackgroundTally

SIZE: Final = p.MAX_WEIGHED
# A page's own time is believed where it lies this far, at most, before we saw the report.
MAX_BACKDATING: Final = timedelta(hours=3)
_STATUS_OF_IMPACT: Final = {
    None: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.NONE: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Impact.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}


class Dated(Protocol):
    """Something with a key and a time that never changes."""

    @property
    def key(self) -> str:
        """What it is known by."""
        ...

    @property
    def seen(self) -> datetime:
        """When it was first seen."""
        ...


T = TypeVar("T", bound=Dated)


@dataclass(frozen=True, slots=True)
class NewestFew(Generic[T]):
    """Immutable. `newest` are at most SIZE, oldest first; which they are follows from what is on it alone."""

    newest: tuple[T, ...] = ()
    rest: Map[str, T] = field(default_factory=Map)

    def with_(self, thing: T) -> "NewestFew[T]":
        """The window with a thing, in place of one of the same key."""
        if thing.key in self.rest:
            return NewestFew(self.newest, self.rest.set(thing.key, thing))
        place = bisect_left(self.newest, _order(thing), key=_order)
        older, newer = self.newest[:place], self.newest[place:]
        if newer and newer[0].key == thing.key:
            return NewestFew((*older, thing, *newer[1:]), self.rest)
        if self.rest and not older:
            return NewestFew(self.newest, self.rest.set(thing.key, thing))
        newest = (*older, thing, *newer)
        if len(newest) <= SIZE:
            return NewestFew(newest, self.rest)
        return NewestFew(newest[1:], self.rest.set(newest[0].key, newest[0]))

    def without(self, key: str) -> "NewestFew[T]":
        """The window without the thing of that key, if it has one."""
        if key in self.rest:
            return NewestFew(self.newest, self.rest.delete(key))
        newest = tuple(thing for thing in self.newest if thing.key != key)
        if len(newest) == len(self.newest) or not self.rest:
            return NewestFew(newest, self.rest)
        next_ = max(self.rest.values(), key=_order)
        return NewestFew((next_, *newest), self.rest.delete(next_.key))


def _order(thing: Dated) -> tuple[datetime, str]:
    return thing.seen, thing.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A provider's report as we see it now. `key` is source and report id; `onset` is when it is dated.

    `told` is when it last said something new. `baseline` marks what was there at first sight of its source:
    known, no evidence of anything new. `settled` marks the members of an incident that has been resolved:
    they have their explanation, and are evidence of nothing else. `shared` marks those that an incident held
    at probable or better, and its root's own: they did not come by chance, and teach nothing of it.
    """

    key: str
    service: str
    organisation: str
    source: str
    report: Report
    first_seen: datetime
    last_seen: datetime
    told: datetime
    baseline: bool
    settled: bool = False
    shared: bool = False

    @property
    def onset(self) -> datetime:
        """The page's own time, where it lies within the three hours before we saw it; else when we saw it."""
        age = self.first_seen - self.report.started_at
        return self.report.started_at if timedelta(0) <= age <= MAX_BACKDATING else self.first_seen

    def says_the_same(self, other: "Sighting") -> bool:
        """Whether nothing has changed that evidence is made from."""
        return self.essence == other.essence

    @property
    def essence(self) -> tuple[object, ...]:
        """What evidence is made from."""
        r = self.report
        content = (r.title, r.impact, r.started_at, r.components, r.regions, r.updates)
        return (self.service, self.organisation, self.baseline, content)

    @property
    def is_open(self) -> bool:
        """Whether its provider still calls it an incident."""
        return self.report.status.is_open

    @property
    def ended_at(self) -> datetime:
        """When it was resolved, never after we heard so; of one that has not, when we last heard of it."""
        return min(self.report.resolved_at or self.last_seen, self.last_seen)

    @property
    def is_taken_back(self) -> bool:
        """Whether it left its page, never called resolved, so soon that it was no incident after all."""
        withdrawn = self.report.status is ReportStatus.WITHDRAWN
        return withdrawn and self.last_seen - self.onset <= p.TAKEN_BACK_WITHIN

    @property
    def status(self) -> ComponentStatus:
        """How bad the provider says it is, in component words."""
        return _STATUS_OF_IMPACT[self.report.impact]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """Whether a source can be read, what its headline says, and the day on which it last said anything."""

    source: str
    service: str
    status: ComponentStatus
    readable: bool
    heard: datetime

    @property
    def is_telling(self) -> bool:
        """Whether silence here means something: it can be read, and is not in maintenance."""
        return self.readable and self.status is not ComponentStatus.UNDER_MAINTENANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachTally:
    """The organisations that stand on one node and that we watch, and those of them that are fine.

    `reach` is the sum of the fine ones' reach in millionths, `whole_reach` that of all of them: whole
    numbers, so that the order in which they are added does not matter.
    """

    watched: int = 0
    healthy: int = 0
    reach: int = 0
    whole_reach: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingCount:
    """How many reports have named a node in one way, fading by half in `p.NAMINGS_FADE`, as of `at`."""

    count: float
    at: datetime

    def faded(self, now: datetime) -> float:
        """What is left of the count by then."""
        return self.count * math.pow(0.5, max(now - self.at, timedelta(0)) / p.NAMINGS_FADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationHealth:
    """What an organisation looks like: its readable sources, and how many things of it are failing."""

    readable: int = 0
    failing: int = 0

    @property
    def is_healthy(self) -> bool:
        """Whether we can read it, and nothing of it is failing."""
        return self.readable > 0 and self.failing == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What follows from the rest of a state, kept so that one observation costs what it touches.

    `evidence`: node → traces of new reports that it could explain. `places`: key of a report → the nodes on
    which it has left traces. `own`: organisation → its own posts. `watches`: organisation → its health.
    `tallies`: node → its ReachTally. `homes`: key of a report → ids of the open incidents that hold it.
    `held`: open incident → keys of its members. `deadlines`: open incident → when it closes if nothing more
    happens. `roots`: node → ids of the open incidents whose root is the node or a part of it, or could be it.
    """

    evidence: Map[str, NewestFew[Trace]] = field(default_factory=Map)
    places: Map[str, tuple[str, ...]] = field(default_factory=Map)
    own: Map[str, NewestFew[OwnPost]] = field(default_factory=Map)
    watches: Map[str, OrganisationHealth] = field(default_factory=Map)
    tallies: Map[str, ReachTally] = field(default_factory=Map)
    homes: Map[str, tuple[str, ...]] = field(default_factory=Map)
    deadlines: Map[str, datetime] = field(default_factory=Map)
    held: Map[str, frozenset[str]] = field(default_factory=Map)
    roots: Map[str, tuple[str, ...]] = field(default_factory=Map)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All of it, by key. A new state shares what did not change with the one before.

    `early` are the open incidents of that grade, apart from the others: nothing is judged by them. `looks`
    are what probes and checks last came to (`supports.look_key`), `corroborations` what else speaks for a
    failure.
    `backgrounds` are the tallies of completed days, by organisation; `informed` counts them. `index` is no
    knowledge of its own: `rebuilding.rebuilt` makes it again from the rest.
    """

    sightings: Map[str, Sighting] = field(default_factory=Map)
    sources: Map[str, SourceHealth] = field(default_factory=Map)
    incidents: Map[str, Incident] = field(default_factory=Map)
    namings: Map[str, NamingCount] = field(default_factory=Map)
    early: Map[str, Incident] = field(default_factory=Map)
    looks: Map[str, Look] = field(default_factory=Map)
    corroborations: Map[str, Corroboration] = field(default_factory=Map)
    backgrounds: Map[str, BackgroundTally] = field(default_factory=Map)
    now: datetime | None = None
    since: datetime | None = None
    index: Index = field(default_factory=Index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The keys whose values differ from those of the state before, or are gone."""

    sightings: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()
    namings: frozenset[str] = frozenset()
    early: frozenset[str] = frozenset()
    looks: frozenset[str] = frozenset()
    corroborations: frozenset[str] = frozenset()
    backgrounds: frozenset[str] = frozenset()

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(
            sightings=self.sightings | other.sightings,
            sources=self.sources | other.sources,
            incidents=self.incidents | other.incidents,
            namings=self.namings | other.namings,
            early=self.early | other.early,
            looks=self.looks | other.looks,
            corroborations=self.corroborations | other.corroborations,
            backgrounds=self.backgrounds | other.backgrounds,
        )
