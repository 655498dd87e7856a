"""The estimator: takes reports as they were seen, and says what could be known on a day."""

from datetime import date, datetime

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.learned.learned import Learned
from bot.learning.exposure import exposure_of
from bot.learning.failures import failures_in, shared_records
from bot.learning.naming import reticence_of, shares_of, upstream_shares, worded
from bot.learning.rates import impact_shares_of, rates_of, week_of
from bot.learning.records import Record, hours_of_day
from bot.learning.witnesses import witnesses_in


class Learner:
    """Takes reports and estimates `Learned` for any day, from what had been seen before it.

    Every report's words are read once for each number of posts, so that asking for many days, one after
    another, is cheap. The order in which reports are taken does not matter.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._records: list[Record] = []
        self._is_sorted = True

    def take(self, service: str, report: Report, seen: datetime) -> None:
        """Remember a report of a service of the catalogue, first seen at an aware time."""
        record = Record(self._catalog, service, report, seen)
        if self._records and record.key < self._records[-1].key:
            self._is_sorted = False
        self._records.append(record)

    def learned(self, until: date) -> Learned:
        """What could be known at 00:00 UTC of a day: later reports, and later posts, are unread."""
        end = hours_of_day(until)
        records = self._before(end)
        usual = Learned()
        shared = shared_records(failures_in(records, end, self._catalog))
        witnesses = witnesses_in(records, shared)
        exposures = {o: exposure_of([w.at for w in seen], end) for o, seen in witnesses.items()}
        rates = rates_of(witnesses, exposures, usual.typical)
        impact_shares, impacts = impact_shares_of(witnesses)
        words = worded(records, shared, end)
        naming = shares_of(words, lambda said: said.named, usual.naming_typical)
        blaming = shares_of(words, lambda said: said.blamed, usual.blaming_typical)
        upstream_typical, upstreams = upstream_shares(words, usual.upstream_typical)
        return Learned(
            until=until,
            typical=rates.typical,
            rates=rates.of,
            week=week_of(witnesses),
            impact_shares=impact_shares,
            impacts=impacts,
            naming_typical=naming.typical,
            naming_of=naming.by_node,
            naming=naming.by_pair,
            blaming_typical=blaming.typical,
            blaming_of=blaming.by_node,
            blaming=blaming.by_pair,
            reticence=reticence_of(words),
            upstream_typical=upstream_typical,
            upstreams=upstreams,
        )

    def _before(self, end: float) -> list[Record]:
        if not self._is_sorted:
            self._records.sort(key=lambda record: record.key)
            self._is_sorted = True
        return [record for record in self._records if record.at < end]
