"""Pages and probes tell one truth about ourselves: whether we are blind, and whose failure it was."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.platform import Blindness
from bot.domain.status import UnreadableReason as R
from bot.watching.blindness import blindness
from bot.watching.platforms import failing_platforms
from bot.watching.record import SourceRecord
from tests.builders import at
from tests.core.test_field_a8 import pages
from tests.core.test_platform_failures import records


def network(state: NetworkState, since: datetime, until: datetime) -> OwnNetwork:
    answering = 0 if state is NetworkState.OURS else 14
    return OwnNetwork(vantage="here", at=until, since=since, state=state, asked=14, answering=answering)


OURS = network(NetworkState.OURS, at(12, 4), at(12, 5))
FINE = network(NetworkState.FINE, at(9), at(12, 6))


def test_where_nothing_answers_probes_one_page_is_enough_to_know_that_we_are_blind() -> None:
    one = pages(1)

    assert blindness(one, None, at(12, 5)) is None
    assert blindness(one, None, at(12, 5), OURS) == Blindness(since=at(12, 4))


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (pages(1, reason=None), "it is read"),
        (pages(1, reason=R.HTTP_5XX), "it has answered"),
        (pages(1, polled_at=at(12, 3)), "nobody has asked it since"),
        ([*pages(30), *pages(3, reason=None, read_at=at(12, 5))], "others are read"),
    ],
)
def test_a_page_that_proves_nothing_makes_us_not_blind(found: list[SourceRecord], why: str) -> None:
    assert blindness(found, None, at(12, 5), OURS) is None, why


def test_while_sites_elsewhere_answer_it_is_not_us_whatever_pages_do() -> None:
    assert blindness(pages(30), None, at(12, 6)) == Blindness(since=at(12, 3))
    assert blindness(pages(30), None, at(12, 6), FINE) is None


def test_who_cannot_tell_leaves_it_to_the_pages() -> None:
    unknown = network(NetworkState.UNKNOWN, at(12), at(12, 6))

    assert blindness(pages(30), None, at(12, 6), unknown) == Blindness(since=at(12, 3))


def test_blindness_ends_when_a_page_is_read_whatever_probes_say() -> None:
    blind = Blindness(since=at(12, 4))

    assert blindness(pages(2), blind, at(12, 20), replace(FINE, since=at(12, 18))) == blind
    assert blindness(pages(2, read_at=at(12, 19)), blind, at(12, 20), OURS) is None


def test_after_an_outage_of_ours_pages_that_wait_for_their_turn_are_nobodys_failure() -> None:
    """The feeds are read again; the pages of Statuspage had backed off, and have not been asked since."""
    late = [replace(page, polled_at=at(12, 10)) for page in records("statuspage", 20, 20, R.TIMEOUT)]
    well = records("feed", 20, 0)

    assert failing_platforms([*late, *well], {}, (), at(12, 21), heard_since=at(12, 18)) == ()
    asked_again = [replace(page, polled_at=at(12, 19)) for page in late]
    (failure,) = failing_platforms([*asked_again, *well], {}, (), at(12, 21), heard_since=at(12, 18))
    assert (failure.format, failure.unreadable) == ("statuspage", 20)
