"""Polls of pages as probes: what the pages of one vendor behind one edge came to lately, as one organisation.

Hundreds of pages are one vendor's, on one platform: they fail together for its reasons, and one of them or
another always has an error of its own. So all of a format count once, by what most of them say.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


def page_results(
    records: Iterable[SourceRecord], formats: Mapping[str, str], catalog: Catalog, now: datetime
) -> tuple[ProbeResult, ...]:
    """A result for every vantage, vendor and edge.

    `formats` gives a source's format where its record does not. Each result is as old as the newest answer
    that it is made of, so that two of them are two observations.
    """
    groups: dict[_Group, list[tuple[str, PageAnswer]]] = {}
    for record in records:
        found = record.location.found
        vendor = found.format if found is not None else formats.get(record.source, "")
        answer = record.answer
        if vendor and answer is not None and answer.edge is not None and _counts(record, answer, now):
            members = groups.setdefault((answer.vantage, vendor, answer.edge), [])
            members.append((record.service, answer))
    return tuple(_result(group, members, catalog) for group, members in sorted(groups.items()))


def _counts(record: SourceRecord, answer: PageAnswer, now: datetime) -> bool:
    is_known = record.read_at is not None and now - record.read_at <= GIVEN_UP_AFTER
    return is_known and now - answer.at <= LATELY


def _result(group: _Group, members: Sequence[tuple[str, PageAnswer]], catalog: Catalog) -> ProbeResult:
    vantage, vendor, edge = group
    outcome = _outcome([answer for _, answer in members])
    saying = [answer for _, answer in members if answer.outcome is outcome]
    newest = max(saying or (answer for _, answer in members), key=lambda answer: answer.at)
    service = _service(vendor, [service for service, _ in members], catalog)
    return ProbeResult(
        target=TARGET.format(vendor=vendor, edge=edge),
        node=edge,
        service=service,
        organisation=catalog.organisation_of(service),
        at=newest.at,
        vantage=vantage,
        outcome=outcome,
        edge=None if outcome is ProbeOutcome.SILENT else edge,
        status=newest.status if saying else None,
        silence=newest.silence if saying else None,
        place=newest.place if saying else None,
    )


def _service(vendor: str, services: Sequence[str], catalog: Catalog) -> str:
    """Whose pages they are: the organisation's whose alone they are, else the vendor's."""
    owners = {catalog.organisation_of(service) for service in services}
    return services[0] if len(owners) == 1 else catalog.resolve(vendor) or vendor


def _outcome(answers: Sequence[PageAnswer]) -> ProbeOutcome:
    """What most of them say; where they are divided, nobody can say why."""
    outcome, count = Counter(answer.outcome for answer in answers).most_common(1)[0]
    return outcome if count > MOST * len(answers) else ProbeOutcome.CHANGED
