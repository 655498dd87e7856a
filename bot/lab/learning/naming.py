"""How often words name, or blame, an infrastructure by chance."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from bot.lab.learning.records import ReportHistory
from bot.learned.learned import LEAST_SHARE, NodeShares, pair, share
from bot.wording.blame import BlameSoFar

# Observations added to the share of a pair, at the share of the node among all.
_PAIR_PSEUDO: Final = 20.0
# Observations added to the share of a node among all organisations, at the share over all nodes.
_NODE_PSEUDO: Final = 200.0


def worded(
    records: Sequence[ReportHistory], shared: Collection[ReportHistory], until: float
) -> list[tuple[str, BlameSoFar]]:
    """Organisation and words of every report by chance that has any words of its own."""
    return [
        (record.organisation, blame)
        for record in records
        if (blame := record.blame(until)).is_worded and record not in shared
    ]


def shares_of(
    words: Sequence[tuple[str, BlameSoFar]],
    nodes_in: Callable[[BlameSoFar], Collection[str]],
    fallback: float,
) -> NodeShares:
    """Beta shares of pairs, drawn to the node's among all, and those to the mean. `fallback` without data."""
    reports = Counter(organisation for organisation, _ in words)
    pairs = Counter((organisation, node) for organisation, blame in words for node in nodes_in(blame))
    if not pairs:
        return NodeShares(fallback)
    total = reports.total()
    # Each organisation counts by the root of its reports, so that no busy page speaks for all.
    weights = {organisation: number**-0.5 for organisation, number in reports.items()}
    weighed = sum(number**0.5 for number in reports.values())
    named = dict.fromkeys(sorted({node for _, node in pairs}), 0.0)
    for (organisation, node), number in sorted(pairs.items()):
        named[node] += number * weights[organisation]
    usual = {node: amount / weighed for node, amount in named.items()}
    typical = max(sum(usual.values()) / len(usual), LEAST_SHARE)
    by_node = {n: max(share(s * total, total, typical, _NODE_PSEUDO), LEAST_SHARE) for n, s in usual.items()}
    by_pair = {
        pair(organisation, node): max(
            share(number, reports[organisation], by_node[node], _PAIR_PSEUDO), LEAST_SHARE
        )
        for (organisation, node), number in sorted(pairs.items())
    }
    return NodeShares(typical, by_node, by_pair)


def reticence_of(words: Sequence[tuple[str, BlameSoFar]]) -> Mapping[str, float]:
    """What is left of a node's share for an organisation that has not named it in all its reports."""
    reports = Counter(organisation for organisation, _ in words)
    return {
        organisation: share(0, reports[organisation], 1.0, _PAIR_PSEUDO) for organisation in sorted(reports)
    }


def upstream_shares(
    words: Sequence[tuple[str, BlameSoFar]], fallback: float
) -> tuple[float, Mapping[str, float]]:
    """How often an upstream is blamed without its name: typical, and by organisation."""
    reports = Counter(organisation for organisation, _ in words)
    blaming = Counter(organisation for organisation, blame in words if blame.blames_upstream)
    if not reports:
        return fallback, {}
    rate = sum(blaming[o] / (number + _PAIR_PSEUDO) for o, number in reports.items())
    typical = max(rate / sum(number / (number + _PAIR_PSEUDO) for number in reports.values()), LEAST_SHARE)
    return typical, {
        o: share(blaming[o], number, typical, _PAIR_PSEUDO) for o, number in sorted(reports.items())
    }
