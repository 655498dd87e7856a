"""Feeds as readers read them: Atom and JSON Feed."""

import io
from datetime import datetime

import feedparser
import pytest

from adapters.web.api.context import WebApi
from bot.clock import SimulatedClock
from bot.domain.incident import ChangeKind, Grade, IncidentState
from bot.domain.overview import Now
from tests.api.asking import asked
from tests.api.held import (
    REGION,
    Held,
    a_change_shown,
    a_page_of,
    a_report_shown,
    a_state,
    an_incident_shown,
)
from tests.builders import NOON, at

HOSTILE = '<b>&"\u0000\u0008\ufffe\u202e]]>'


def an_api(held: Held, public_url: str = "https://sharedfate.example") -> WebApi:
    return WebApi(overview=held, clock=SimulatedClock(NOON), public_url=public_url)


async def read(api: WebApi, path: str) -> "feedparser.FeedParserDict":
    async with asked(api) as client:
        response = await client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    feed = feedparser.parse(io.BytesIO(response.content))
    assert not feed.bozo, feed
    return feed


async def test_an_incident_is_one_entry_that_changes_as_it_does() -> None:
    held = Held(pages={"inc-1": a_page_of(an_incident_shown(), a_change_shown())})
    before = (await read(an_api(held), "/feeds/shared.atom")).entries
    shown = an_incident_shown(
        state=IncidentState.WITHDRAWN,
        headline="Withdrawn: we no longer connect 1 service (Discord) with Cloudflare",
        updated_at=at(13, 0),
    )
    change = a_change_shown(ChangeKind.WITHDRAWN, when=at(13, 0), reason="its page is green")
    held.pages, held.was = {"inc-1": a_page_of(shown, a_change_shown(), change)}, (shown,)
    after = (await read(an_api(held), "/feeds/shared.atom")).entries

    assert [entry.id for entry in before] == [entry.id for entry in after]
    assert (before[0].updated, after[0].updated) == ("2025-11-18T12:00:00Z", "2025-11-18T13:00:00Z")
    assert after[0].title.startswith("Withdrawn: ")
    assert "13:00 UTC: Correction, withdrawn, probable, Cloudflare: its page is green" in after[0].summary
    assert after[0].link == "https://sharedfate.example/i/inc-1"


async def test_what_is_no_claim_is_in_no_feed_of_claims() -> None:
    pages = {
        "inc-1": a_page_of(an_incident_shown(grade=Grade.EARLY)),
        "inc-2": a_page_of(an_incident_shown("inc-2", grade=Grade.SUSPECTED)),
    }
    entries = (await read(an_api(Held(pages=pages)), "/feeds/shared.atom")).entries

    assert [entry.link for entry in entries] == ["https://sharedfate.example/i/inc-2"]


async def test_a_service_has_its_reports_and_incidents_and_a_category_those_of_its_services() -> None:
    held = Held(
        states=(a_state(), a_state(REGION, category="cloud")),
        standing=Now(
            at=NOON,
            incidents=(an_incident_shown(root=REGION, affected=()),),
            reports=(a_report_shown(), a_report_shown("rep-2", service=REGION, title="Errors")),
        ),
    )
    service = await read(an_api(held), "/feeds/service/aws/us-east-1.atom")
    category = await read(an_api(held), "/feeds/category/chat.atom")
    cloud = await read(an_api(held), "/feeds/category/cloud.atom")

    assert (service.feed.title, [entry.title for entry in service.entries]) == (
        "AWS us-east-1",
        ["AWS us-east-1: Errors"],
    )
    assert [entry.title for entry in category.entries] == ["Discord: Messages are late"]
    assert len(cloud.entries) == 2
    assert category.entries[0].links[1] == {
        "rel": "related",
        "href": "https://status.example/1",
        "type": "text/html",
    }


async def test_foreign_words_are_no_markup_and_break_no_reader() -> None:
    report = a_report_shown(title=HOSTILE, newest_update=HOSTILE, url="javascript:alert(1)")
    feed = await read(an_api(Held(standing=Now(at=NOON, reports=(report,)))), "/feeds/service/discord.atom")

    [entry] = feed.entries
    assert entry.title_detail["type"] == "text/plain"
    assert entry.title == 'Discord: <b>&"]]>'
    assert [link.href for link in entry.links] == ["https://sharedfate.example/s/discord"]


async def test_a_feed_is_bounded_and_newest_first() -> None:
    was = tuple(
        an_incident_shown(f"inc-{n}", state=IncidentState.RESOLVED, opened_at=at(n // 60, n % 60))
        for n in range(120)
    )
    entries = (await read(an_api(Held(was=was[::-1])), "/feeds/shared.atom")).entries

    assert [entry.link[-7:] for entry in entries[:2]] == ["inc-119", "inc-118"]
    assert len(entries) == 50


@pytest.mark.parametrize("path", ["shared", "service/discord", "category/chat"])
async def test_the_same_is_told_as_json_feed(path: str) -> None:
    held = Held(
        pages={"inc-1": a_page_of(an_incident_shown())},
        standing=Now(at=NOON, incidents=(an_incident_shown(),), reports=(a_report_shown(),)),
    )
    entries = (await read(an_api(held), f"/feeds/{path}.atom")).entries
    async with asked(an_api(held)) as client:
        response = await client.get(f"/feeds/{path}.json")
    async with asked(an_api(held, public_url="")) as client:
        nowhere = (await client.get(f"/feeds/{path}.json")).json()

    document = response.json()
    assert response.headers["Content-Type"] == "application/feed+json"
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == f"https://sharedfate.example/feeds/{path}.json"
    assert [(item["id"], item["title"], item["url"], item["content_text"]) for item in document["items"]] == [
        (entry.id, entry.title, entry.link, entry.summary) for entry in entries
    ]
    assert all(datetime.fromisoformat(item["date_modified"]) == NOON for item in document["items"])
    assert not any("url" in item for item in nowhere["items"])


async def test_a_feed_of_nothing_is_a_feed_and_of_nobody_is_none() -> None:
    empty = await read(an_api(Held(), public_url=""), "/feeds/shared.atom")
    async with asked(an_api(Held())) as client:
        paths = ("service/none.atom", "category/none.json", "service/.atom", "service/discord.rss")
        missing = [(await client.get(f"/feeds/{path}")).status_code for path in paths]
        first = await client.get("/feeds/shared.atom?utm_source=reader")
        again = await client.get("/feeds/shared.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert (empty.entries, empty.feed.updated) == ([], "2025-11-18T00:00:00Z")
    assert missing == [404, 404, 404, 404]
    assert (first.status_code, again.status_code) == (200, 304)
