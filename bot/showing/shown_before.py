"""What was shown once is shown again, for as long as what it was made of is the same."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.clock import in_slices
from bot.domain.incident import Incident
from bot.domain.service import Service
from bot.domain.shown import IncidentShown, ServiceState
from bot.overview.incidents import incident_shown
from bot.overview.services import StateGrounds, by_name, grounds_of, service_state, struck_by

# So many states are made at once, which takes a few milliseconds: then whoever else waits has a turn.
_AT_ONCE: Final = 250
# More incidents are not open in a day.
_MOST: Final = 1_000


class ShownBefore:
    """Keeps the states of services, and open incidents as they stand in a list."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._services: dict[str, tuple[StateGrounds, ServiceState]] = {}
        self._incidents: dict[str, tuple[Incident, IncidentShown]] = {}

    async def services(
        self, ids: Sequence[str] | None, snapshot: Snapshot, now: datetime
    ) -> tuple[ServiceState, ...]:
        """How these services are, by name; all of the catalogue where none are named."""
        struck = struck_by(snapshot, self._catalog)
        found = []
        async for some in in_slices(self._every if ids is None else by_name(ids, self._catalog), _AT_ONCE):
            found += [self._service(one, snapshot, now, struck.get(one.id)) for one in some]
        return tuple(found)

    def incident(self, incident: Incident) -> IncidentShown:
        """One in a list."""
        kept = self._incidents.get(incident.id)
        if kept is None or kept[0] is not incident:
            if len(self._incidents) >= _MOST:
                self._incidents.clear()
            kept = self._incidents[incident.id] = incident, incident_shown(incident, self._catalog)
        return kept[1]

    def _service(
        self, service: Service, snapshot: Snapshot, now: datetime, incident: str | None
    ) -> ServiceState:
        grounds = grounds_of(service.id, snapshot, self._catalog, now, incident)
        kept = self._services.get(service.id)
        if kept is None or kept[0] != grounds:
            state = service_state(service, snapshot, self._catalog, now, incident)
            kept = self._services[service.id] = grounds, state
        return kept[1]

    @cached_property
    def _every(self) -> tuple[Service, ...]:
        return by_name(self._catalog.services, self._catalog)
