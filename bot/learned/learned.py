"""The learned numbers of the model as one value. Rates are per hour, delays in minutes, times UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from bot.domain.status import Impact

HOURS_OF_WEEK: Final = 168
UNKNOWN_IMPACT: Final = "unknown"
# No share is taken for less: what was never seen may still happen.
LEAST_SHARE: Final = 1e-4
# Nobody reports more seldom than this by chance, per hour, as far as half a year of silence can tell.
LEAST_RATE: Final = 1 / (180 * 24)
# An organisation of which nothing is known has just reported, so it is rather one that reports often: the
# mean of a Gamma of shape .7, as the rates of 55 pages are spread, after one report.
RATE_OF_UNKNOWN: Final = 2.4
# From the least to the worst; `unknown` stands apart.
IMPACTS: Final = (*(impact.value for impact in Impact), UNKNOWN_IMPACT)
# Shares of the reports of 55 pages, 2020 to 2026, where each page counts alike.
IMPACT_SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {"none": 0.1, "minor": 0.56, "major": 0.22, "critical": 0.05, UNKNOWN_IMPACT: 0.07}
)

_PAIRED: Final = " > "


def pair(one: str, node: str) -> str:
    """The key for a pair: "organisation > node", or "service > node"."""
    return f"{one}{_PAIRED}{node}"


def organisation_and_node(key: str) -> tuple[str, str]:
    """The two of a pair again."""
    one, _, node = key.partition(_PAIRED)
    return one, node


def share(count: float, of: float, usual: float, pseudo: float) -> float:
    """A share of Beta counts: `pseudo` observations at what is usual are added."""
    return (count + pseudo * usual) / (of + pseudo)


@dataclass(frozen=True, slots=True)
class NodeShares:
    """Shares of reports by chance whose words name (or blame) a node or a part of it.

    `typical` is that of a node nobody has named, `by_node` that of anybody, `by_pair` an organisation's own.
    """

    typical: float
    by_node: Mapping[str, float] = field(default_factory=dict)
    by_pair: Mapping[str, float] = field(default_factory=dict)

    def of(self, organisation: str, node: str, reticence: float) -> float:
        """The share of a pair, be it one that was never seen."""
        known = self.by_pair.get(pair(organisation, node))
        return self.expected(node, reticence) if known is None else known

    def expected(self, node: str, reticence: float) -> float:
        """What others' share of a node lets expect of one who has named it never, or not yet."""
        return max(self.by_node.get(node, self.typical) * reticence, LEAST_SHARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was estimated from reports seen before `until`, and ways to ask for it.

    `rates` are first reports (one an organisation in two hours) per hour by chance; `typical` is that of an
    organisation nobody knows. `week` has 168 factors around 1, Monday 00:00 first; empty for a flat week.
    `impacts` are, by organisation, the shares of its reports of each impact; `impact_shares` those of all.

    `naming` and `blaming` are, by "organisation > node", the shares of its reports by chance whose words
    name (or blame) the node or a part of it; `naming_of` and `blaming_of` those of anybody, by node, for
    pairs never seen, and `naming_typical` and `blaming_typical` those for nodes that nobody has named: both
    times the organisation's `reticence`, which is less than 1 for one whose many reports never named it.
    `upstreams` are the shares that blame an upstream without its name.

    `delay_median` and `delay_sigma` are those of a log-normal from the start of a failure to a dependent's
    post. `reach` is, by "service > node", the share of the node's wide failures in which the service posts;
    `failed` says in how many of those it was watched, and `posted` in how many of them it posted: a post that
    may be chance counts in part.
    """

    version: int = 1
    until: date | None = None
    typical: float = 1 / 240
    rates: Mapping[str, float] = field(default_factory=dict)
    week: tuple[float, ...] = ()
    impact_shares: Mapping[str, float] = field(default_factory=lambda: IMPACT_SHARES)
    impacts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    naming_typical: float = 0.002
    naming_of: Mapping[str, float] = field(default_factory=dict)
    naming: Mapping[str, float] = field(default_factory=dict)
    blaming_typical: float = 0.0005
    blaming_of: Mapping[str, float] = field(default_factory=dict)
    blaming: Mapping[str, float] = field(default_factory=dict)
    reticence: Mapping[str, float] = field(default_factory=dict)
    upstream_typical: float = 0.03
    upstreams: Mapping[str, float] = field(default_factory=dict)
    delay_median: float = 16.0
    delay_sigma: float = 1.09
    reach: Mapping[str, float] = field(default_factory=dict)
    failed: Mapping[str, float] = field(default_factory=dict)
    posted: Mapping[str, float] = field(default_factory=dict)

    def background(self, organisation: str, at: datetime) -> float:
        """First reports per hour by chance at that hour of the week. `at` is in UTC."""
        rate = self.rates.get(organisation, self.typical * RATE_OF_UNKNOWN)
        return rate * (self.week[at.weekday() * 24 + at.hour] if self.week else 1.0)

    def own_rate(self, organisation: str, impact: Impact | None) -> float:
        """First reports per hour, by chance, of at least that impact; of any where it has none.

        Reports of unknown impact are shared out as the reports of all organisations are.
        """
        rate = self.rates.get(organisation, self.typical)
        if impact is None or impact is Impact.NONE:
            return rate
        shares = self.impacts.get(organisation, self.impact_shares)
        worse = IMPACTS[IMPACTS.index(impact.value) : -1]
        known = 1.0 - self.impact_shares.get(UNKNOWN_IMPACT, 0.0)
        usual = sum(self.impact_shares.get(i, 0.0) for i in worse) / known if known else 0.0
        return rate * (sum(shares.get(i, 0.0) for i in worse) + shares.get(UNKNOWN_IMPACT, 0.0) * usual)

    def naming_share(self, organisation: str, node: str) -> float:
        """How often the words of an organisation's report name a node by chance, whatever of it they say."""
        reticence = self.reticence.get(organisation, 1.0)
        return NodeShares(self.naming_typical, self.naming_of, self.naming).of(organisation, node, reticence)

    def blaming_share(self, organisation: str, node: str) -> float:
        """How often the words of an organisation's report blame a node by chance."""
        reticence = self.reticence.get(organisation, 1.0)
        return NodeShares(self.blaming_typical, self.blaming_of, self.blaming).of(
            organisation, node, reticence
        )

    def upstream_share(self, organisation: str) -> float:
        """How often the words of an organisation's report blame an upstream without its name, by chance."""
        return self.upstreams.get(organisation, self.upstream_typical)

    def reach_of(self, service: str, node: str) -> float | None:
        """How often a service posts when a node fails widely; None where no such failure was watched."""
        return self.reach.get(pair(service, node))
