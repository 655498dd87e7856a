"""The API as scripts use it: what is answered, in which form, and what is refused."""

import msgspec
import pytest

from adapters.web.api.context import WebApi
from adapters.web.api.pace import QuestionPace
from adapters.web.api.responses import Sending
from bot.clock import SimulatedClock
from bot.domain.answer import Verdict
from bot.domain.incident import ChangeKind, Grade, IncidentState
from bot.domain.overview import Now
from bot.errors import StoreUnavailable
from tests.api.asking import asked
from tests.api.held import (
    REGION,
    Held,
    a_change_shown,
    a_maintenance_shown,
    a_page_of,
    a_report_shown,
    a_state,
    an_incident_shown,
)
from tests.builders import NOON, at

TITLE = '<script>alert("1")</script> & \u202eevil'


def an_api(held: Held, *, is_public: bool = False, pace: QuestionPace | None = None) -> WebApi:
    return WebApi(
        overview=held,
        clock=SimulatedClock(NOON),
        sending=Sending(is_public=is_public),
        pace=pace or QuestionPace(),
    )


async def test_how_things_stand_is_one_document_in_utc() -> None:
    now = Now(at=NOON, incidents=(an_incident_shown(),), watched=frozenset({"slack", "discord"}), newest=NOON)
    async with asked(an_api(Held(standing=now))) as client:
        response = await client.get("/api/v1/now")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    document = response.json()
    assert document["incidents"][0]["root"] == {"id": "cloudflare", "name": "Cloudflare"}
    assert document["newest"] == "2025-11-18T12:00:00Z"
    assert document["watched"] == ["discord", "slack"]


async def test_an_incident_speaks_in_plain_text_and_tells_its_corrections() -> None:
    changes = (a_change_shown(), a_change_shown(ChangeKind.WITHDRAWN, when=at(13, 0), reason="It was not."))
    page = a_page_of(an_incident_shown(), *changes)
    async with asked(an_api(Held(pages={"inc-1": page}))) as client:
        document = (await client.get("/api/v1/incidents/inc-1")).json()
        timeline = (await client.get("/api/v1/incidents/inc-1/timeline")).json()
        gone = await client.get("/api/v1/incidents/inc-2")

    assert document["card"] == (
        "Cloudflare outage\nIts page: a post (https://example.com/1)\n“<b>Trouble</b>”"
    )
    assert [change["is_correction"] for change in timeline["items"]] == [False, True]
    assert gone.status_code == 404
    assert gone.headers["Content-Type"] == "application/problem+json"
    assert gone.json()["status"] == 404


async def test_pages_of_a_list_follow_one_another_whatever_comes_in_between() -> None:
    pages = {f"inc-{n}": a_page_of(an_incident_shown(f"inc-{n}", opened_at=at(10, n))) for n in range(5)}
    held = Held(pages=pages)
    async with asked(an_api(held)) as client:
        first = (await client.get("/api/v1/incidents?limit=2")).json()
        held.pages["inc-9"] = a_page_of(an_incident_shown("inc-9", opened_at=at(11, 0)))
        second = (await client.get("/api/v1/incidents", params={"limit": 2, "cursor": first["next"]})).json()
        third = (await client.get("/api/v1/incidents", params={"cursor": second["next"]})).json()
        elsewhere = await client.get("/api/v1/services", params={"cursor": first["next"]})

    assert [one["id"] for one in first["items"]] == ["inc-4", "inc-3"]
    assert [one["id"] for one in second["items"]] == ["inc-2", "inc-1"]
    assert ([one["id"] for one in third["items"]], third["next"]) == (["inc-0"], None)
    assert elsewhere.status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["inc-1", "inc-2"]),
        ("?grade=probable", ["inc-1"]),
        ("?service=aws/us-east-1", ["inc-2"]),
        ("?service=discord", ["inc-1", "inc-2"]),
        ("?state=past", ["inc-3"]),
        ("?state=past&grade=confirmed", []),
    ],
)
async def test_incidents_are_chosen_by_state_grade_and_service(query: str, found: list[str]) -> None:
    held = Held(
        pages={
            "inc-1": a_page_of(an_incident_shown(opened_at=at(12, 1))),
            "inc-2": a_page_of(an_incident_shown("inc-2", root=REGION, grade=Grade.SUSPECTED)),
        },
        was=(an_incident_shown("inc-3", state=IncidentState.RESOLVED), a_report_shown()),
    )
    async with asked(an_api(held)) as client:
        document = (await client.get(f"/api/v1/incidents{query}")).json()

    assert [one["id"] for one in document["items"]] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["aws/us-east-1", "discord"]),
        ("?q=cord", ["discord"]),
        ("?q=dc", ["discord"]),
        ("?q=US-EAST", ["aws/us-east-1"]),
        ("?category=cloud", ["aws/us-east-1"]),
        ("?verdict=down", ["aws/us-east-1"]),
    ],
)
async def test_services_are_found_by_words_category_and_verdict(query: str, found: list[str]) -> None:
    states = (a_state(), a_state(REGION, verdict=Verdict.DOWN, category="cloud"))
    async with asked(an_api(Held(states=states))) as client:
        document = (await client.get(f"/api/v1/services{query}")).json()

    assert [one["service"]["id"] for one in document["items"]] == found


