"""How strong an edge is on a day and why, for people and as JSON."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bot.correlation import parameters as p
from bot.correlation.edge_reach import reach_on, weight_on
from bot.domain.service import Edge, Strength, Tier
from bot.learned.learned import Learned, pair

# What an edge of some reach is called: by the nearest of the three anchors, as ratios go.
_LEVELS: Final = (
    ("hard", (p.REACH[Strength.HARD] * p.REACH[Strength.PARTIAL]) ** 0.5),
    ("ordinary", (p.REACH[Strength.PARTIAL] * p.REACH[Strength.USES]) ** 0.5),
    ("weak", 0.0),
)
_DOUBTS: Final[Mapping[Tier, str]] = MappingProxyType(
    {Tier.C: "but only the press says so", Tier.D: "but only secondary sources say so"}
)


def edge_lines(edge: Edge, day: date, learned: Learned) -> Iterator[str]:
    """What a service stands on, how strongly and why, each piece of evidence, and what history says of it."""
    yield f"depends on {edge.infrastructure} ({strength_words(edge, day, learned)})"
    if edge.seen_elsewhere is not None:
        yield f"  but since {edge.seen_elsewhere.since} seen here at {edge.seen_elsewhere.node} alone"
    for e in edge.evidence:
        if e.measured is not None:
            yield f"  {e.measured}, {e.part or edge.infrastructure}, holds {weight_on(e, day):.0%}"
            continue
        said = f"{e.kind}, {e.known_from or 'undated'}, tier {e.tier}, {e.strength}"
        yield f"  {said}, holds {weight_on(e, day):.0%}: {e.source}"
    key = pair(edge.service, edge.infrastructure)
    if key in learned.failed:
        said = history_words(learned.failed[key], learned.posted.get(key, 0.0))
        yield f"  {said}: reach {learned.reach[key]:.2f}, by evidence {reach_on(edge, day):.2f}"


def strength_words(edge: Edge, day: date, learned: Learned) -> str:
    """The strength that is claimed, what has become of it, and the reach in which it is counted.

    For example: hard, but its newest evidence is of 2016: weak, reach 0.04.
    """
    claimed = _level(p.REACH[edge.strength])
    reach = _reach(edge, day, learned)
    now = _level(reach)
    because = "" if now == claimed else f", {_because(edge, day, learned)}: {now}"
    name = edge.strength if edge.strength is Strength.MEASURED else claimed
    return f"{name}{because}, reach {reach:.2f}"


def history_words(failed: float, posted: float) -> str:
    """How often the infrastructure failed, and how often the service posted: what may be chance, in part."""
    times = "once" if failed == 1 else f"{failed:g} times"
    return f"failed {times} while watched, posted {_times(posted)}"


def edge_json(edge: Edge, day: date, learned: Learned) -> dict[str, Any]:
    """An edge with its evidence, and the numbers in which it is counted."""
    key = pair(edge.service, edge.infrastructure)
    return {
        "on": edge.infrastructure,
        "strength": edge.strength,
        "reach": round(_reach(edge, day, learned), 4),
        "reach_by_evidence": round(reach_on(edge, day), 4),
        "seen_elsewhere": _elsewhere_json(edge),
        "failed": learned.failed.get(key),
        "posted": learned.posted.get(key),
        "evidence": [
            {
                "source": e.source,
                "kind": e.kind,
                "tier": e.tier,
                "strength": e.strength,
                "known_from": e.known_from.isoformat() if e.known_from else None,
                "event": e.event,
                "part": e.part,
                "holds": round(weight_on(e, day), 4),
            }
            for e in edge.evidence
        ],
    }


def _elsewhere_json(edge: Edge) -> dict[str, str] | None:
    other = edge.seen_elsewhere
    return {"node": other.node, "since": other.since.isoformat()} if other is not None else None


def _reach(edge: Edge, day: date, learned: Learned) -> float:
    known = learned.reach_of(edge.service, edge.infrastructure)
    return reach_on(edge, day) if known is None else known


def _level(reach: float) -> str:
    return next(name for name, least in _LEVELS if reach >= least)


def _because(edge: Edge, day: date, learned: Learned) -> str:
    """What makes an edge weaker or stronger than is claimed: history, or the worse of trust and age."""
    fresh, by_evidence = reach_on(edge, None), reach_on(edge, day)
    if _level(by_evidence) != _level(_reach(edge, day, learned)):
        return "but by history"
    if edge.seen_elsewhere is not None:
        return "but it was seen elsewhere for a month"
    speaking = [e for e in edge.evidence if e.strength is edge.strength]
    if fresh / p.REACH[edge.strength] < by_evidence / fresh:
        return _DOUBTS.get(min(e.tier for e in speaking), "but that is inferred")
    years = [e.known_from.year for e in speaking if e.known_from]
    return f"but its newest evidence is of {max(years)}" if years else "but its evidence has no date"


def _times(posted: float) -> str:
    number = f"{posted:.1f}".removesuffix(".0")
    return {"0": "never", "1": "once"}.get(number, f"{number} times")
