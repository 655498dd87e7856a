"""What panels come to in made months and outages: false looks, and minutes until the first true one."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.domain.look import Look, LookRule
from bot.domain.probe import ProbeOutcome, ProbeTarget
from bot.lab.panels.simulation import Run
from bot.lab.panels.world import EDGES, MONTH, START, Spell, Trouble, World, trouble
from bot.panels.chance import fraction
from bot.panels.parameters import CADENCE

# Before trouble every target is asked once; after it what is known goes stale.
_BEFORE: Final = timedelta(minutes=6)
_AFTER: Final = timedelta(minutes=6)
_OUTAGE_AT: Final = START + timedelta(hours=1)
_GIVEN_UP_AFTER: Final = timedelta(minutes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseLooks:
    """Looks in months in which no edge failed, by rule; None for those that are only shown."""

    months: int
    own_outages: int
    path_outages: int
    probes: int
    looks: Counter[tuple[LookRule | None, str]] = field(default_factory=Counter)

    @property
    def telling(self) -> int:
        """Those that would have been announced."""
        return sum(count for (rule, _), count in self.looks.items() if rule is not None)


def false_looks(
    seed: int,
    months: int,
    targets: Sequence[ProbeTarget],
    *,
    loss: float,
    vantages: Sequence[str] = ("here",),
    is_whole: bool = False,
) -> FalseLooks:
    """Run some months without a failure, and count what is seen.

    Left out are the times in which nothing but chance happens, unless it is to be the whole of it: every rule
    by which one vantage tells needs an edge that blames itself, or canaries that fail by more than silence,
    and silence of half of a panel or of two vantages needs our own trouble.
    """
    what = trouble(seed, months, targets, vantages)
    world = World(seed=seed, targets=tuple(targets), spells=what.spells, loss=loss)
    ends = START + MONTH * months
    spans = [(START, ends)] if is_whole else list(_spans(seed, what, ends))
    looks: Counter[tuple[LookRule | None, str]] = Counter()
    probes = 0
    for starts, until in spans:
        run = Run(world=world.during(starts, until), now=starts, vantages=vantages)
        for look in _first_of_each(run, until):
            looks[look.rule, _truth(look, what)] += 1
        probes += run.asked
    return FalseLooks(
        months=months, own_outages=len(what.ours), path_outages=len(what.paths), probes=probes, looks=looks
    )


def _first_of_each(run: Run, until: datetime) -> Iterator[Look]:
    """Each look once, and again when it gets a rule."""
    known: set[tuple[str, datetime, LookRule | None]] = set()
    for looks in run.until(until):
        for look in looks.values():
            key = look.node, look.since, look.rule
            if look.end is None and key not in known:
                known.add(key)
                yield look


def _spans(seed: int, what: Trouble, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times to run: around our own trouble, and around that of sites that could look like an edge's."""
    spells = sorted((*what.ours, *what.paths, *what.sites), key=lambda spell: spell.starts)
    begun: datetime | None = None
    until = START
    for number, spell in enumerate(spells):
        starts = spell.starts - _BEFORE - CADENCE * fraction(seed, "span", number)
        if begun is None or starts > until:
            if begun is not None:
                yield begun, until
            begun, until = starts, starts
        until = max(until, min(ends, spell.ends) + _AFTER)
    if begun is not None:
        yield begun, until


def _truth(look: Look, what: Trouble) -> str:
    """What was going on when a false look began."""
    for name, spells in (("own network", what.ours), ("path", what.paths)):
        if any(one.starts - _BEFORE <= look.since and look.at <= one.ends + _AFTER for one in spells):
            return name
    return "chance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A failure of one edge: which share of its organisations, of their requests, and how."""

    name: str
    organisations: float
    requests: float = 0.9
    flaps: timedelta | None = None
    silent: float = 0.0


OUTAGES: Final[Sequence[Outage]] = (
    Outage(name="all", organisations=1),
    Outage(name="half", organisations=0.5),
    Outage(name="a fifth", organisations=0.2),
    Outage(
        name="half, 60 % of requests, 5 min on and off",
        organisations=0.5,
        requests=0.6,
        flaps=timedelta(minutes=5),
    ),
    Outage(name="all, four in five silent", organisations=1, requests=0.95, silent=0.8),
    Outage(name="half, four in five silent", organisations=0.5, requests=0.95, silent=0.8),
    Outage(name="30 % of requests of 30 %", organisations=0.3, requests=0.3),
    Outage(name="all silent", organisations=1, requests=1, silent=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """How soon an outage is seen over many seeds: minutes of those that were, sorted."""

    outage: Outage
    runs: int
    minutes: tuple[float, ...]
    rules: Counter[LookRule]

    def quantile(self, share: float) -> float:
        """So many of all runs took so many minutes at most; those that never saw it count as endless."""
        at = math.ceil(share * self.runs) - 1
        return self.minutes[at] if at < len(self.minutes) else math.inf


def detection(
    outage: Outage,
    targets: Sequence[ProbeTarget],
    seeds: Iterable[int],
    *,
    loss: float = 0.01,
    vantages: Sequence[str] = ("here",),
) -> Detection:
    """When the first look that tells is there, in one run for each seed."""
    seeds = list(seeds)
    first = [look for seed in seeds if (look := _first_look(outage, targets, seed, loss, vantages))]
    minutes = sorted((look.at - _OUTAGE_AT) / timedelta(minutes=1) for look in first)
    rules = Counter(look.rule for look in first if look.rule is not None)
    return Detection(outage=outage, runs=len(seeds), minutes=tuple(minutes), rules=rules)


def _first_look(
    outage: Outage, targets: Sequence[ProbeTarget], seed: int, loss: float, vantages: Sequence[str]
) -> Look | None:
    ends = _OUTAGE_AT + _GIVEN_UP_AFTER
    world = World(seed=seed, targets=tuple(targets), spells=[_spell(outage, targets, seed, ends)], loss=loss)
    run = Run(world=world, now=_OUTAGE_AT - _BEFORE - CADENCE * fraction(seed, "start"), vantages=vantages)
    for looks in run.until(ends):
        look = looks.get(EDGES[0])
        if look is not None and look.is_telling:
            return look
    return None


def _spell(outage: Outage, targets: Iterable[ProbeTarget], seed: int, ends: datetime) -> Spell:
    behind = sorted(
        (target.id for target in targets if target.node == EDGES[0]),
        key=lambda id_: fraction(seed, "hit", id_),
    )
    hit = behind[: max(1, round(outage.organisations * len(behind)))]
    return Spell(
        starts=_OUTAGE_AT,
        ends=ends,
        outcome=ProbeOutcome.BLAMES_EDGE,
        targets=frozenset(hit),
        share=outage.requests,
        silent=outage.silent,
        flaps=outage.flaps,
    )
