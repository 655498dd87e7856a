"""Who stands on a provider and is not hit by its failure: what people read beside a claim."""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from bot.correlation.draft import Draft
from bot.correlation.state import OrganisationHealth, ReachTally


class Customers(NamedTuple):
    """Organisations on a provider that we can read, and those of them that report no problem."""

    watched: int
    healthy: int


def customers_beside(node: str, hit: AbstractSet[str], draft: Draft) -> Customers:
    """Those on a node who are not among the hit: who has recovered is no customer that it spared.

    On a part, those on its whole, too.
    """
    counts = [_on(level, hit, draft) for level in {node, draft.knowledge.provider(node)}]
    return Customers(max(c.watched for c in counts), max(c.healthy for c in counts))


def _on(node: str, hit: AbstractSet[str], draft: Draft) -> Customers:
    tally = draft.tallies.get(node, ReachTally())
    counted = [
        draft.watches.get(organisation, OrganisationHealth())
        for organisation in hit
        if node in draft.knowledge.reaches(organisation)
    ]
    return Customers(
        tally.watched - sum(1 for health in counted if health.readable > 0),
        tally.healthy - sum(1 for health in counted if health.is_healthy),
    )
