"""Planned work as calendars read it."""

from datetime import UTC, datetime

from icalendar import Calendar

from adapters.web.api.context import WebApi
from bot.clock import SimulatedClock
from tests.api.asking import asked
from tests.api.held import REGION, Held, a_maintenance_shown, a_state
from tests.builders import NOON, at


def an_api(held: Held) -> WebApi:
    return WebApi(overview=held, clock=SimulatedClock(NOON))


async def read(api: WebApi, path: str) -> Calendar:
    async with asked(api) as client:
        response = await client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(response.content)


async def test_planned_work_is_an_event_that_stays_the_same_through_its_changes() -> None:
    held = Held(planned=(a_maintenance_shown(),))
    [before] = (await read(an_api(held), "/calendar/maintenance.ics")).walk("VEVENT")
    held.planned = (a_maintenance_shown(starts_at=at(20, 0), title="Moved"),)
    [after] = (await read(an_api(held), "/calendar/maintenance.ics")).walk("VEVENT")

    assert before["UID"] == after["UID"]
    assert before.decoded("DTSTART") == datetime(2025, 11, 18, 12, tzinfo=UTC)
    assert after.decoded("DTEND") == datetime(2025, 11, 18, 22, tzinfo=UTC)
    assert after.decoded("DTSTAMP") == NOON
    assert str(after["SUMMARY"]) == "Discord: Moved"
    assert str(after["URL"]) == "https://status.example/plan"


async def test_a_service_has_a_calendar_of_its_own() -> None:
    held = Held(
        states=(a_state(), a_state(REGION)),
        planned=(a_maintenance_shown(), a_maintenance_shown("plan-2", service=REGION)),
    )
    calendar = await read(an_api(held), "/calendar/service/aws/us-east-1.ics")
    async with asked(an_api(held)) as client:
        missing = await client.get("/calendar/service/none.ics")

    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["AWS us-east-1: Database upgrade"]
    assert str(calendar["X-WR-CALNAME"]) == "Planned work at AWS us-east-1"
    assert missing.status_code == 404


async def test_foreign_words_begin_no_line_of_their_own() -> None:
    title = "a\r\nEND:VEVENT\r\nBEGIN:VALARM;,\\ \u0000" + "x" * 900
    calendar = await read(
        an_api(Held(planned=(a_maintenance_shown(title=title),))), "/calendar/maintenance.ics"
    )

    [event] = calendar.walk("VEVENT")
    assert not calendar.walk("VALARM")
    assert str(event["SUMMARY"]).startswith("Discord: a  END:VEVENT  BEGIN:VALARM;,\\ xxx")
    assert len(str(event["SUMMARY"])) == 300


async def test_what_has_no_beginning_yet_is_in_no_calendar() -> None:
    calendar = await read(
        an_api(Held(planned=(a_maintenance_shown(starts_at=None),))), "/calendar/maintenance.ics"
    )

    assert calendar.walk("VEVENT") == []
