"""Planned work: its begin and its end are news, each once, whatever its page does with it afterwards."""

import pytest

from bot.domain.report import Maintenance
from bot.domain.status import MaintenanceStatus
from bot.watching.maintenance import maintenance_notices
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_maintenance, a_reading, at

AHEAD, BEGUN, OVER = MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS, MaintenanceStatus.COMPLETED


def told(before: MaintenanceStatus | None, after: MaintenanceStatus | None) -> list[MaintenanceStatus]:
    """What is told when a page that said one thing says another; None where it lists nothing."""
    record = SourceRecord(
        source="github/0", service="github", read_at=NOON, page=PageState(maintenances=listed(before))
    )
    notices = maintenance_notices(record, a_reading(maintenances=listed(after)), at(12, 2))
    assert all(notice.service == "github" and notice.at == at(12, 2) for notice in notices)
    return [notice.maintenance.status for notice in notices if notice.maintenance]


def listed(status: MaintenanceStatus | None) -> tuple[Maintenance, ...]:
    return () if status is None else (a_maintenance(status=status),)


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (None, None, []),
        (None, AHEAD, []),
        (None, BEGUN, [BEGUN]),
        (None, OVER, []),
        (AHEAD, AHEAD, []),
        (AHEAD, BEGUN, [BEGUN]),
        (AHEAD, OVER, []),
        (AHEAD, None, []),
        (BEGUN, BEGUN, []),
        (BEGUN, OVER, [OVER]),
        (BEGUN, None, [OVER]),
        (BEGUN, AHEAD, []),
        (OVER, OVER, []),
        (OVER, None, []),
        (OVER, BEGUN, [BEGUN]),
    ],
)
def test_begin_and_end_are_news(
    before: MaintenanceStatus | None, after: MaintenanceStatus | None, news: list[MaintenanceStatus]
) -> None:
    assert told(before, after) == news


def test_at_first_sight_nothing_is_news() -> None:
    unread = SourceRecord(source="github/0", service="github")

    assert maintenance_notices(unread, a_reading(maintenances=listed(BEGUN)), NOON) == ()


def test_begin_and_end_are_about_one_subject() -> None:
    record = SourceRecord(
        source="github/0", service="github", read_at=NOON, page=PageState(maintenances=listed(BEGUN))
    )
    (ended,) = maintenance_notices(record, a_reading(), at(14))
    unbegun = SourceRecord(source="github/0", service="github", read_at=NOON)
    (begun,) = maintenance_notices(unbegun, a_reading(maintenances=listed(BEGUN)), NOON)

    assert ended.subject == begun.subject
