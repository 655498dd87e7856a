"""The demo's first words, and what of the catalogue it is shown."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.evidence import VENDORS_OF_MONITORING
from bot.catalog.loader import load
from bot.demo.driver import QUESTIONS
from bot.demo.opening import going_on, opening
from bot.demo.recording import load_recording
from bot.demo.sources import recorded_catalog, service_of
from bot.demo.time_machine import TimeMachine
from bot.domain.service import EdgeEvidence
from bot.questions.any_language import question_in
from bot.questions.names import Names
from tests.command_line import python_says, sharedfate

RECORDING = load_recording()
DAY = RECORDING.starts.date()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def of_the_day(catalog: Catalog) -> Catalog:
    return recorded_catalog(catalog, RECORDING.page, TimeMachine("http://127.0.0.1:1"), DAY)


@pytest.mark.parametrize(
    ("speed", "says"),
    [
        (1200, "20 min a second: about 28 s."),
        (60, "60 s a second: about 9 min."),
        (90, "90 s a second: about 6 min."),
        (1, "1 s a second: about 9 h 15 min."),
        (1e9, "1e+09 s a second: about 1 s."),
        (0, "As fast as this machine can."),
    ],
)
def test_field_d8_it_says_what_it_replays_how_fast_and_for_how_long(speed: float, says: str) -> None:
    lines = opening(RECORDING, speed).splitlines()

    assert lines[:2] == [
        "Replaying 18 Nov 2025, 11:30 to 20:45 UTC: 26 status pages",
        "on the day of a Cloudflare outage, as they read each minute.",
    ]
    assert lines[2] == f"{says} Times are those of that day."
    assert max(len(line) for line in lines) <= 60


@pytest.mark.parametrize(
    ("reached", "says"),
    [
        (None, None),
        (RECORDING.starts, None),
        (
            datetime(2025, 11, 18, 13, 10, tzinfo=UTC),
            "Going on at 13:10 UTC, where this store stands.\n20 min a second: about 23 s.",
        ),
        (
            RECORDING.ends,
            "This store has reached the end, 20:45 UTC: all is told.\nAnother --data begins anew.",
        ),
    ],
)
def test_field_d8_a_kept_store_says_where_it_goes_on(reached: datetime | None, says: str | None) -> None:
    assert going_on(RECORDING, reached, 1200) == says


def test_field_d8_nothing_slow_is_imported_before_the_first_words() -> None:
    slow = ("bot.app", "bot.pipeline", "bot.catalog.loader", "bot.storage", "adapters", "redis", "aiohttp")
    loaded = python_says(f"import sys, bot.cli.demo; print([m for m in {slow} if m in sys.modules])")

    assert loaded == "[]"


def test_field_d8_a_refusal_comes_after_the_first_words() -> None:
    result = sharedfate("demo", "--to", "slack")

    assert result.stdout.startswith("Replaying 18 Nov 2025")
    assert len(result.stderr.splitlines()) == 1


def test_field_d8_what_is_no_more_has_no_page_and_nothing_depends_on_it(of_the_day: Catalog) -> None:
    gone = {s.id for s in of_the_day.services.values() if s.retired is not None and s.retired <= DAY}

    assert {"ftx", "skype"} <= gone
    assert of_the_day.sources_of(gone) == ()
    assert not [e for e in of_the_day.edges if e.service in gone or e.infrastructure in gone]


def test_field_d8_what_was_still_there_that_day_is_kept(catalog: Catalog) -> None:
    machine = TimeMachine("http://127.0.0.1:1")
    before = recorded_catalog(catalog, RECORDING.page, machine, datetime(2022, 11, 10, tzinfo=UTC).date())

    assert before.edges_from("ftx")


def test_field_d8_who_has_no_page_in_the_record_says_so(catalog: Catalog, of_the_day: Catalog) -> None:
    recorded = {service_of(catalog, page) for page in RECORDING.page}
    silent = {
        id_: service.unreadable_because
        for id_, service in of_the_day.services.items()
        if id_ not in recorded and catalog.services[id_].sources and service.retired is None
    }

    assert "openai" in silent
    assert set(silent.values()) == {"the record of 18 Nov 2025 holds no page of it"}
    x = catalog.resolve("X") or ""
    assert of_the_day.services[x].unreadable_because == catalog.services[x].unreadable_because


def test_field_d8_the_first_question_is_about_a_page_of_the_record(of_the_day: Catalog) -> None:
    first = next(iter(QUESTIONS.values()))[0]
    asked = question_in(first, Names(of_the_day)).service

    assert asked in {service_of(of_the_day, page) for page in RECORDING.page if page.report}


def test_field_d8_no_competitor_is_cited_where_there_is_a_better_source(of_the_day: Catalog) -> None:
    cited_first = [e for e in of_the_day.edges if _is_vendors(e.evidence[0])]

    assert all(_is_vendors(evidence) for edge in cited_first for evidence in edge.evidence)
    assert any(_is_vendors(evidence) for edge in of_the_day.edges for evidence in edge.evidence)


def _is_vendors(evidence: EdgeEvidence) -> bool:
    return any(_hosts(evidence.source))


def _hosts(source: str) -> Iterator[str]:
    host = urlsplit(source).netloc
    yield from (vendor for vendor in VENDORS_OF_MONITORING if host == vendor or host.endswith(f".{vendor}"))
