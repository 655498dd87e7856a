"""One organisation counts once in two hours, however many of its pages post."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.lab.learning.records import ReportHistory
from bot.learned.learned import IMPACTS, UNKNOWN_IMPACT

ONCE_IN: Final = 2.0  # hours
_WORST_FIRST: Final = (*reversed(IMPACTS[:-1]), UNKNOWN_IMPACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """The reports of one organisation within two hours of the first. `at` is in hours."""

    at: float
    records: tuple[ReportHistory, ...]
    is_shared: bool

    @property
    def impact(self) -> str:
        """The worst impact among them; unknown where none has one."""
        found = {record.impact for record in self.records}
        return next(impact for impact in _WORST_FIRST if impact in found)


def witnesses_in(
    records: Sequence[ReportHistory], shared: Collection[ReportHistory]
) -> Mapping[str, tuple[Witness, ...]]:
    """The witnesses by organisation, from records in time order.

    One is shared when any of its records belongs to a known failure: it did not come by chance.
    """
    bursts: dict[str, list[list[ReportHistory]]] = defaultdict(list)
    for record in records:
        of_organisation = bursts[record.organisation]
        if of_organisation and record.at - of_organisation[-1][0].at < ONCE_IN:
            of_organisation[-1].append(record)
        else:
            of_organisation.append([record])
    return {
        organisation: tuple(
            Witness(at=b[0].at, records=tuple(b), is_shared=any(record in shared for record in b))
            for b in bursts[organisation]
        )
        for organisation in sorted(bursts)
    }
