"""The estimator: takes reports as they were seen, and says what could be known on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.lab.learning.co_failures import co_failures_in
from bot.lab.learning.delays import delay_of
from bot.lab.learning.exposure import exposure_of
from bot.lab.learning.failures import Failure, by_node, failures_in, shared_records
from bot.lab.learning.naming import reticence_of, shares_of, upstream_shares, worded
from bot.lab.learning.rates import Rates, impact_shares_of, rates_of, week_of
from bot.lab.learning.reach import Watched, by_service, postings_of
from bot.lab.learning.records import ReportHistory, hours_of_day
from bot.lab.learning.suggestions import Suggestion, suggestions_from
from bot.lab.learning.witnesses import Witness, witnesses_in
from bot.learned.learned import Learned
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What numbers were learned from: counts, and the days of the first and the last report."""

    reports: int
    organisations: int
    failures: int
    first: date | None
    last: date | None


class Learner:
    """Takes reports and estimates `Learned` for any day, from what had been seen before it.

    Every report's words are read once for each number of posts, so that asking for many days, one after
    another, is cheap. The order in which reports are taken does not matter.
    """

    def __init__(self, catalog: Catalog, reader: TextReader = PROSE) -> None:
        self._catalog = catalog
        self._reader = reader
        self._records: list[ReportHistory] = []
        self._is_sorted = True

    def take(self, service: str, report: Report, seen: datetime) -> None:
        """Remember a report of a service of the catalogue, first seen at an aware time."""
        record = ReportHistory(self._catalog, service, report, seen, self._reader)
        if self._records and record.key < self._records[-1].key:
            self._is_sorted = False
        self._records.append(record)

    def learned(self, until: date) -> Learned:
        """What could be known at 00:00 UTC of a day: later reports, and later posts, are unread."""
        end = hours_of_day(until)
        records = self._before(end)
        failures = failures_in(records, end, self._catalog)
        learned = _with_words(Learned(until=until), records, failures, end)
        return _with_times(learned, records, failures, self._catalog.known_on(until))

    def basis(self, until: date) -> Basis:
        """What `learned` of that day is learned from. Failures are those of whole providers."""
        end = hours_of_day(until)
        records = self._before(end)
        days = [datetime.fromtimestamp(r.at * 3600, UTC).date() for r in (records[:1] + records[-1:])]
        return Basis(
            reports=len(records),
            organisations=len({record.organisation for record in records}),
            failures=len(_of_wholes(failures_in(records, end, self._catalog), self._catalog)),
            first=days[0] if days else None,
            last=days[-1] if days else None,
        )

    def suggestions(self, until: date) -> tuple[Suggestion, ...]:
        """Edges that the catalogue lacks, by reports seen before a day: by their words, then by timing."""
        end = hours_of_day(until)
        records = self._before(end)
        by_words = suggestions_from(records, end, self._catalog)
        failures = failures_in(records, end, self._catalog)
        fleet = _fleet(records, failures, end, Learned().typical)
        by_timing = co_failures_in(by_node(failures), fleet.watched, self._catalog, end)
        told = {(suggestion.service, suggestion.node) for suggestion in by_words}
        return (*by_words, *(s for s in by_timing if (s.service, s.node) not in told))

    def _before(self, end: float) -> list[ReportHistory]:
        if not self._is_sorted:
            self._records.sort(key=lambda record: record.key)
            self._is_sorted = True
        return [record for record in self._records if record.at < end]


def _with_words(
    learned: Learned, records: Sequence[ReportHistory], failures: Sequence[Failure], end: float
) -> Learned:
    words = worded(records, shared_records(failures), end)
    naming = shares_of(words, lambda blame: blame.named, learned.naming_typical)
    blaming = shares_of(words, lambda blame: blame.blamed, learned.blaming_typical)
    upstream_typical, upstreams = upstream_shares(words, learned.upstream_typical)
    return replace(
        learned,
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


def _with_times(
    learned: Learned, records: Sequence[ReportHistory], failures: Sequence[Failure], known: Catalog
) -> Learned:
    assert learned.until is not None
    end = hours_of_day(learned.until)
    fleet = _fleet(records, failures, end, learned.typical)
    impact_shares, impacts = impact_shares_of(fleet.witnesses)
    delay = delay_of(_of_wholes(failures, known))
    postings = postings_of(by_node(failures), fleet.watched, known, learned.until)
    return replace(
        learned,
        typical=fleet.rates.typical,
        rates=fleet.rates.of,
        week=week_of(fleet.witnesses),
        impact_shares=impact_shares,
        impacts=impacts,
        delay_median=delay.median,
        delay_sigma=delay.sigma,
        reach={pair: posting.reach for pair, posting in postings.items()},
        failed={pair: posting.failed for pair, posting in postings.items()},
        posted={pair: posting.posted for pair, posting in postings.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fleet:
    """Everybody who was seen: witnesses and rates by organisation, records by service."""

    witnesses: Mapping[str, Sequence[Witness]]
    rates: Rates
    watched: Watched


def _fleet(
    records: Sequence[ReportHistory], failures: Sequence[Failure], end: float, typical: float
) -> _Fleet:
    witnesses = witnesses_in(records, shared_records(failures))
    exposures = {o: exposure_of([w.at for w in seen], end) for o, seen in witnesses.items()}
    rates = rates_of(witnesses, exposures, typical)
    watched = Watched(records=by_service(records), exposures=exposures, rates=rates.of)
    return _Fleet(witnesses=witnesses, rates=rates, watched=watched)


def _of_wholes(failures: Sequence[Failure], catalog: Catalog) -> list[Failure]:
    return [failure for failure in failures if not catalog.ancestors(failure.node)]
