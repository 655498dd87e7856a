"""One source's statement at one time: what the poller found new, and all the correlator ever sees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.look import Corroboration, Look
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, UnreadableReason

# How the names of sources begin that are no pages.
PROBES: Final = "probes/"
CHECKS: Final = "checks/"
PEOPLE: Final = "people/"
MENTIONS: Final = "mentions/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A change in what a source says.

    With a `report`: that report is new, was updated, resolved or withdrawn. Without: the headline changed,
    or the page became unreadable (`unreadable` says why), or readable again. `status` is the page's headline
    at that moment. `at` is when we saw it. `baseline` marks what was there at first sight of the source:
    known, and not news.

    With a `look` or a `corroboration` it is not a page that speaks: `service` is whom it is about, `source`
    begins with `PROBES`, `CHECKS`, `PEOPLE` or `MENTIONS`, and the status says nothing.
    """

    service: str
    source: str
    at: datetime
    status: ComponentStatus
    report: Report | None = None
    unreadable: UnreadableReason | None = None
    baseline: bool = False
    look: Look | None = None
    corroboration: Corroboration | None = None