@pytest.mark.parametrize("id_", ["aws/us-east-1", "aws%2Fus-east-1"])
async def test_an_id_with_a_slash_is_an_id(id_: str) -> None:
    async with asked(an_api(Held(states=(a_state(REGION),)))) as client:
        service = await client.get(f"/api/v1/services/{id_}")
        uptime = await client.get(f"/api/v1/services/{id_}/uptime")
        edges = await client.get(f"/api/v1/services/{id_}/dependencies")

    assert service.json()["state"]["service"]["name"] == "AWS us-east-1"
    assert uptime.json()["days"] == [{"day": "2025-11-18", "in_trouble": 60, "worst": None, "reports": 0}]
    assert edges.json()["items"][0]["infrastructure"]["id"] == "cloudflare"


async def test_what_was_comes_in_pages_of_incidents_and_reports() -> None:
    held = Held(was=(an_incident_shown(state=IncidentState.RESOLVED), a_report_shown()))
    async with asked(an_api(held)) as client:
        first = (await client.get("/api/v1/history?limit=1")).json()
        second = (await client.get(f"/api/v1/history?limit=1&cursor={first['next']}")).json()

    assert first["items"][0]["incident"]["id"] == "inc-1"
    assert second["items"][0]["report"]["id"] == "rep-1"
    assert second["next"] is None


async def test_planned_work_comes_soonest_first() -> None:
    planned = (a_maintenance_shown("b", starts_at=None), a_maintenance_shown("a", starts_at=at(9, 0)))
    async with asked(an_api(Held(planned=planned))) as client:
        document = (await client.get("/api/v1/maintenance?service=discord")).json()

    assert [one["id"] for one in document["items"]] == ["a", "b"]


async def test_a_question_is_answered_as_on_the_command_line_and_as_in_chat() -> None:
    async with asked(an_api(Held())) as client:
        document = (await client.get("/api/v1/ask", params={"q": "is discord down?"})).json()
        too_long = await client.get("/api/v1/ask", params={"q": "x" * 301})

    assert document["answer"]["service"] == "is discord down?"
    assert document["text"].startswith("Cloudflare outage\n")
    assert too_long.status_code == 400


async def test_too_many_questions_of_one_asker_wait() -> None:
    async with asked(an_api(Held(), pace=QuestionPace(limit=2))) as client:
        statuses = [(await client.get("/api/v1/ask?q=a")).status_code for _ in range(3)]
        refused = await client.get("/api/v1/ask?q=a")

    assert statuses == [200, 200, 429]
    assert refused.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/api/v1/incidents?limit=0", "limit: Expected `int` >= 1"),
        ("/api/v1/incidents?limit=201", "limit: Expected `int` <= 200"),
        ("/api/v1/incidents?limit=1.0", "limit: Expected `int`, got `str`"),
        ("/api/v1/incidents?cursor=%00", "cursor: this is none of ours"),
        ("/api/v1/history?cursor=%00", "cursor: this is none of ours"),
        ("/api/v1/services?cursor=bnVsbA", "cursor: this is none of ours"),
        ("/api/v1/incidents?sevrice=x", "no such parameter here: choose from limit, cursor, state"),
        ("/api/v1/incidents?limit=1&limit=2", "limit: give it once"),
        ("/api/v1/incidents?state=odd", "state: Expected"),
        ("/api/v1/incidents?grade=odd", "grade: Invalid enum value"),
        ("/api/v1/history?since=yesterday", "since: Invalid RFC3339"),
        ("/api/v1/history?since=123", "since: Invalid RFC3339"),
        ("/api/v1/history?since=2025-01-01T00:00:00", "since: Expected `datetime` with a timezone"),
        ("/api/v1/history?since=0001-01-01T00:00:00%2B23:00", "since: there is no such time in UTC"),
        ("/api/v1/now?x=1", "no such parameter here: give none"),
        ("/api/v1/ask", "Object missing required field `q`"),
        (f"/api/v1/services/{'x' * 200}", "id: Expected `str` of length <= 120"),
    ],
)
async def test_what_is_asked_wrongly_is_refused_in_one_line(path: str, detail: str) -> None:
    async with asked(an_api(Held())) as client:
        response = await client.get(path)

    problem = response.json()
    assert (response.status_code, problem["status"], problem["title"]) == (400, 400, "Bad Request")
    assert problem["detail"].startswith(detail)
    assert "\n" not in problem["detail"]


