"""What a service was measured to stand on, for people and as JSON."""

from collections.abc import Iterator
from typing import Any

from bot.domain.measurement import MeasuredEdge, MeasuredService
from bot.measuring.overlay import WAYS


def measured_lines(record: MeasuredService) -> Iterator[str]:
    """When it was looked at, and each thing that was seen, with its days and its share of the looks."""
    failed = f", the last could tell nothing ({record.failure})" if record.failure is not None else ""
    host = f" ({record.host})" if record.host else ""
    yield f"looked at{host}, last on {record.asked_at.date()}{failed}"
    for edge in record.edges:
        yield f"  {_said(edge)}"


def measured_json(record: MeasuredService) -> dict[str, Any]:
    """The same for programs."""
    return {
        "host": record.host,
        "asked_at": record.asked_at.isoformat(),
        "answered_at": record.answered_at.isoformat() if record.answered_at else None,
        "failure": record.failure,
        "edges": [
            {
                "node": edge.node,
                "layer": edge.layer,
                "by": edge.by,
                "detail": edge.detail,
                "first_seen": edge.first_seen.isoformat(),
                "last_seen": edge.last_seen.isoformat(),
                "seen": edge.seen,
                "looks": edge.looks,
                "vantages": list(edge.vantages),
            }
            for edge in record.edges
        ],
    }


def _said(edge: MeasuredEdge) -> str:
    days = f"first on {edge.first_seen.date()}, last on {edge.last_seen.date()}"
    return (
        f"{edge.node} ({edge.layer}) by {WAYS[edge.by]} {edge.detail}: "
        f"in {edge.seen} of {edge.looks} looks, {days}, from {', '.join(edge.vantages)}"
    )
