"""How things stand now, as it is shown."""

from collections.abc import Callable
from datetime import datetime

from bot.answers.seen import networks_now, seen_now
from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident
from bot.domain.overview import Now
from bot.domain.shown import IncidentShown
from bot.overview.reports import maintenances_shown, reports_shown, spoken_for, states_of
from bot.overview.services import unreadable_shown


def now_shown(
    snapshot: Snapshot,
    catalog: Catalog,
    now: datetime,
    watched: frozenset[str],
    shown_as: Callable[[Incident], IncidentShown],
) -> Now:
    """All of it; reports and what cannot be read are of what is `watched`, or of all where nothing is."""
    pages = watched | {whole for service in watched for whole in catalog.ancestors(service)}
    wanted = sorted(pages) if watched else sorted(snapshot.sources)
    states = [state for each in snapshot.sources.values() for state in each]
    shown = list(states_of(wanted, snapshot.sources))
    announced = [i for i in snapshot.incidents if i.grade.is_announced]
    return Now(
        at=now,
        incidents=tuple(map(shown_as, announced)),
        early=tuple(map(shown_as, snapshot.early)),
        looks=tuple(one.look for one in seen_now(snapshot, now)),
        reports=reports_shown(shown, catalog, spoken_for((*announced, *snapshot.early)), now),
        unreadable=unreadable_shown(wanted, snapshot, catalog),
        maintenances=maintenances_shown(shown, catalog, now),
        is_us=networks_now(snapshot, now),
        blind=snapshot.blind.words(now) if snapshot.blind is not None else None,
        watched=watched,
        sources=len(catalog.sources),
        fresh=sum(state.is_fresh(now) for state in states),
        newest=max((state.read_at for state in states if state.read_at is not None), default=None),
    )