async def test_what_has_not_changed_is_not_sent_again() -> None:
    held = Held()
    async with asked(an_api(held)) as client:
        first = await client.get("/api/v1/services")
        tag = first.headers["ETag"]
        same = await client.get("/api/v1/services", headers={"If-None-Match": f'"other", W/{tag}'})
        held.states = (a_state(verdict=Verdict.DOWN),)
        changed = await client.get("/api/v1/services", headers={"If-None-Match": tag})

    assert tag.startswith('"')
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


async def test_head_is_get_without_a_body_and_other_methods_are_refused() -> None:
    async with asked(an_api(Held())) as client:
        got = await client.get("/api/v1/score")
        head = await client.head("/api/v1/score")
        missing = await client.head("/api/v1/incidents/none")
        posted = await client.post("/api/v1/score")
        options = await client.options("/api/v1/score")

    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(got.content))
    assert head.headers["ETag"] == got.headers["ETag"]
    assert (missing.status_code, missing.content) == (404, b"")
    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert posted.json()["status"] == 405
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


async def test_pages_elsewhere_may_read_only_what_is_public() -> None:
    async with asked(an_api(Held())) as client:
        private = await client.get("/api/v1/now")
    async with asked(an_api(Held(), is_public=True)) as client:
        public = await client.get("/api/v1/now")
        asking = await client.options("/api/v1/watch-lists/slack:C1")

    assert "Access-Control-Allow-Origin" not in private.headers
    assert private.headers["Cache-Control"] == "private, no-cache"
    assert public.headers["Access-Control-Allow-Origin"] == "*"
    assert asking.headers["Access-Control-Allow-Methods"] == "GET, HEAD"


async def test_a_store_that_cannot_be_reached_is_said_so() -> None:
    class Gone(Held):
        async def now(self) -> Now:
            raise StoreUnavailable("gone: redis://secret@host")

    async with asked(an_api(Gone())) as client:
        response = await client.get("/api/v1/now")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "secret" not in response.text


async def test_where_nothing_is_there_is_a_problem_too() -> None:
    async with asked(an_api(Held())) as client:
        responses = [await client.get(path) for path in ("/api/v1/odd", "/api/v2/now", "/api/v1/services/")]
        responses += [await client.options("/api/v1/odd"), await client.get("/feeds/odd%0Alines")]

    assert [response.status_code for response in responses] == [404] * 5
    assert {response.headers["Content-Type"] for response in responses} == {"application/problem+json"}


async def test_foreign_words_come_as_they_are_within_json() -> None:
    now = Now(at=NOON, reports=(a_report_shown(title=TITLE),))
    async with asked(an_api(Held(standing=now))) as client:
        response = await client.get("/api/v1/now")

    assert msgspec.json.decode(response.content)["reports"][0]["title"] == TITLE


# Bytes that are no UTF-8, a step upwards, lines, a whole address, ends of names, nothing, a story.
ODD_IDS = ("%ff%00", "..%2F..%2Fnow", "a%0Ab", "https:%2F%2Fx", "discord.svg", "%20", "x" * 5_000)


@pytest.mark.parametrize("id_", ODD_IDS)
async def test_what_nobody_is_called_is_nowhere(id_: str) -> None:
    folders = ("badge/{}.svg", "calendar/service/{}.ics", "feeds/service/{}.atom", "feeds/category/{}.json")
    async with asked(an_api(Held())) as client:
        statuses = [(await client.get("/" + folder.format(id_))).status_code for folder in folders]
        of_api = [
            (await client.get(f"/api/v1/{kind}/{id_}")).status_code for kind in ("services", "incidents")
        ]

    assert statuses == [404] * 4
    assert set(of_api) <= {400, 404}
