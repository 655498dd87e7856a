"""All of one service, as it is shown."""

from datetime import datetime

from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.domain.message import Message
from bot.domain.shown import ServicePageShown
from bot.overview.dependencies import depended_on_by, depends_on
from bot.overview.incidents import incident_shown
from bot.overview.reports import maintenances_shown, reports_shown, spoken_for, states_of
from bot.overview.services import service_state, struck_by


def service_page(
    service: str, answer: Message, snapshot: Snapshot, catalog: Catalog, now: datetime
) -> ServicePageShown:
    """All of one that the catalogue knows. `answer` is what chat says of it."""
    struck = struck_by(snapshot, catalog).get(service)
    announced = [one for one in snapshot.incidents if one.grade.is_announced]
    open_now = (*announced, *snapshot.early)
    pages = list(states_of((service, *catalog.ancestors(service)), snapshot.sources))
    part_of = [one for one in open_now if service in (one.root, *catalog.ancestors(one.root), *one.services)]
    return ServicePageShown(
        state=service_state(catalog.services[service], snapshot, catalog, now, struck),
        answer=answer,
        reports=reports_shown(pages, catalog, spoken_for(open_now), now),
        maintenances=maintenances_shown(pages, catalog, now),
        incidents=tuple(incident_shown(one, catalog) for one in part_of),
        depends_on=depends_on(service, catalog),
        depended_on_by=depended_on_by(service, catalog),
    )
