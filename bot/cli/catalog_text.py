"""What the catalogue knows of a service, for people and as JSON."""

from datetime import date
from typing import Any

from bot.catalog.catalog import Catalog
from bot.cli.edge_text import edge_json, edge_lines
from bot.cli.measured_text import measured_json, measured_lines
from bot.domain.measurement import MeasuredService
from bot.domain.service import Service
from bot.learned.learned import Learned

MAX_DEPENDENTS = 40


def one_line(service: Service) -> str:
    """A service in a list: id, name, category, and whether it can be read."""
    return f"{service.id:32} {service.name} · {service.category} · {_how_read(service)}"


def as_text(
    catalog: Catalog, service: Service, day: date, learned: Learned, measured: MeasuredService | None = None
) -> str:
    """Everything about a service, for people; how strong its edges are on a day, and what was measured."""
    lines = [f"{service.name} ({service.id}), {service.category}, {_how_read(service)}"]
    if service.aliases:
        lines.append(f"  also called {', '.join(service.aliases)}")
    if service.status_url:
        sure = f" · {service.confidence} confidence" if service.confidence else ""
        lines.append(f"  page {service.status_url} · from {service.reference}{sure}")
    lines += [f"  reads {s.url} as {s.format or 'whatever it is recognised to be'}" for s in service.sources]
    for edge in catalog.edges_from(service.id):
        lines += [f"  {line}" for line in edge_lines(edge, day, learned)]
    lines += [f"  {line}" for line in measured_lines(measured)] if measured is not None else []
    parts = [child.id for child in catalog.children(service.id)]
    if parts:
        lines.append(f"  has the parts {', '.join(parts)}")
    dependents = [edge.service for edge in catalog.edges_to(service.id)]
    if dependents:
        more = f" and {len(dependents) - MAX_DEPENDENTS} more" if len(dependents) > MAX_DEPENDENTS else ""
        lines.append(f"  {len(dependents)} depend on it: {', '.join(dependents[:MAX_DEPENDENTS])}{more}")
    return "\n".join(lines)


def service_json(
    catalog: Catalog, service: Service, day: date, learned: Learned, measured: MeasuredService | None = None
) -> dict[str, Any]:
    """Everything about a service, for programs; how strong its edges are on a day, and what was measured."""
    return {
        "id": service.id,
        "name": service.name,
        "category": service.category,
        "organisation": service.organisation,
        "aliases": list(service.aliases),
        "domain": service.domain,
        "front": service.front,
        "parent": service.parent,
        "status_url": service.status_url,
        "reference": service.reference,
        "confidence": service.confidence,
        "unreadable_because": service.unreadable_because,
        "retired": service.retired.isoformat() if service.retired else None,
        "sources": [
            {"id": s.id, "url": s.url, "format": s.format or None, "is_doubtful": s.is_doubtful}
            for s in service.sources
        ],
        "depends_on": [edge_json(edge, day, learned) for edge in catalog.edges_from(service.id)],
        "measured": measured_json(measured) if measured is not None else None,
        "dependents": [edge.service for edge in catalog.edges_to(service.id)],
    }


def _how_read(service: Service) -> str:
    if not service.sources:
        return f"not read: {service.never_read_because or f'part of {service.parent}'}"
    if all(source.is_doubtful for source in service.sources):
        return "switched off until its page answers"
    return "read" if any(source.format for source in service.sources) else "recognised at first contact"
