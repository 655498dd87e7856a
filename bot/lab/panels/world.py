"""A world of edges with trouble of every kind: theirs, their customers', and our own network's.

The rates are those of the research behind the rules: guesses on the generous side, and independent of each
other, which real trouble is not always.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.probe import ProbeOutcome, ProbeResult, ProbeTarget, Silence
from bot.panels.chance import fraction

EDGES: Final = tuple(f"edge{number}" for number in range(8))
REGIONS: Final = tuple(f"cloud{number % 3}/region{number}" for number in range(12))
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
MONTH: Final = timedelta(days=30)
_HOUR: Final = timedelta(hours=1)
_STATUSES: Final = {
    ProbeOutcome.SERVED: 200,
    ProbeOutcome.CHALLENGED: 403,
    ProbeOutcome.BLAMES_EDGE: 500,
    ProbeOutcome.BLAMES_ORIGIN: 522,
    ProbeOutcome.FAILED: 500,
}
# Of all requests so many are answered with an error that blames nobody.
_CHANCE_ERRORS: Final = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Trouble for a while: `share` of the requests to these targets come to `outcome`.

    Of those so many are `silent` instead. It comes and goes every `flaps`, if at all. One with a `vantage`
    is seen from there only: it is that network's own.
    """

    starts: datetime
    ends: datetime
    outcome: ProbeOutcome
    targets: frozenset[str]
    share: float = 1.0
    silent: float = 0.0
    silence: Silence = Silence.TCP
    flaps: timedelta | None = None
    vantage: str | None = None

    def hits(self, target: str, at: datetime, vantage: str) -> bool:
        """Whether it is there for a target now."""
        if not self.starts <= at < self.ends or target not in self.targets:
            return False
        if self.vantage is not None and self.vantage != vantage:
            return False
        return self.flaps is None or (at - self.starts) // self.flaps % 2 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Targets, their trouble (what comes first hides what is behind it), and how many requests get lost."""

    seed: int
    targets: tuple[ProbeTarget, ...]
    spells: Sequence[Spell] = ()
    loss: float = 0.01

    def during(self, starts: datetime, ends: datetime) -> "World":
        """The same with only the trouble of that time."""
        return replace(self, spells=[one for one in self.spells if one.ends > starts and one.starts < ends])

    def answer(self, target: ProbeTarget, at: datetime, vantage: str) -> ProbeResult:
        """What a probe comes to."""
        outcome, silence = self._outcome(target, at, vantage)
        is_silent = outcome is ProbeOutcome.SILENT
        return replace(
            target.came_to(outcome, at, vantage),
            edge=None if is_silent else target.node,
            status=_STATUSES.get(outcome),
            silence=silence if is_silent else None,
        )

    def _outcome(self, target: ProbeTarget, at: datetime, vantage: str) -> tuple[ProbeOutcome, Silence]:
        drawn = fraction(self.seed, vantage, target.id, at.isoformat())
        if drawn < self.loss:
            return ProbeOutcome.SILENT, Silence.TCP
        for number, spell in enumerate(self.spells):
            if spell.hits(target.id, at, vantage) and (
                spell.share >= 1 or fraction(self.seed, number, drawn.hex()) < spell.share
            ):
                is_silent = spell.silent > 0 and fraction(self.seed, "silent", drawn.hex()) < spell.silent
                return ProbeOutcome.SILENT if is_silent else spell.outcome, spell.silence
        is_chance = drawn > 1 - _CHANCE_ERRORS
        return ProbeOutcome.FAILED if is_chance else ProbeOutcome.SERVED, Silence.TCP


def panels(size: int = 20) -> tuple[ProbeTarget, ...]:
    """A panel of one size behind each edge."""
    return tuple(_target(edge, f"{edge}/site{number}") for edge in EDGES for number in range(size))


def canaries() -> tuple[ProbeTarget, ...]:
    """Two canaries of each region."""
    return tuple(
        _target(region, f"{region}/product{number}", is_canary=True)
        for region in REGIONS
        for number in range(2)
    )


