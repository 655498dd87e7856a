"""Polls of pages as probes: what the pages of one vendor behind one edge came to lately, as one organisation.

Hundreds of pages are one vendor's, on one platform: they fail together for its reasons, and one of them or
another always has an error of its own. So all of a format count once, by what most of them say.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.probe import ProbeOutcome, ProbeResult
from bot.watching.record import PageAnswer, SourceRecord

# Pages are polled every other minute; older answers are nobody's any more.
LATELY: Final = timedelta(minutes=5)
# A page that has said nothing good for so long has trouble of its own, and says nothing about now.
GIVEN_UP_AFTER: Final = timedelta(hours=1)
# What so many of a vendor's pages say, the vendor says.
MOST: Final = 0.5
TARGET: Final = "pages/{vendor}/{edge}"

_Group = tuple[str, str, str]
"""Vantage, vendor (a format) and edge."""


class _Answers:
    """What the pages of one group answered."""

    __slots__ = ("_newest", "counts", "first_service", "newest_of", "organisations")

    def __init__(self, service: str) -> None:
        self.first_service = service
        self.organisations: set[str] = set()
        self.counts: Counter[ProbeOutcome] = Counter()
        self.newest_of: dict[ProbeOutcome, PageAnswer] = {}
        self._newest: PageAnswer | None = None

    def add(self, organisation: str, answer: PageAnswer) -> None:
        self.organisations.add(organisation)
        self.counts[answer.outcome] += 1
        known = self.newest_of.get(answer.outcome)
        if known is None or answer.at > known.at:
            self.newest_of[answer.outcome] = answer
        if self._newest is None or answer.at > self._newest.at:
            self._newest = answer

    @property
    def newest(self) -> PageAnswer:
        assert self._newest is not None, "a group has an answer"
        return self._newest

    @property
    def outcome(self) -> ProbeOutcome:
        """What most of them say; where they are divided, nobody can say why."""
        outcome, count = self.counts.most_common(1)[0]
        return outcome if count > MOST * self.counts.total() else ProbeOutcome.CHANGED


class PageResultTally:
    """Takes what pages answered, a record at a time. `formats` gives a format where a record does not."""

    def __init__(self, formats: Mapping[str, str], catalog: Catalog, now: datetime) -> None:
        self._formats, self._catalog, self._now = formats, catalog, now
        self._groups: dict[_Group, _Answers] = {}

    def add(self, record: SourceRecord) -> None:
        """Count a page's answer, if it says something of now."""
        found, answer = record.location.found, record.answer
        vendor = found.format if found is not None else self._formats.get(record.source, "")
        if vendor and answer is not None and answer.edge is not None and _counts(record, answer, self._now):
            group = (answer.vantage, vendor, answer.edge)
            if group not in self._groups:
                self._groups[group] = _Answers(record.service)
            self._groups[group].add(self._catalog.organisation_of(record.service), answer)

    def results(self) -> tuple[ProbeResult, ...]:
        """A result for every vantage, vendor and edge.

        Each is as old as the newest answer that it is made of, so that two of them are two observations.
        """
        return tuple(
            _result(group, answers, self._catalog) for group, answers in sorted(self._groups.items())
        )


def page_results(
    records: Iterable[SourceRecord], formats: Mapping[str, str], catalog: Catalog, now: datetime
) -> tuple[ProbeResult, ...]:
    """The results of all records at once: see `PageResultTally`."""
    tally = PageResultTally(formats, catalog, now)
    for record in records:
        tally.add(record)
    return tally.results()


def _counts(record: SourceRecord, answer: PageAnswer, now: datetime) -> bool:
    is_known = record.read_at is not None and now - record.read_at <= GIVEN_UP_AFTER
    return is_known and now - answer.at <= LATELY


def _result(group: _Group, answers: _Answers, catalog: Catalog) -> ProbeResult:
    vantage, vendor, edge = group
    outcome = answers.outcome
    saying = answers.newest_of.get(outcome)
    service = _service(vendor, answers, catalog)
    return ProbeResult(
        target=TARGET.format(vendor=vendor, edge=edge),
        node=edge,
        service=service,
        organisation=catalog.organisation_of(service),
        at=(saying or answers.newest).at,
        vantage=vantage,
        outcome=outcome,
        edge=None if outcome is ProbeOutcome.SILENT else edge,
        status=saying.status if saying else None,
        silence=saying.silence if saying else None,
        place=saying.place if saying else None,
    )


def _service(vendor: str, answers: _Answers, catalog: Catalog) -> str:
    """Whose pages they are: the organisation's whose alone they are, else the vendor's."""
    if len(answers.organisations) == 1:
        return answers.first_service
    return catalog.resolve(vendor) or vendor
