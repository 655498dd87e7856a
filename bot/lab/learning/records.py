"""A provider's report as the estimator keeps it. Times are hours since 1970, UTC."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.learned.learned import UNKNOWN_IMPACT
from bot.wording.blame import BlameSoFar, blame_of
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader

_EPOCH_DAY: Final = date(1970, 1, 1)


def hours(moment: datetime) -> float:
    """Hours since 1970 of an aware time."""
    return moment.timestamp() / 3600


def hours_of_day(day: date) -> float:
    """Hours since 1970 of a day's midnight, UTC."""
    return (day - _EPOCH_DAY).days * 24.0


class ReportHistory:
    """One report: when it was seen, and what it had said by some moment."""

    __slots__ = (
        "_blame",
        "_catalog",
        "_posts",
        "_reader",
        "_times",
        "at",
        "impact",
        "organisation",
        "report",
        "service",
    )

    def __init__(
        self, catalog: Catalog, service: str, report: Report, seen: datetime, reader: TextReader = PROSE
    ) -> None:
        self.service = service
        self.organisation = catalog.organisation_of(service)
        self.at = hours(seen)
        self.report = report
        self.impact = report.impact.value if report.impact else UNKNOWN_IMPACT
        self._catalog = catalog
        self._reader = reader
        self._times = tuple(hours(update.at) for update in report.updates)
        self._posts = -1
        self._blame = BlameSoFar()

    @property
    def key(self) -> tuple[float, str, str]:
        """What puts records in order: by time, and by what they are where that is the same."""
        return (self.at, self.service, self.report.id)

    def blame(self, until: float) -> BlameSoFar:
        """What it had said before a moment. Read once for each number of posts."""
        times = self._times
        shown = len(times) if not times or times[-1] < until else sum(1 for t in times if t < until)
        if shown != self._posts:
            self._posts = shown
            so_far = replace(self.report, updates=self.report.updates[:shown])
            self._blame = blame_of(so_far, self.service, self._catalog, self._reader)
        return self._blame
