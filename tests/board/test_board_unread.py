"""What nobody has read is never told as well, whatever else was read."""

from dataclasses import replace

import pytest

from bot.domain.answer import Verdict
from bot.domain.overview import Now
from bot.domain.shown import ServiceRef, ServiceState
from bot.domain.status import ComponentStatus
from tests.board.asking import asker
from tests.board.fixed_overview import FixedOverview
from tests.board.test_board_pages import words_of
from tests.builders import NOON

READ = Now(at=NOON, sources=9, fresh=9, newest=NOON)


def a_state(id_: str, *, is_fresh: bool) -> ServiceState:
    return ServiceState(
        service=ServiceRef(id_, id_.title()),
        category="saas",
        verdict=Verdict.UP if is_fresh else Verdict.UNKNOWN,
        status=ComponentStatus.OPERATIONAL,
        is_fresh=is_fresh,
    )


@pytest.mark.parametrize(
    ("read", "reports", "readable"),
    [
        (
            (True, True),
            "No watched service reports trouble on its page.",
            "Every page that we look for can be read.",
        ),
        (
            (True, False),
            "No page that was read reports trouble; 1 of the watched services was not read lately.",
            "No page failed when we last tried, but 1 of the watched services was not read lately.",
        ),
        (
            (False, False),
            "No page of what is watched was read lately: nobody knows.",
            "No page failed when we last tried, but 2 watched services were not read lately.",
        ),
    ],
)
def test_of_what_is_watched(read: tuple[bool, bool], reports: str, readable: str) -> None:
    names = ("discord", "zoom")
    states = {name: a_state(name, is_fresh=fresh) for name, fresh in zip(names, read, strict=True)}
    overview = FixedOverview(state=replace(READ, watched=frozenset(names)), states=states)
    said = words_of(asker(overview).get("/").text)

    assert reports in said
    assert readable in said


def test_of_the_whole_catalogue() -> None:
    overview = FixedOverview(state=replace(READ, sources=2_557, fresh=1))
    said = words_of(asker(overview).get("/").text)

    assert "No page that was read reports trouble; 2,556 pages were not read lately." in said
    assert "Every page" not in said
