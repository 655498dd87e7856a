"""When no page can be read at all it is us: one fact, said once, and over once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.chat.shared.terminal_text import text_of
from bot.alerting.matching import concerns
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.heartbeat import chat_part, is_ill
from bot.domain.message import Destination
from bot.domain.platform import Blindness
from bot.domain.status import UnreadableReason as R
from bot.domain.subject import NoticeSubject
from bot.rendering.ourselves import own_message
from bot.watching.blindness import EXCEPTIONS, FEWEST, blindness, notice_of
from bot.watching.record import Endpoint, Location, SourceRecord
from tests.builders import NOON, a_catalog, at
from tests.chat_builders import ALL_TRAITS

FORMATS = ("statuspage", "instatus", "feed", "statusio")
THREE, FIVE = at(12, 3), at(12, 5)
BLIND = Blindness(since=THREE)


def pages(
    count: int,
    *,
    reason: R | None = R.TIMEOUT,
    read_at: datetime | None = THREE,
    polled_at: datetime = FIVE,
    failures: int = 1,
    formats: tuple[str, ...] = FORMATS,
) -> list[SourceRecord]:
    """Pages of several platforms as last polled."""
    return [
        SourceRecord(
            source=f"{reason}{n}{read_at}",
            service=f"{reason}{n}",
            location=Location(found=Endpoint(f"https://{n}.example", formats[n % len(formats)])),
            read_at=read_at,
            polled_at=polled_at,
            unreadable=reason,
            failures=failures if reason else 0,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    "reason",
    [
        R.TIMEOUT,
        R.CONNECTION_FAILED,
        R.NAME_NOT_FOUND,
        R.TLS_FAILED,
        R.HTTP_403,
        R.HTTP_OTHER,
        R.MOVED_TO_HTML,
    ],
)
def test_field_a8_all_pages_unreadable_at_once_is_us_since_the_last_was_read(reason: R) -> None:
    assert blindness(pages(30, reason=reason), None, at(12, 6)) == BLIND


def test_field_a8_not_before_two_minutes_have_passed() -> None:
    assert blindness(pages(30), None, at(12, 4)) is None


def test_field_a8_a_page_of_our_own_network_may_still_be_readable() -> None:
    own = pages(1, reason=None, read_at=at(12, 6), polled_at=at(12, 6))

    assert blindness([*pages(int(1 / EXCEPTIONS)), *own], None, at(12, 6)) == BLIND


def test_field_a8_what_is_readable_is_a_proof_that_it_is_not_us() -> None:
    well = pages(10, reason=None, read_at=at(12, 6), polled_at=at(12, 6))

    assert blindness([*pages(30), *well], None, at(12, 6)) is None


def test_field_a8_a_few_pages_may_all_be_down() -> None:
    assert blindness(pages(FEWEST - 1), None, at(12, 6)) is None


def test_field_a8_one_platform_that_refuses_is_that_platform() -> None:
    assert blindness(pages(30, reason=R.HTTP_5XX, formats=("statuspage",)), None, at(12, 6)) is None
    assert blindness(pages(30, reason=R.NAME_NOT_FOUND, formats=("statuspage",)), None, at(12, 6)) == BLIND


def test_field_a8_pages_that_have_long_been_gone_prove_nothing() -> None:
    gone = pages(40, failures=50)
    rarely = pages(30, reason=None, read_at=at(12, 0), polled_at=at(12, 0))

    assert blindness([*gone, *rarely], None, at(12, 30)) is None


def test_field_a8_who_starts_without_a_network_is_blind_from_the_first_try_on() -> None:
    never = pages(30, read_at=None, polled_at=at(12, 1))

    assert blindness(never, None, at(12, 4)) == Blindness(since=at(12, 1))


def test_field_a8_it_lasts_while_nothing_is_read_and_ends_with_the_first_that_is() -> None:
    still = pages(10, failures=9, polled_at=at(14))
    again = [replace(still[0], read_at=at(14, 1), unreadable=None), *still[1:]]

    assert blindness(still, BLIND, at(14)) == BLIND
    assert blindness(again, BLIND, at(14, 1)) is None


def test_field_a8_announce_channels_are_told_once_and_once_when_it_is_over() -> None:
    catalog = a_catalog(services=("github",))
    begun = NoticeSubject(notice=notice_of(BLIND, at(12, 6), is_over=False))
    ended = NoticeSubject(notice=notice_of(BLIND, at(13), is_over=True))
    place = Destination(platform="slack", channel="C1")
    announce = Channel(destination=place, watches=(Watch(kind=WatchKind.SHARED),))
    other = Channel(destination=place, watches=(Watch(kind=WatchKind.SERVICE, target="github"),))

    assert begun.id == ended.id
    assert (begun.is_over, ended.is_over) == (False, True)
    assert begun.notice.report is not None
    assert begun.notice.report.title.startswith("We cannot read any page: it is us")
    shown = [text_of(own_message(subject.notice, at(13, 10))) for subject in (begun, ended)]
    assert "Since 12:03 UTC, 67 min ago" in shown[0]
    assert "Pages can be read again." in shown[1]
    assert "From 12:03 UTC to 13:00 UTC" in shown[1]
    assert concerns(announce, begun, catalog, ALL_TRAITS)
    assert not concerns(other, begun, catalog, ALL_TRAITS)


def test_field_a8_another_day_is_said_with_its_date() -> None:
    assert "since 18 Nov 12:03 UTC, 23 h ago: it is us" in BLIND.words(NOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("part", "limit"), [("poll", timedelta(minutes=1)), (chat_part("slack"), timedelta(minutes=2))]
)
def test_field_a8_a_lost_connection_is_an_illness_after_two_minutes(part: str, limit: timedelta) -> None:
    assert not is_ill(part, NOON, NOON + limit - timedelta(seconds=1))
    assert is_ill(part, NOON, NOON + limit)
