"""The learned numbers as what one installation has seen of its own services makes them.

What was learned before is the prior of every number: few reports of one's own change little.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from bot.learned.background import BackgroundTally
from bot.learned.learned import (
    IMPACTS,
    LEAST_RATE,
    LEAST_SHARE,
    RATE_OF_UNKNOWN,
    Learned,
    NodeShares,
    organisation_and_node,
    pair,
    share,
)

# A rate learned before counts like so many days of watching.
_PRIOR_DAYS: Final = 30.0
# That of an organisation nobody knows is a Gamma of this shape around what is typical: so the rates of pages
# with a history are spread.
_UNKNOWN_SHAPE: Final = 0.7
# Reports added to those of an organisation, and at most where more was learned of it before.
_PSEUDO: Final = 20.0
_MOST_PSEUDO: Final = 200.0
# Reports added to those of all, and first reports added to the impacts of one.
_NODE_PSEUDO: Final = 200.0
_IMPACT_PSEUDO: Final = 10.0

_Tallies = Mapping[str, BackgroundTally]


def with_own(before: Learned, tallies: _Tallies, day: date) -> Learned:
    """The numbers for a day: `before`, and by organisation what was counted up to the day before it.

    Reaches, delays and the profile of the week stay as they were.
    """
    if not tallies:
        return before
    counted = {organisation: tallies[organisation] for organisation in sorted(tallies)}
    naming = NodeShares(before.naming_typical, before.naming_of, before.naming)
    blaming = NodeShares(before.blaming_typical, before.blaming_of, before.blaming)
    naming = _shares(naming, before, counted, lambda tally: tally.named)
    blaming = _shares(blaming, before, counted, lambda tally: tally.blamed)
    return replace(
        before,
        until=day,
        rates={**before.rates, **{o: _rate(o, tally, before) for o, tally in counted.items()}},
        impacts={**before.impacts, **{o: _impacts(o, tally, before) for o, tally in counted.items()}},
        naming_of=naming.by_node,
        naming=naming.by_pair,
        blaming_of=blaming.by_node,
        blaming=blaming.by_pair,
        reticence={**before.reticence, **{o: _reticence(o, tally, before) for o, tally in counted.items()}},
        upstreams={**before.upstreams, **{o: _upstream(o, tally, before) for o, tally in counted.items()}},
    )


def _rate(organisation: str, tally: BackgroundTally, before: Learned) -> float:
    """First reports per hour: Gamma-Poisson.

    An organisation that nobody knows is never taken for quieter than one of which nothing was counted: its
    silence is over when its rate matters, and on null histories taking it for quiet made claims too sure.
    """
    hours = tally.days * 24.0
    known = before.rates.get(organisation)
    if known is not None:
        prior = _PRIOR_DAYS * 24.0
        return max((known * prior + tally.firsts) / (prior + hours), LEAST_RATE)
    unknown = before.typical * RATE_OF_UNKNOWN
    prior = _UNKNOWN_SHAPE / before.typical
    return max((unknown * prior + tally.firsts) / (prior + hours), unknown)


def _impacts(organisation: str, tally: BackgroundTally, before: Learned) -> Mapping[str, float]:
    usual = before.impacts.get(organisation, before.impact_shares)
    return {
        impact: share(tally.impacts.get(impact, 0.0), tally.firsts, usual.get(impact, 0.0), _IMPACT_PSEUDO)
        for impact in IMPACTS
    }


def _weight(organisation: str, before: Learned) -> float:
    """For how many reports counts what was learned of an organisation's words: its reticence tells."""
    return min(_PSEUDO / before.reticence.get(organisation, 1.0), _MOST_PSEUDO)


def _reticence(organisation: str, tally: BackgroundTally, before: Learned) -> float:
    known = before.reticence.get(organisation, 1.0)
    return share(0.0, tally.reports, known, _weight(organisation, before))


def _upstream(organisation: str, tally: BackgroundTally, before: Learned) -> float:
    known = before.upstream_share(organisation)
    return share(tally.upstream, tally.reports, known, _weight(organisation, before))


def _shares(
    known: NodeShares,
    before: Learned,
    tallies: _Tallies,
    counts_of: Callable[[BackgroundTally], Mapping[str, float]],
) -> NodeShares:
    """Beta shares of nodes and pairs around those known before."""
    by_node = {**known.by_node, **_of_nodes(known, tallies, counts_of)}
    by_pair = dict(known.by_pair)
    found = NodeShares(known.typical, by_node, by_pair)
    nodes: dict[str, set[str]] = defaultdict(set)
    for key in known.by_pair:
        organisation, node = organisation_and_node(key)
        nodes[organisation].add(node)
    for organisation, tally in tallies.items():
        counts = counts_of(tally)
        weight, reticence = _weight(organisation, before), before.reticence.get(organisation, 1.0)
        for node in sorted(nodes[organisation] | counts.keys()):
            key = pair(organisation, node)
            usual = known.by_pair.get(key) or found.expected(node, reticence)
            by_pair[key] = max(share(counts.get(node, 0.0), tally.reports, usual, weight), LEAST_SHARE)
    return found


def _of_nodes(
    known: NodeShares, tallies: _Tallies, counts_of: Callable[[BackgroundTally], Mapping[str, float]]
) -> Mapping[str, float]:
    """How often anybody names each node. Each organisation counts by the root of its reports."""
    total = sum(tally.reports for tally in tallies.values())
    weighed = sum(tally.reports**0.5 for tally in tallies.values())
    usual = dict.fromkeys(known.by_node, 0.0)
    for tally in tallies.values():
        for node, count in counts_of(tally).items():
            usual[node] = usual.get(node, 0.0) + count * tally.reports**-0.5 / weighed
    return {
        node: max(share(s * total, total, known.by_node.get(node, known.typical), _NODE_PSEUDO), LEAST_SHARE)
        for node, s in sorted(usual.items())
    }
