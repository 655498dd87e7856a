"""What the targets of one node come to from one vantage, by organisation, beside the sites elsewhere."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.probe import ProbeOutcome, ProbeResult, Silence
from bot.panels import parameters as p
from bot.panels.burst import are_related, failed_node
from bot.panels.standing import TargetState, is_failing, stands_for_itself

# What an organisation with several targets counts as: one site that blames its edge is enough, and one that
# answers is not silent.
_PRECEDENCE: Final = (ProbeOutcome.BLAMES_EDGE, ProbeOutcome.SERVED, ProbeOutcome.SILENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """Sites elsewhere, asked since a failure began: how many, how many of them are silent, behind what.

    `regions` are the nodes of which a canary was served before the node was last seen to fail: what answers
    only after it may be fine because we are. `canaries` are those of other clouds, of which so many fail.
    """

    asked: int = 0
    silent: int = 0
    nodes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    canaries: int = 0
    canaries_failing: int = 0

    @property
    def are_fine(self) -> bool:
        """Whether it is not our network that makes others silent."""
        is_enough = len(self.nodes) >= p.LEAST_CONTROL_NODES and self.asked >= p.LEAST_CONTROLS
        return is_enough and self._answer

    @property
    def are_fine_regions(self) -> bool:
        """The same for a region, of which fewer are asked; where all clouds fail, something near us does."""
        is_elsewhere = self.canaries_failing <= p.MOST_SHARE_OF_CANARIES_FAILING * self.canaries
        return len(self.regions) >= p.LEAST_CONTROL_NODES and is_elsewhere and self._answer

    @property
    def _answer(self) -> bool:
        return self.silent <= p.MOST_SHARE_OF_CONTROLS_SILENT * self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the organisations of a node come to. `blaming` and `silent` are confirmed failures.

    Of a region each canary counts, whoever runs it; one that answers an error is `blaming`.
    """

    vantage: str
    is_region: bool = False
    asked: int = 0
    served: int = 0
    blaming: tuple[TargetState, ...] = ()
    silent: tuple[TargetState, ...] = ()
    controls: Controls = field(default_factory=Controls)

    @property
    def failing(self) -> tuple[TargetState, ...]:
        """All that fail."""
        return (*self.blaming, *self.silent)

    @property
    def does_silence_count(self) -> bool:
        """Whether sites elsewhere answer, so that silence here is not ours."""
        return self.controls.are_fine_regions if self.is_region else self.controls.are_fine

    @property
    def since(self) -> datetime:
        """When the first of them failed. Ask only where some do."""
        return min(standing.since for standing in self.failing)

    def share(self, count: int) -> float:
        """How many of those asked that is."""
        return count / self.asked if self.asked else 0.0

    @property
    def is_interleaved(self) -> bool:
        """Whether an edge blames itself amid the silence.

        Before or after it, these are two things: a site with an error of its own, and a path that is broken.
        """
        return any(
            sum(silent.since < _at(blaming) for silent in self.silent) >= p.LEAST_AROUND_A_BLAME
            and sum(_at(silent) > _at(blaming) for silent in self.silent) >= p.LEAST_AROUND_A_BLAME
            for blaming in self.blaming
        )

    @property
    def told_apart(self) -> int:
        """How many fail in a way that a path cannot: by an answer, or by a name that has no address."""
        nameless = (one.settled is not None and one.settled.silence is Silence.DNS for one in self.silent)
        return len(self.blaming) + sum(nameless)


def tallies(
    standings: Mapping[str, TargetState],
    vantage: str,
    network: OwnNetwork | None,
    now: datetime,
    *,
    also: Container[str] = (),
) -> list[tuple[str, Tally]]:
    """What the nodes at which something fails come to from one vantage, and those of `also`.

    Pairs of a node and its tally; canaries are counted apart from front pages. Silence while it was our own
    network says nothing, and is not counted.
    """
    heard_from = _heard_from(network)
    grouped: dict[tuple[str, bool], list[TargetState]] = {}
    wanted: set[tuple[str, bool]] = set()
    for standing in standings.values():
        result = standing.settled
        if result is None or not _is_lately(result, now):
            continue
        if result.outcome is ProbeOutcome.SILENT and result.at < heard_from:
            continue
        key = failed_node(result), result.is_canary
        grouped.setdefault(key, []).append(standing)
        if is_failing(result) or key[0] in also:
            wanted.add(key)
    return [
        (key[0], _tally(key[0], of, standings, vantage, is_region=key[1], now=now))
        for key, of in grouped.items()
        if key in wanted
    ]


