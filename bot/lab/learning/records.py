"""A provider's report as the estimator keeps it. Times are hours since 1970, UTC."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.learned.learned import UNKNOWN_IMPACT
from bot.wording.reading import PROSE, words_of
from bot.wording.text_reader import TextReader
from bot.wording.words import Manner, Mention

# Naming what suffers too, or what is not the cause, is not naming it as something that may be.
_NOT_NAMED: Final = frozenset({Manner.DENIED, Manner.AFFECTED})
_EPOCH_DAY: Final = date(1970, 1, 1)


def hours(moment: datetime) -> float:
    """Hours since 1970 of an aware time."""
    return moment.timestamp() / 3600


def hours_of_day(day: date) -> float:
    """Hours since 1970 of a day's midnight, UTC."""
    return (day - _EPOCH_DAY).days * 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BlameSoFar:
    """What a report's words said so far. `named` and `blamed` hold the wholes of each node, too.

    `pointed` are the very nodes blamed, without their wholes; `linked` those blamed by a link.
    """

    is_worded: bool = False
    named: frozenset[str] = frozenset()
    blamed: frozenset[str] = frozenset()
    pointed: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    blames_upstream: bool = False


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
            self._blame = self._read(shown)
        return self._blame

    def _read(self, shown: int) -> BlameSoFar:
        updates = self.report.updates[:shown]
        shown_report = replace(self.report, updates=updates)
        words = words_of(shown_report, self.service, self._catalog, self._reader)
        mentions = [m for m in words.mentions if not self._is_own(m.node)]
        blamed = [m for m in mentions if m.manner is Manner.BLAMED]
        return BlameSoFar(
            is_worded=any(update.text.strip() for update in updates),
            named=self._with_wholes(m for m in mentions if m.manner not in _NOT_NAMED),
            blamed=self._with_wholes(blamed),
            pointed=frozenset(m.node for m in blamed),
            linked=frozenset(m.node for m in mentions if m.is_link),
            blames_upstream=words.upstream is not None,
        )

    def _is_own(self, node: str) -> bool:
        return provider_of(node, self._catalog) == self.organisation

    def _with_wholes(self, mentions: Iterable[Mention]) -> frozenset[str]:
        return frozenset(node for m in mentions for node in (m.node, *self._catalog.ancestors(m.node)))


def provider_of(node: str, catalog: Catalog) -> str:
    """The organisation behind a node, and behind all that it is a part of."""
    return catalog.organisation_of((node, *catalog.ancestors(node))[-1])
