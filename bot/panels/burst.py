"""Who is asked at once when one target has failed twice: its panel, and some elsewhere to compare with."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.probe import ProbeResult, ProbeTarget
from bot.panels import parameters as p
from bot.panels.chance import fraction
from bot.panels.turn import Turn

_SOON: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """When the panel of a node was last asked at once, or is to be, and how many times in a row."""

    at: datetime
    rounds: int


def next_burst(last: Burst | None, now: datetime) -> Burst | None:
    """The next burst, as soon as one may be made; None where one is to come already."""
    if last is None or abs(now - last.at) >= p.BURSTS_FORGOTTEN_AFTER:
        return Burst(at=now, rounds=1)
    if last.at > now:
        return None
    wait = p.BURST_EVERY if last.rounds < p.BURSTS_AT_FIRST else p.BURST_EVERY_LATER
    return Burst(at=max(now, last.at + wait), rounds=last.rounds + 1)


def failed_node(result: ProbeResult) -> str:
    """Whom a failure is about: the edge that answered, or else what the target stands for."""
    return result.node if result.is_canary else result.edge or result.node


def are_related(one: str, other: str) -> bool:
    """Whether two nodes belong to one provider (azure, azure/front-door)."""
    return one.partition("/")[0] == other.partition("/")[0]


def asked_beside(
    targets: Mapping[str, ProbeTarget], turns: Mapping[str, Turn], result: ProbeResult, at: datetime
) -> dict[str, datetime]:
    """Who is asked at a time because of a failure, and when exactly: within seconds, spread."""
    free = [target for id_, target in targets.items() if target.is_of_panel and turns[id_].is_free(at)]
    node = failed_node(result)
    panel = [one for one in free if one.node == node and one.id != result.target]
    asked = (*panel, *_controls(free, node, is_canary=result.is_canary, at=at))
    minute = int(at.timestamp() // 60)
    return {one.id: at + _SOON + p.BURST_WITHIN * fraction(one.id, "burst", minute) for one in asked}


def _controls(free: Iterable[ProbeTarget], node: str, *, is_canary: bool, at: datetime) -> list[ProbeTarget]:
    """Some targets of every other edge; of other regions, for a region."""
    by_node: dict[str, list[ProbeTarget]] = defaultdict(list)
    for target in free:
        elsewhere = target.node != node if is_canary else not are_related(target.node, node)
        if elsewhere and target.is_canary is is_canary:
            by_node[target.node].append(target)
    if not by_node:
        return []
    minute = int(at.timestamp() // 60)
    of_each = max(p.CONTROLS_OF_AN_EDGE, math.ceil(p.CONTROLS_OF_A_BURST / len(by_node)))
    ranked = [sorted(of, key=lambda one: fraction(one.id, minute))[:of_each] for of in by_node.values()]
    nodes = sorted(ranked, key=lambda of: fraction(of[0].node, minute))[: p.CONTROLS_OF_A_BURST // 2 + 3]
    return [target for of in nodes for target in of]
