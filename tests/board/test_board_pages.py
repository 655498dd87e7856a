"""The pages of the board: what they show, to whom, and within which bounds."""

import re
from dataclasses import replace

import pytest
from lxml import html as parsed

from adapters.web.board.views import CARDS
from bot.domain.incident import Grade
from bot.domain.look import LookExample, NetworkState
from bot.domain.overview import Now
from bot.domain.probe import ProbeOutcome
from bot.domain.shown import ServiceRef
from tests.board.asking import CAUSE, asker
from tests.board.board_day import overview_at
from tests.board.fixed_overview import FixedOverview
from tests.board.many import busy_overview
from tests.builders import NOON, a_look, at

PAGES = (
    "/",
    f"/i/{CAUSE}",
    "/s/chatgpt",
    "/s/aws/us-east-1",
    "/g/chatgpt",
    "/g/cloudflare",
    "/history",
    "/score",
)


def words_of(page: str) -> str:
    return " ".join(" ".join(parsed.fromstring(page).itertext()).split())


def test_the_first_page_says_what_is_shared_for_whom_why_and_how_fresh() -> None:
    said = words_of(asker(overview_at(at(12, 6))).get("/").text)

    assert "1 shared incident, 4 of 6 watched services hit" in said
    assert "Probable Cloudflare outage: Discord, ChatGPT, Shopify and 4 more" in said
    assert "ChatGPT down Claude down GitHub degraded npm degraded Zoom degraded Slack unknown" in said
    assert "probable 93 % sure since 11:31 UTC, 35 min ago" in said
    assert "ChatGPT Claude Zoom npm Discord" in said  # what is watched stands first
    assert "Claude names Cloudflare: “We see an issue at Cloudflare”" in said
    assert "But 2 of 9 other Cloudflare customers report no problem" in said
    assert "Vercel says the cause is AWS us-east-1" in said
    assert "Delayed webhook deliveries" in said
    assert "From here, 14 of 14 sites elsewhere answer." in said
    assert "Slack it did not answer in time; last read 14 min ago" in said
    assert "2,431 of 2,557 pages read lately, the newest 12 s ago" in said


def test_nothing_known_is_said_to_be_nothing_known() -> None:
    said = words_of(asker(FixedOverview()).get("/").text)

    assert "Nothing is known: no page was read lately" in said
    assert "No page has been read yet" in said
    assert "reports trouble" not in said
    assert "can be read." not in said.replace("nothing is known of what can be read.", "")
    assert "we cannot tell" in said


def test_what_is_read_and_well_is_an_all_clear() -> None:
    state = Now(at=NOON, sources=9, fresh=9, newest=NOON)
    said = words_of(asker(FixedOverview(state=state)).get("/").text)

    assert "No shared incident is known" in said
    assert "No service reports trouble on its page." in said
    assert "Every page that we look for can be read." in said


def test_an_incident_shows_its_card_its_reasons_and_its_corrections() -> None:
    page = asker(overview_at(at(12, 6))).get(f"/i/{CAUSE}").text
    said = words_of(page)

    assert "Yours: ChatGPT, Claude, Zoom and npm are hit" in said
    assert "for confirmed: one more organisation that names Cloudflare (2 of 3)" in said
    assert "ChatGPT depends on Cloudflare (subprocessor, 12 Aug 2025) known dependency, strong" in said
    assert (
        "cause corrected : suspected from AWS to Cloudflare: Cloudflare explains the reports better" in said
    )
    assert "right 4 wrong 1 hits us, too 3" in said
    bars = parsed.fromstring(page).xpath('//div[@class="bar-row"]//rect')
    assert len(bars) == 7
    assert float(bars[0].get("x").rstrip("%")) == 0.0  # Discord was the first


def test_a_service_shows_its_days_and_what_it_depends_on() -> None:
    said = words_of(asker(overview_at(at(12, 6))).get("/s/chatgpt").text)

    assert "99.68 % of the known time without an open report" in said
    assert "19 Oct 2025: 1 report, 4 h 10 min in trouble" in said
    assert "Cloudflare fails with it source measured here on 18 Nov 2025 by its front page" in said
    assert "Elevated error rates across ChatGPT" in said


