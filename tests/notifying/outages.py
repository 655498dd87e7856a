"""Incidents of their own services, which grow and end, and the catalogue that knows them."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident
from tests.builders import a_catalog, a_member, an_incident

SERVICES: Final = tuple(f"s{n}" for n in range(12))
CATALOG: Final[Catalog] = a_catalog(
    services=("cloudflare", "aws", "slack", *SERVICES), edges=tuple((s, "cloudflare") for s in SERVICES)
)
EDITS: Final = frozenset({"memory", "distant"})


def an_outage(number: int, moment: datetime, **changes: object) -> Incident:
    """An incident of two services of its own, at that time."""
    members = (a_member(f"s{number}", joined_at=moment), a_member(f"s{number + 6}", joined_at=moment))
    incident = an_incident(f"inc-{number}", members=members, grade=Grade.PROBABLE, updated_at=moment)
    return replace(incident, **changes)  # type: ignore[arg-type]


def joined(incident: Incident, service: str, moment: datetime) -> Incident:
    """The same with a newcomer, which is news for its thread."""
    members = (*incident.members, a_member(service, joined_at=moment))
    return replace(incident, version=incident.version + 1, members=members, updated_at=moment)
