"""Whether it is us: of sites all over, how many answer from one vantage. An answer is never our network."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.probe import ProbeOutcome
from bot.panels import parameters as p
from bot.panels.standing import TargetState, stands_for_itself


def own_network(
    standings: Mapping[str, TargetState], vantage: str, now: datetime, earlier: OwnNetwork | None = None
) -> OwnNetwork:
    """How things look from a vantage now, by its targets. `earlier` is how they looked before."""
    lately = _lately(standings.values(), now)
    state = _state(lately)
    is_same = earlier is not None and earlier.state is state
    since = earlier.since if earlier is not None and is_same else _began(lately, state, now)
    answering = sum(not _is_silent(one) for one in lately)
    return OwnNetwork(
        vantage=vantage, at=now, since=since, state=state, asked=len(lately), answering=answering
    )


def _lately(standings: Iterable[TargetState], now: datetime) -> list[TargetState]:
    """Those that were asked lately: of which it is known what they stand behind, if these are enough.

    Many sites that stand for themselves may all stand behind one edge.
    """
    every = list(standings)
    placed = [one for one in every if not stands_for_itself(one.newest)]
    for of, window in ((placed, p.NETWORK_WINDOW), (placed, p.WINDOW), (every, p.NETWORK_WINDOW)):
        lately = _within(of, window, now)
        nodes = {one.newest.node for one in lately}
        if len(lately) >= p.LEAST_ASKED_OF_NETWORK and len(nodes) >= p.LEAST_NODES_OF_NETWORK:
            return lately
    return _within(every, p.WINDOW, now)


def _state(lately: list[TargetState]) -> NetworkState:
    """Ours where half of the nodes, three at least, and of the sites are silent, or nothing answers."""
    silent = [one for one in lately if _is_silent(one)]
    nodes: dict[str, list[bool]] = defaultdict(list)
    for one in lately:
        nodes[one.newest.node].append(_is_silent(one))
    if len(lately) < p.LEAST_ASKED_OF_NETWORK or len(nodes) == 1:
        return NetworkState.UNKNOWN
    if len(silent) == len(lately):
        return NetworkState.OURS
    if len(nodes) < p.LEAST_NODES_OF_NETWORK:
        return NetworkState.UNKNOWN
    silent_nodes = sum(2 * sum(of) > len(of) for of in nodes.values())
    are_many = silent_nodes >= max(len(nodes) / 2, p.LEAST_NODES_OF_NETWORK)
    is_half = are_many and 2 * len(silent) >= len(lately)
    return NetworkState.OURS if is_half else NetworkState.FINE


def _began(lately: Iterable[TargetState], state: NetworkState, now: datetime) -> datetime:
    """When what we see began: for a failure of ours, when half of those asked lately had fallen silent.

    The first may have been silent for hours before, for a reason of its own.
    """
    if state is not NetworkState.OURS:
        return now
    asked = list(lately)
    return sorted(one.since for one in asked if _is_silent(one))[(len(asked) - 1) // 2]


def _within(standings: Iterable[TargetState], window: timedelta, now: datetime) -> list[TargetState]:
    return [one for one in standings if now - window <= one.newest.at <= now + p.CLOCK_SKEW]


def _is_silent(standing: TargetState) -> bool:
    return standing.newest.outcome is ProbeOutcome.SILENT
