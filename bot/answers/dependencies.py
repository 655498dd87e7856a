"""What is wrong below a service: on what it stands on, as the catalogue knows it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.domain.answer import Below
from bot.domain.incident import Grade, Incident


def standing_on(service: str, incidents: Sequence[Incident], catalog: Catalog) -> Below | None:
    """A probable or confirmed incident on something the service stands on, and the edge to it."""
    for incident in incidents:
        if incident.grade.rank < Grade.PROBABLE.rank or incident.root == service:
            continue
        lineage = {incident.root, *catalog.ancestors(incident.root)}
        for edge in catalog.edges_from(service):
            if edge.infrastructure in lineage or incident.root in catalog.ancestors(edge.infrastructure):
                return Below(edge=edge, incident=incident)
    return None


def trouble_below(service: str, snapshot: Snapshot, catalog: Catalog, now: datetime) -> Iterator[Below]:
    """What the service stands on that has a fresh report of trouble, or a suspected incident of ours."""
    for edge in catalog.edges_from(service):
        node = edge.infrastructure
        suspected = next(
            (i for i in snapshot.incidents if node in (i.root, *catalog.ancestors(i.root))), None
        )
        report = next(iter(snapshot.trouble_at(node, now)), None)
        if suspected is not None or report is not None:
            yield Below(edge=edge, report=report, incident=suspected)