def _target(node: str, name: str, *, is_canary: bool = False) -> ProbeTarget:
    url = f"https://{name.replace('/', '-')}.example/"
    return ProbeTarget(id=name, url=url, service=name, organisation=name, node=node, is_canary=is_canary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What happens in some months: each network's own, and everybody's."""

    ours: tuple[Spell, ...] = ()
    paths: tuple[Spell, ...] = ()
    sites: tuple[Spell, ...] = ()
    others: tuple[Spell, ...] = ()

    @property
    def spells(self) -> tuple[Spell, ...]:
        """All of it, what is nearest to us first."""
        return (*self.ours, *self.paths, *self.sites, *self.others)


def trouble(
    seed: int, months: int, targets: Sequence[ProbeTarget], vantages: Iterable[str] = ("here",)
) -> Trouble:
    """Months without one failure of an edge.

    Own outages 4 a month and paths to 1 to 8 edges 2 a month (10 min in the mean), for each vantage; a site's
    own edge error .3 a month (10 min), its origin .5 a month (30 min), a region 1 a month (1 h, a quarter of
    the sites); a canary .5 a month (30 min; half without a name, half with an error).
    """
    return Trouble(
        ours=tuple(one for vantage in vantages for one in _ours(seed, months, targets, vantage)),
        paths=tuple(one for vantage in vantages for one in _paths(seed, months, targets, vantage)),
        sites=tuple(one for target in targets for one in _sites(seed, months, target)),
        others=(
            *(one for target in targets for one in _origins(seed, months, target)),
            *_regions(seed, months, targets),
        ),
    )


def _ours(seed: int, months: int, targets: Iterable[ProbeTarget], vantage: str) -> Iterator[Spell]:
    every = frozenset(target.id for target in targets)
    for number, at in _arrivals(4, months, seed, "ours", vantage):
        ends = at + _mean(10, seed, "ours", vantage, number)
        yield Spell(starts=at, ends=ends, outcome=ProbeOutcome.SILENT, targets=every, vantage=vantage)


def _paths(seed: int, months: int, targets: Sequence[ProbeTarget], vantage: str) -> Iterator[Spell]:
    for number, at in _arrivals(2, months, seed, "path", vantage):
        ends = at + _mean(10, seed, "path", vantage, number)
        hit = _behind(targets, _some_nodes(targets, seed, vantage, number))
        yield Spell(starts=at, ends=ends, outcome=ProbeOutcome.SILENT, targets=hit, vantage=vantage)


def _sites(seed: int, months: int, target: ProbeTarget) -> list[Spell]:
    if target.is_canary:
        return _of_canary(seed, months, target)
    return _of_site(seed, months, target, ProbeOutcome.BLAMES_EDGE, 0.3, 10)


def _origins(seed: int, months: int, target: ProbeTarget) -> list[Spell]:
    return [] if target.is_canary else _of_site(seed, months, target, ProbeOutcome.BLAMES_ORIGIN, 0.5, 30)


def _regions(seed: int, months: int, targets: Iterable[ProbeTarget]) -> Iterator[Spell]:
    fronts = [target.id for target in targets if not target.is_canary]
    for number, at in _arrivals(1, months, seed, "region"):
        hit = frozenset(id_ for id_ in fronts if fraction(seed, number, id_) < 0.25)
        yield Spell(starts=at, ends=at + _HOUR, outcome=ProbeOutcome.BLAMES_ORIGIN, targets=hit)


def _of_site(
    seed: int, months: int, target: ProbeTarget, outcome: ProbeOutcome, rate: float, minutes: float
) -> list[Spell]:
    return [
        Spell(
            starts=at, ends=at + timedelta(minutes=minutes), outcome=outcome, targets=frozenset({target.id})
        )
        for _, at in _arrivals(rate, months, seed, outcome, target.id)
    ]


def _of_canary(seed: int, months: int, target: ProbeTarget) -> list[Spell]:
    return [
        Spell(
            starts=at,
            ends=at + timedelta(minutes=30),
            outcome=ProbeOutcome.FAILED if n % 2 else ProbeOutcome.SILENT,
            silence=Silence.DNS,
            targets=frozenset({target.id}),
        )
        for n, at in _arrivals(0.5, months, seed, "canary", target.id)
    ]


def _arrivals(rate: float, months: int, *what: str | int) -> Iterator[tuple[int, datetime]]:
    """When something happens at random, so many times a month, each with its number."""
    at, number = 0.0, 0
    while True:
        at += _exponential(*what, number) / rate
        if at >= months:
            return
        yield number, START + MONTH * at
        number += 1


def _mean(minutes: float, *what: str | int) -> timedelta:
    return timedelta(minutes=minutes) * _exponential("length", *what)


def _exponential(*what: str | int) -> float:
    return -math.log(1 - fraction(*what))


def _some_nodes(targets: Iterable[ProbeTarget], *what: str | int) -> frozenset[str]:
    """One to eight of the nodes."""
    nodes = sorted({target.node for target in targets}, key=lambda node: fraction(node, *what))
    return frozenset(nodes[: 1 + int(8 * fraction("nodes", *what))])


def _behind(targets: Iterable[ProbeTarget], nodes: frozenset[str]) -> frozenset[str]:
    return frozenset(target.id for target in targets if target.node in nodes)
