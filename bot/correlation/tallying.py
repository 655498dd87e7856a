"""What the correlator forgets, counted: how often an organisation reports by chance, and whom it names.

A report is counted when it is forgotten: by then all of it is known, its last words, and whether a shared
failure explains it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from immutables import Map

from bot.correlation.knowledge import Knowledge
from bot.correlation.state import Sighting, State
from bot.learned.background import FORGET_AFTER, BackgroundTally, after_a_day, plus
from bot.learned.learned import IMPACTS, UNKNOWN_IMPACT
from bot.wording.blame import blame_of

# Reports of one organisation within this time of the first count once.
ONCE_IN: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Counted:
    """Background tallies by organisation, and the organisations whose tally differs or is gone."""

    tallies: Map[str, BackgroundTally]
    touched: frozenset[str]


def counted(before: State, after: State, day: date, knowledge: Knowledge) -> Counted:
    """The tallies with a day that is over.

    `before` and `after` are the states before and after its round of forgetting: who was watched at its end,
    and what was forgotten then. What was there at first sight of a source came before we watched.
    """
    known = after.backgrounds
    forgotten: dict[str, list[Sighting]] = defaultdict(list)
    for key, sighting in before.sightings.items():
        if key not in after.sightings and not sighting.baseline:
            forgotten[sighting.organisation].append(sighting)
    watched = {o for o, health in after.index.watches.items() if health.readable > 0}
    touched = watched | forgotten.keys()
    long_ago = {o for o, tally in known.items() if day - tally.day > FORGET_AFTER} - touched
    found = known.mutate()
    for organisation in touched:
        tally = known.get(organisation, BackgroundTally(since=day, day=day))
        tally = after_a_day(tally, day) if organisation in watched else tally
        found[organisation] = _plus(tally, forgotten.get(organisation, ()), knowledge)
    for organisation in long_ago:
        del found[organisation]
    return Counted(found.finish(), frozenset(touched | long_ago))


def _plus(tally: BackgroundTally, sightings: Iterable[Sighting], knowledge: Knowledge) -> BackgroundTally:
    """A tally with the reports that came by chance."""
    bursts = [*_bursts(sightings)]
    if not bursts:
        return tally
    firsts = [_worst_impact(burst) for burst in bursts if not any(s.shared for s in burst)]
    alone = [s for burst in bursts for s in burst if not s.shared]
    words = [blame_of(s.report, s.service, knowledge.catalog, knowledge.reader) for s in alone]
    return replace(
        tally,
        firsts=tally.firsts + len(firsts),
        impacts=plus(tally.impacts, Counter(firsts)),
        reports=tally.reports + len(words),
        named=plus(tally.named, Counter(node for blame in words for node in blame.named)),
        blamed=plus(tally.blamed, Counter(node for blame in words for node in blame.blamed)),
        upstream=tally.upstream + sum(blame.blames_upstream for blame in words),
    )


def _bursts(sightings: Iterable[Sighting]) -> Iterator[list[Sighting]]:
    """The reports of one organisation within two hours of the first of them."""
    burst: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: (s.first_seen, s.key)):
        if burst and sighting.first_seen - burst[0].first_seen >= ONCE_IN:
            yield burst
            burst = []
        burst.append(sighting)
    if burst:
        yield burst


def _worst_impact(burst: Collection[Sighting]) -> str:
    known = [IMPACTS.index(s.report.impact.value) for s in burst if s.report.impact is not None]
    return IMPACTS[max(known)] if known else UNKNOWN_IMPACT