def test_days_of_which_nothing_is_known_are_not_drawn() -> None:
    overview = overview_at(at(12, 6))
    page = overview.services_["chatgpt"]
    assert page.uptime is not None
    overview.services_["chatgpt"] = replace(page, uptime=replace(page.uptime, share=None))

    assert 'class="days"' not in asker(overview).get("/s/chatgpt").text


def test_the_graph_is_drawn_and_told_again_as_a_table() -> None:
    page = parsed.fromstring(asker(overview_at(at(12, 6))).get("/g/chatgpt").text)

    drawn = {node.text_content() for node in page.xpath('//svg[@class="graph"]//text')}
    told = {cell.text_content() for cell in page.xpath("//tbody//th | //tbody//td[1]")}

    assert {"ChatGPT", "Cloudflare", "AWS", "AWS us-east-1", "Vercel"} <= drawn <= told


def test_the_past_is_searched_by_service_cause_and_time() -> None:
    overview = overview_at(at(12, 6))
    said = words_of(
        asker(overview).get("/history?service=Slack&kind=report&since=2025-10-01&until=2025-10-31").text
    )

    assert "AWS us-east-1 outage is over: Slack, Zoom, Canva and 14 more 3 h 51 min" in said
    (query,) = overview.asked
    assert (query.service, query.kind) == ("slack", "report")
    assert (str(query.since), str(query.until)) == ("2025-10-01 00:00:00+00:00", "2025-11-01 00:00:00+00:00")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("service=zzz", "No service that we know is called “zzz”."),
        ("since=yesterday", "“yesterday” is no day: write it as 2026-11-30."),
        ("until=9999-12-31", "Nothing is kept of 9999-12-31."),
        ("kind=all", "Ask for incidents, for reports, or for all."),
        ("cursor=forged", "this is no cursor of ours"),
    ],
)
def test_a_search_that_cannot_be_is_told_why(asked: str, said: str) -> None:
    answer = asker(overview_at(at(12, 6))).get(f"/history?{asked}")

    assert answer.status_code == 200
    assert said in words_of(answer.text)


def test_the_score_says_how_many_claims_held() -> None:
    said = words_of(asker(overview_at(at(12, 6))).get("/score").text)

    assert "suspected 61 47 14 77 %" in said
    assert "confirmed 18 18 0 over 99 %" in said


def test_a_service_is_found_by_its_name() -> None:
    asking = asker(overview_at(at(12, 6)))

    assert asking.get("/s?q=ChatGPT").headers["location"] == "/s/chatgpt"
    assert asking.get("/s/ChatGPT").headers["location"] == "/s/chatgpt"
    assert asking.get("/g/ChatGPT").headers["location"] == "/g/chatgpt"
    assert asking.get("/s?q=<b>x").status_code == 404
    assert "called “<b>x”" in words_of(asking.get("/s?q=<b>x").text)


@pytest.mark.parametrize(
    "path", ["/i/inc-1", "/i/inc-1.md", "/i/inc-1.json", "/i/inc-1.png", "/s/zzz", "/g/zzz"]
)
def test_what_nobody_knows_is_a_page_that_says_so(path: str) -> None:
    answer = asker(overview_at(at(12, 6))).get(path)

    assert answer.status_code == 404
    assert "There is no such" in answer.text


def test_while_the_store_is_away_every_page_says_so() -> None:
    answers = [asker(FixedOverview(is_away=True)).get(path) for path in PAGES]

    assert {answer.status_code for answer in answers} == {503}
    assert all("The store that keeps what we know cannot be reached" in answer.text for answer in answers)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_html_without_anything_inline(path: str) -> None:
    answer = asker(overview_at(at(12, 6))).get(path)
    page = parsed.fromstring(answer.text)

    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.xpath("//*[@style] | //style | //script[not(@src)] | //@onclick") == []
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    sources = page.xpath("//link[@rel!='alternate']/@href | //script/@src")
    assert [one for one in sources if not one.startswith("/static/")] == []


