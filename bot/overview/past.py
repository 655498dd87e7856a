"""What was, as it is shown."""

from collections.abc import Iterator

from bot.catalog.catalog import Catalog
from bot.domain.incident import member_key
from bot.domain.kept import KeptIncident, KeptPage
from bot.domain.overview import PastFound
from bot.domain.shown import IncidentShown, ReportShown
from bot.overview.incidents import incident_shown
from bot.overview.public import public_incident
from bot.overview.reports import report_shown


def past_found(page: KeptPage, catalog: Catalog, *, is_public: bool = False) -> PastFound:
    """A page of what is kept.

    To the public a report shows as a part of an incident alone: others are kept because somebody watches.
    """
    entries = tuple(_entries(page, catalog, is_public=is_public))
    return PastFound(entries=entries, cursor=page.cursor, kept_since=page.since)


def _entries(page: KeptPage, catalog: Catalog, *, is_public: bool) -> Iterator[IncidentShown | ReportShown]:
    for kept in page.entries:
        if isinstance(kept, KeptIncident):
            incident = public_incident(kept.incident) if is_public else kept.incident
            if incident is not None:
                yield incident_shown(incident, catalog)
        elif kept.incident is not None or not is_public:
            spoken = {member_key(kept.source, kept.report.id): kept.incident} if kept.incident else {}
            yield report_shown(kept.report, kept.service, kept.source, catalog, spoken)
