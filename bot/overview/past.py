"""What was, as it is shown."""

from collections.abc import Iterator

from bot.catalog.catalog import Catalog
from bot.domain.incident import member_key
from bot.domain.kept import KeptIncident, KeptPage
from bot.domain.overview import PastFound
from bot.domain.shown import IncidentShown, ReportShown
from bot.overview.incidents import incident_shown
from bot.overview.reports import report_shown


def past_found(page: KeptPage, catalog: Catalog) -> PastFound:
    """A page of what is kept."""
    entries = tuple(_entries(page, catalog))
    return PastFound(entries=entries, cursor=page.cursor, kept_since=page.since)


def _entries(page: KeptPage, catalog: Catalog) -> Iterator[IncidentShown | ReportShown]:
    for kept in page.entries:
        if isinstance(kept, KeptIncident):
            yield incident_shown(kept.incident, catalog)
        else:
            spoken = {member_key(kept.source, kept.report.id): kept.incident} if kept.incident else {}
            yield report_shown(kept.report, kept.service, kept.source, catalog, spoken)