def test_a_page_that_a_browser_holds_is_not_sent_again() -> None:
    overview = overview_at(at(12, 6))
    asking = asker(overview)
    tag = asking.get("/").headers["etag"]

    again = asking.get("/", headers={"If-None-Match": tag})
    overview.mark = "2"
    changed = asking.get("/", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_foreign_words_are_only_words() -> None:
    evil = "<script>alert(1)</script>\"' onclick=x \u202egpj.exe"
    state = overview_at(at(12, 6)).state
    one = state.incidents[0]
    assert one.reason is not None
    bad = replace(
        one,
        headline=evil,
        root=ServiceRef("x", evil),
        affected=(ServiceRef('a"><b>', evil),),
        reason=replace(one.reason, says=evil, source="javascript:alert(1)"),
    )
    report = replace(state.reports[0], title=evil, url='https://x.example/"><script>')
    page = asker(FixedOverview(state=replace(state, incidents=(bad,), reports=(report,)))).get("/").text

    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "\u202e" not in page
    assert parsed.fromstring(page).xpath("//@onclick | //b") == []


def test_links_outward_are_marked_and_tell_where_they_lead() -> None:
    state = overview_at(at(12, 6)).state
    report = replace(state.reports[0], title="github.com", url="https://evil.example/x")
    page = parsed.fromstring(asker(FixedOverview(state=replace(state, reports=(report,)))).get("/").text)
    (link,) = page.xpath("//td/a[@class='out']")

    assert link.get("rel") == "noopener nofollow"
    assert link.text == "github.com (evil.example)"


def test_a_hundred_incidents_fit_into_60_kb_with_their_style() -> None:
    asking = asker(busy_overview())
    page = asking.get("/")
    assets = re.findall(r"/static/[^\"]+", page.text)

    assert page.text.count('class="card ') == CARDS
    assert page.text.count('data-v="') == 48 + 10
    assert asking.get("/?all").text.count('data-v="') == 100 + 10
    total = len(page.text.encode()) + sum(len(asking.get(one).content) for one in assets)
    assert total <= 60 * 1024


def test_what_hits_the_watched_stands_first_then_what_is_surest() -> None:
    state = overview_at(at(12, 6)).state
    one = state.incidents[0]
    others = (
        replace(one, id="b", affected=(), grade=Grade.SUSPECTED),
        replace(one, id="a", affected=(), grade=Grade.CONFIRMED),
    )
    page = asker(FixedOverview(state=replace(state, incidents=(*others, one)))).get("/").text

    assert re.findall(r'<article class="card [^"]*" id="([^"]+)"', page) == [CAUSE, "a", "b"]


def test_pages_work_without_scripts() -> None:
    page = asker(overview_at(at(12, 6))).get("/").text

    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert re.findall(r'<form[^>]* method="(\w+)"', page) == ["get"]


def test_what_is_blind_says_so_first() -> None:
    state = Now(at=NOON, blind="No page at all can be read since 11:40 UTC.")
    said = words_of(asker(FixedOverview(state=state)).get("/").text)

    assert "No page can be read: we are blind" in said
    assert "No page at all can be read since 11:40 UTC." in said


def test_what_was_seen_is_told_with_whom_it_was_seen_at() -> None:
    overview = overview_at(at(12, 6))
    look = replace(
        a_look(at=at(12, 5)),
        examples=(LookExample(service="zoom", outcome=ProbeOutcome.BLAMES_EDGE, status=500),),
    )
    overview.state = replace(overview.state, looks=(look,))
    overview.pages[CAUSE] = replace(overview.pages[CAUSE], look=look)
    asking = asker(overview)

    sentence = "4 of 20 sites behind Cloudflare that we asked at 12:05 UTC answer with a page on which"
    assert sentence in words_of(asking.get("/").text)
    said = words_of(asking.get(f"/i/{CAUSE}").text)
    assert f"Seen by our probes {sentence}" in said
    assert "Zoom (error 500)" in said


def test_when_it_is_us_that_is_said_first() -> None:
    state = overview_at(at(12, 6)).state
    cut_off = replace(state.is_us[0], state=NetworkState.OURS, answering=0, since=at(12, 1))
    page = parsed.fromstring(asker(FixedOverview(state=replace(state, is_us=(cut_off,)))).get("/").text)

    assert (
        page.xpath("//*[@role='alert']")[0].text == "It may be us: from here nothing answers since 12:01 UTC"
    )


def test_a_confirmed_incident_looks_confirmed() -> None:
    page = asker(overview_at(at(12, 20), Grade.CONFIRMED)).get(f"/i/{CAUSE}").text

    assert 'class="hero g-confirmed"' in page
    assert "its own page" in words_of(page)
