"""What probes and checks see now, for whoever asks: of a service itself, of what it stands on, of all."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.answers.snapshot import FRESH_FOR, Snapshot
from bot.catalog.catalog import Catalog
from bot.domain.answer import SeenTrouble
from bot.domain.incident import Incident
from bot.domain.look import Look, OwnNetwork


def seen_at(
    service: str, snapshot: Snapshot, catalog: Catalog, now: datetime, told: Iterable[Incident | None] = ()
) -> tuple[SeenTrouble, ...]:
    """What is seen of a service, of its whole and its parts, and of what it stands on; its own first.

    What an incident says that is `told` anyway is left out, and so is what proves nothing of something else.
    """
    said = {(i.root, i.look.is_of_checks) for i in told if i is not None and i.look is not None}
    itself: list[SeenTrouble] = []
    below: list[SeenTrouble] = []
    for one in seen_now(snapshot, now):
        node = one.look.node
        if (node, one.look.is_of_checks) in said:
            continue
        if service in (node, *catalog.ancestors(node)) or node in catalog.ancestors(service):
            itself.append(one)
        elif one.look.is_telling and (edge := catalog.edge_onto(service, node)) is not None:
            below.append(SeenTrouble(look=one.look, edge=edge, is_told=one.is_told))
    return (*itself, *below)


def seen_now(snapshot: Snapshot, now: datetime) -> tuple[SeenTrouble, ...]:
    """All that is seen: each node once, and what checks say of it beside that."""
    found: dict[tuple[str, bool], SeenTrouble] = {}
    for one in (*_stored(snapshot), *_of_incidents(snapshot)):
        if one.look.end is None and _is_current(one.look, now):
            found.setdefault((one.look.node, one.look.is_of_checks), one)
    return tuple(found.values())


def networks_now(snapshot: Snapshot, now: datetime) -> tuple[OwnNetwork, ...]:
    """Whether it is us, from each place that probes now."""
    return tuple(own for own in snapshot.networks if own.is_current(now))


def _stored(snapshot: Snapshot) -> Iterator[SeenTrouble]:
    for look in snapshot.looks:
        yield SeenTrouble(look=look, is_told=look.is_of_checks or look.node in snapshot.handed)


def _of_incidents(snapshot: Snapshot) -> Iterator[SeenTrouble]:
    for incident in snapshot.early:
        if incident.look is not None:
            yield SeenTrouble(look=incident.look)


def _is_current(look: Look, now: datetime) -> bool:
    """Probes are made all the time; a check is failing until it is said to be well."""
    return look.is_of_checks or now - look.at <= FRESH_FOR
