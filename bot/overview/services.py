"""How services are, as it is shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.answers.answers import page_of
from bot.answers.open_at import open_at, speaker_for
from bot.answers.snapshot import Snapshot, SourceState
from bot.catalog.catalog import Catalog
from bot.domain.platform import PlatformFailure
from bot.domain.service import Service
from bot.domain.shown import ServiceState, UnreadableShown
from bot.domain.status import ComponentStatus, gravest
from bot.domain.unreadable import unreadable
from bot.overview.references import ref, web_address


class StateGrounds(NamedTuple):
    """All that how a service is shown rests on: of the same grounds the same state is made.

    `states` are those of the page that speaks for it, with which of them are `fresh`; `platforms` those that
    fail, where nothing is. `incident` is the first that it is part of.
    """

    speaker: str
    states: tuple[SourceState, ...]
    fresh: tuple[bool, ...]
    incident: str | None
    platforms: Mapping[str, PlatformFailure] | None


def by_name(services: Iterable[str], catalog: Catalog) -> tuple[Service, ...]:
    """Those of these services that the catalogue knows, in the order in which they are shown."""
    known = (found for id_ in services if (found := catalog.services.get(id_)) is not None)
    return tuple(sorted(known, key=lambda one: (one.name.casefold(), one.id)))


def service_state(
    service: Service, snapshot: Snapshot, catalog: Catalog, now: datetime, incident: str | None = None
) -> ServiceState:
    """How one is, by its own page, or by that of its whole; `incident` is what it is part of."""
    open_now = open_at(service.id, snapshot, catalog, now)
    states = snapshot.sources.get(open_now.speaker, ())
    because = None
    if not open_now.is_read:
        because = page_of(service.id, open_now.speaker, snapshot, catalog).unreadable_because
    said = [state.status for state in states if state.is_fresh(now)]
    return ServiceState(
        service=ref(service.id, catalog),
        category=service.category,
        verdict=open_now.verdict,
        status=gravest(said, ComponentStatus.UNKNOWN),
        read_at=max((s.read_at for s in states if s.read_at is not None), default=None),
        is_fresh=open_now.is_read,
        unreadable_because=unreadable(because) if because is not None else None,
        status_url=web_address(service.status_url),
        open_reports=len(open_now.reports),
        incident=incident,
    )


def grounds_of(
    service: str, snapshot: Snapshot, catalog: Catalog, now: datetime, incident: str | None
) -> StateGrounds:
    """What the state of one rests on: found in a fraction of the time in which that is made."""
    speaker = speaker_for(service, snapshot, catalog)
    states = snapshot.sources.get(speaker, ())
    fresh = tuple(state.is_fresh(now) for state in states)
    return StateGrounds(speaker, states, fresh, incident, None if any(fresh) else snapshot.platforms)


def struck_by(snapshot: Snapshot, catalog: Catalog) -> Mapping[str, str]:
    """By service, the first announced incident that it, or a part of it, is the root of, or that it is in."""
    found: dict[str, str] = {}
    for incident in snapshot.incidents:
        if incident.grade.is_announced:
            for service in (incident.root, *catalog.ancestors(incident.root), *incident.services):
                found.setdefault(service, incident.id)
    return found


def unreadable_shown(
    services: Iterable[str], snapshot: Snapshot, catalog: Catalog
) -> tuple[UnreadableShown, ...]:
    """Those of these services none of whose pages can be read, by name."""
    found = [
        UnreadableShown(
            service=ref(service, catalog),
            why=unreadable(page_of(service, service, snapshot, catalog).unreadable_because or reason),
            read_at=max((s.read_at for s in snapshot.sources[service] if s.read_at), default=None),
        )
        for service, reason in snapshot.unreadable_among(dict.fromkeys(services))
    ]
    return tuple(sorted(found, key=lambda one: (one.service.name.casefold(), one.service.id)))
