"""Who depends on whom around a service, in columns: who depends on it, itself, what is under it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.web.board.words import colour, status_words
from bot.domain.shown import DependencyShown, ServiceRef, ServiceState

MAX_NODES: Final = 18
WIDTH: Final = 190
HEIGHT: Final = 28
_ROW: Final = 38
_COLUMN: Final = 270
_LONGEST: Final = 24
_STRONGEST_FIRST: Final = ("hard", "measured", "partial", "uses", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box: its place in pixels, its class in CSS, and what it says."""

    service: ServiceRef
    x: int
    y: int
    label: str
    paint: str
    words: str
    is_centre: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A line from who depends to what it depends on, as the path of an SVG."""

    path: str
    strength: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphDrawing:
    """All of it. `left_out` counts those for whom there was no room."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    left_out: int


def graph_of(
    centre: ServiceRef, edges: Sequence[DependencyShown], states: Mapping[str, ServiceState]
) -> GraphDrawing:
    """Lay out the edges around a service; whoever is in trouble and the strongest edges come first."""
    columns, left_out = _columns(centre, edges, states)
    tallest = max(len(column) for column in columns)
    filled = [column for column in columns if column]
    nodes = {
        one.id: _node(one, number, row, tallest - len(column), states.get(one.id), is_centre=one == centre)
        for number, column in enumerate(filled)
        for row, one in enumerate(column)
    }
    return GraphDrawing(
        width=(len(filled) - 1) * _COLUMN + WIDTH + 4,
        height=tallest * _ROW,
        nodes=tuple(nodes.values()),
        arcs=tuple(_arcs(edges, nodes)),
        left_out=left_out,
    )


def ranked(
    edges: Iterable[DependencyShown], states: Mapping[str, ServiceState], *, of_dependents: bool
) -> list[DependencyShown]:
    """Edges by how bad the one at their far end is, then the strongest, then by name."""

    def rank(edge: DependencyShown) -> tuple[int, int, str]:
        far = edge.service if of_dependents else edge.infrastructure
        state = states.get(far.id)
        bad = 0 if state is None else -state.status.severity
        known = edge.strength in _STRONGEST_FIRST
        return bad, _STRONGEST_FIRST.index(edge.strength) if known else 9, far.name.casefold()

    return sorted(edges, key=rank)


def _columns(
    centre: ServiceRef, edges: Sequence[DependencyShown], states: Mapping[str, ServiceState]
) -> tuple[tuple[list[ServiceRef], ...], int]:
    below = _far((edge for edge in edges if edge.service == centre), states)
    above = _far((edge for edge in edges if edge.infrastructure == centre), states, of_dependents=True)
    near = {centre, *below}
    under = _far((e for e in edges if e.service in near and e.infrastructure not in near), states)
    above = [one for one in above if one not in near]
    under = [one for one in under if one not in above]
    left_out = sum(max(0, len(column) - MAX_NODES) for column in (above, below, under))
    return ([*above[:MAX_NODES]], [centre], [*below[:MAX_NODES]], [*under[:MAX_NODES]]), left_out


def _far(
    edges: Iterable[DependencyShown], states: Mapping[str, ServiceState], *, of_dependents: bool = False
) -> list[ServiceRef]:
    order = ranked(edges, states, of_dependents=of_dependents)
    return list(dict.fromkeys(edge.service if of_dependents else edge.infrastructure for edge in order))


def _node(
    one: ServiceRef, column: int, row: int, free: int, state: ServiceState | None, *, is_centre: bool
) -> Node:
    words = status_words(state.verdict) if state is not None else "not known"
    label = one.name if len(one.name) <= _LONGEST else f"{one.name[: _LONGEST - 1]}…"
    return Node(
        service=one,
        x=column * _COLUMN + 2,
        y=row * _ROW + free * _ROW // 2 + (_ROW - HEIGHT) // 2,
        label=label,
        paint=colour(state.verdict if state is not None else None),
        words=f"{one.name}: {words}",
        is_centre=is_centre,
    )


def _arcs(edges: Iterable[DependencyShown], nodes: Mapping[str, Node]) -> Iterator[Arc]:
    for edge in edges:
        here, there = nodes.get(edge.service.id), nodes.get(edge.infrastructure.id)
        if here is None or there is None or here.x >= there.x:
            continue
        left, right = here.x + WIDTH, there.x
        bend = (left + right) // 2
        top, bottom = here.y + HEIGHT // 2, there.y + HEIGHT // 2
        yield Arc(
            path=f"M{left} {top}C{bend} {top} {bend} {bottom} {right} {bottom}",
            strength=edge.strength if edge.strength in _STRONGEST_FIRST else "unknown",
            words=f"{edge.service.name} on {edge.infrastructure.name}: {edge.strength}",
        )
