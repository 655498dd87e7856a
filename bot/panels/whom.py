"""Whom one vantage probes: the panels, the canaries, and what channels watch; each host once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.probe import ProbeTarget
from bot.panels.opt_out import OptOut, host_of

# A channel may watch all there is. Panels see whether an edge fails; of the rest so many are asked.
MOST_WATCHED: Final = 200


def whom_to_ask(
    catalog: Catalog,
    panels: Sequence[ProbeTarget],
    canaries: Sequence[ProbeTarget],
    watched: Collection[str],
    opt_out: OptOut,
    in_front: Mapping[str, str] | None = None,
) -> tuple[ProbeTarget, ...]:
    """The targets, without those that want to be left alone. Of two on one host the first is asked.

    `in_front` says which edge a service stands behind, where that is known.
    """
    of_panels = {target.service for target in panels}
    beside = _watched(catalog, sorted(set(watched) - of_panels), in_front or {})
    known: set[str] = set()
    asked = []
    for target in (*panels, *canaries, *beside):
        host = host_of(target.url)
        if host and host not in known and not opt_out.covers(target):
            known.add(host)
            asked.append(replace(target, allow_private=_allows_private(catalog, target)))
    return tuple(asked)


def _watched(catalog: Catalog, services: Iterable[str], in_front: Mapping[str, str]) -> Iterator[ProbeTarget]:
    """The front pages of these services. One whose edge is not known stands for itself."""
    known = [service for id_ in services if (service := catalog.services.get(id_)) and service.front_url]
    for service in known[:MOST_WATCHED]:
        yield ProbeTarget(
            id=service.id,
            url=service.front_url or "",
            service=service.id,
            organisation=service.organisation,
            node=in_front.get(service.id, service.id),
            is_of_panel=False,
        )


def _allows_private(catalog: Catalog, target: ProbeTarget) -> bool:
    """Whether the operator's own catalogue has its pages inside a private network."""
    service = catalog.services.get(target.service)
    return service is not None and not target.is_canary and any(s.allow_private for s in service.sources)
