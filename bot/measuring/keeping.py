"""What many looks at one service come to: each edge with its first and last day, and how often it was seen.

Of a service on two networks, answers differ from look to look: both are kept, with their shares.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.dns import DnsFailure
from bot.domain.measurement import MeasuredBy, MeasuredEdge, MeasuredService, Measurement

# What was not seen for so long is forgotten.
FORGET_AFTER: Final = timedelta(days=90)
# Nobody stands on more; of those who seem to, the last seen.
MAX_EDGES: Final = 24
_CERTAINTY: Final = tuple(MeasuredBy)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuringLook:
    """One look at a service from a vantage. `told` are the ways in which something could be told at all.

    Where nothing could be, `failure` says why: that is no sign that the service stands on nothing. `host` is
    where its front page was answered, None where it was not asked.
    """

    service: str
    at: datetime
    due_at: datetime
    vantage: str
    host: str | None = None
    found: Sequence[Measurement] = ()
    told: Collection[MeasuredBy] = field(default_factory=frozenset)
    failure: DnsFailure | None = None


def after_look(before: MeasuredService | None, look: MeasuringLook) -> MeasuredService:
    """What is known of a service after one more look."""
    known = before or MeasuredService(service=look.service, asked_at=look.at, due_at=look.due_at)
    host = look.host or known.host
    after = replace(known, asked_at=look.at, due_at=look.due_at, host=host, failure=look.failure)
    if look.failure is not None:
        return replace(after, edges=tuple(edge for edge in known.edges if _is_kept(edge, look.at)))
    edges = sorted(_edges(known.edges, look), key=lambda edge: edge.last_seen, reverse=True)
    return replace(
        after,
        since=known.since or look.at,
        answered_at=look.at,
        edges=tuple(edges[:MAX_EDGES]),
    )


def _edges(before: Sequence[MeasuredEdge], look: MeasuringLook) -> Iterator[MeasuredEdge]:
    """Those of this look, then those seen before; one that could not have been seen lacks nothing."""
    older = {(edge.node, edge.layer): edge for edge in before}
    for found in look.found:
        edge = older.pop((found.node, found.layer), None)
        yield _first(found, look) if edge is None else _again(edge, found, look)
    for edge in older.values():
        if _is_kept(edge, look.at):
            yield replace(edge, looks=edge.looks + 1) if edge.by in look.told else edge


def _first(found: Measurement, look: MeasuringLook) -> MeasuredEdge:
    return MeasuredEdge(
        node=found.node,
        layer=found.layer,
        by=found.by,
        detail=found.detail,
        first_seen=look.at,
        last_seen=look.at,
        vantages=(look.vantage,),
    )


def _again(edge: MeasuredEdge, found: Measurement, look: MeasuringLook) -> MeasuredEdge:
    """The same, seen once more. What gave it away stays as it was, until something more certain does."""
    surer = _CERTAINTY.index(found.by) < _CERTAINTY.index(edge.by)
    return replace(
        edge,
        by=found.by if surer else edge.by,
        detail=found.detail if surer else edge.detail,
        last_seen=look.at,
        seen=edge.seen + 1,
        looks=edge.looks + 1,
        vantages=tuple(sorted({*edge.vantages, look.vantage})),
    )


def _is_kept(edge: MeasuredEdge, now: datetime) -> bool:
    return now - edge.last_seen <= FORGET_AFTER