def _by_witness(of: Iterable[TargetState]) -> Iterable[TargetState]:
    """One standing for each organisation; of canaries each."""
    ranked = sorted(of, key=_rank, reverse=True)
    return {_witness(one.newest): one for one in ranked}.values()


def _witness(result: ProbeResult) -> str:
    return result.target if result.is_canary else result.organisation


def _tally(
    node: str,
    of: Iterable[TargetState],
    standings: Mapping[str, TargetState],
    vantage: str,
    *,
    is_region: bool,
    now: datetime,
) -> Tally:
    counted = sorted(_by_witness(of), key=lambda one: (one.since, one.newest.target))
    results = [(standing, standing.settled) for standing in counted if standing.settled is not None]
    silent = tuple(one for one, result in results if result.outcome is ProbeOutcome.SILENT)
    blaming = tuple(one for one, result in results if is_failing(result) and one not in silent)
    tally = Tally(
        vantage=vantage,
        is_region=is_region,
        asked=len(results),
        served=sum(result.outcome is ProbeOutcome.SERVED for _, result in results),
        blaming=blaming,
        silent=silent,
    )
    if not tally.failing:
        return tally
    controls = controls_of(standings.values(), node, tally, now=now)
    return replace(tally, controls=controls)


def controls_of(standings: Iterable[TargetState], node: str, tally: Tally, *, now: datetime) -> Controls:
    """What sites elsewhere answered lately, and since that node failed.

    A silence counts here at once: whether it is us must not wait until it is seen twice. A site of which
    nobody knows what it stands behind may well stand behind the same.
    """
    elsewhere = [
        one.newest
        for one in standings
        if (one.newest.node != node if tally.is_region else not are_related(one.newest.node, node))
        and one.newest.at >= max(tally.since, now - p.CONTROL_WINDOW)
        and not stands_for_itself(one.newest)
    ]
    canaries = [one for one in elsewhere if one.is_canary]
    of_others = [is_failing(one) for one in canaries if not are_related(one.node, node)]
    failed_at = max(map(_at, tally.failing))
    return Controls(
        asked=len(elsewhere),
        silent=sum(one.outcome is ProbeOutcome.SILENT for one in elsewhere),
        nodes=frozenset(one.node for one in elsewhere),
        regions=frozenset(one.node for one in canaries if not is_failing(one) and one.at <= failed_at),
        canaries=len(of_others),
        canaries_failing=sum(of_others),
    )


def _heard_from(network: OwnNetwork | None) -> datetime:
    """Since when our own network carries what is said, so that silence is somebody's."""
    if network is None or network.state is NetworkState.UNKNOWN:
        return datetime.min.replace(tzinfo=UTC)
    return network.since if network.state is NetworkState.FINE else datetime.max.replace(tzinfo=UTC)


def _is_lately(result: ProbeResult, now: datetime) -> bool:
    return now - p.WINDOW <= result.at <= now + p.CLOCK_SKEW


def _rank(standing: TargetState) -> tuple[int, str]:
    result = standing.settled or standing.newest
    known = _PRECEDENCE.index(result.outcome) if result.outcome in _PRECEDENCE else len(_PRECEDENCE)
    return known, result.target


def _at(standing: TargetState) -> datetime:
    assert standing.settled is not None
    return standing.settled.at


def examples_of(tally: Tally) -> Iterator[ProbeResult]:
    """Those that fail, the ones that say whose fault it is first."""
    return (one.settled for one in tally.failing if one.settled is not None)
