"""From a bare address to a readable page: real requests to local sites."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from bot.polling.fetcher import Fetcher
from bot.polling.parsing import Parsing
from bot.polling.recogniser import Recogniser
from tests.adapters.payloads import ALL, ATOM, SUMMARY, as_bytes
from tests.builders import NOON, a_page
from tests.servers.sites import Answer, Serve, Sites, sites, table

STATUSPAGE = as_bytes(SUMMARY)
HTML = b"<!doctype html><html><head>%s</head><body>All good</body></html>"
INSTATUS = b'{"page":{"name":"Acme","url":"https://new.example","status":"UP"}}'
FEED_LINK = b'<link rel="alternate" type="application/atom+xml" href="/elsewhere/news.atom?a=1&amp;b=2">'


@asynccontextmanager
async def looking_at(serve: Serve) -> AsyncIterator[tuple[Sites, Recogniser]]:
    async with sites(serve) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        parsing = Parsing(formats=FORMATS, recognition=RECOGNITION)
        yield running, Recogniser(fetcher=fetcher, parsing=parsing, recognition=RECOGNITION)


@pytest.mark.parametrize("path", ["", "/", "/?utm=1"])
async def test_a_bare_address_leads_to_its_summary(path: str) -> None:
    pages = {"status.example/api/v2/summary.json": Answer(STATUSPAGE), "status.example/": Answer(HTML % b"")}

    async with looking_at(table(pages)) as (running, recogniser):
        found = await recogniser.find(running.url("status.example", path), now=NOON, allow_private=True)

    assert (found.format, found.url) == (
        "statuspage",
        running.url("status.example", "/api/v2/summary.json"),
    )


async def test_an_address_of_a_document_is_believed_and_nothing_else_is_asked() -> None:
    async with looking_at(table({"x.example/data.json": Answer(STATUSPAGE)})) as (running, recogniser):
        found = await recogniser.find(running.url("x.example", "/data.json"), now=NOON, allow_private=True)

    assert found.format == "statuspage"
    assert sum(running.asked.values()) == 1


async def test_a_host_that_answers_anything_to_any_path_proves_nothing() -> None:
    def serve(_host: str, path: str) -> Answer:
        return Answer(HTML % b"") if path == "/" else Answer(STATUSPAGE)

    async with looking_at(serve) as (running, recogniser):
        with pytest.raises(PageUnreadable) as raised:
            await recogniser.find(running.url("decoy.example"), now=NOON, allow_private=True)

    assert raised.value.reason is R.MOVED_TO_HTML
    assert "nothing that a program can read" in raised.value.detail


async def test_html_on_every_path_is_no_page_of_any_format() -> None:
    async with looking_at(lambda _host, _path: Answer(HTML % b"")) as (running, recogniser):
        with pytest.raises(PageUnreadable) as raised:
            await recogniser.find(running.url("spa.example"), now=NOON, allow_private=True)

    assert raised.value.reason is R.MOVED_TO_HTML


async def test_a_redirect_to_another_host_is_followed_to_that_hosts_pages() -> None:
    def serve(host: str, path: str) -> Answer:
        if host == "old.example":
            return Answer(status=301, headers=(f"Location: http://new.example:{running.port}/",))
        return table({"new.example/": Answer(HTML % b""), "new.example/summary.json": Answer(INSTATUS)})(
            host, path
        )

    async with looking_at(serve) as (running, recogniser):
        found = await recogniser.find(running.url("old.example"), now=NOON, allow_private=True)

    assert (found.format, found.url) == ("instatus", running.url("new.example", "/summary.json"))


async def test_a_feed_that_the_page_names_is_read_where_nothing_better_is() -> None:
    pages = {
        "blog.example/": Answer(HTML % FEED_LINK),
        "blog.example/elsewhere/news.atom?a=1&b=2": Answer(ATOM.encode()),
    }

    async with looking_at(table(pages)) as (running, recogniser):
        found = await recogniser.find(running.url("blog.example"), now=NOON, allow_private=True)

    assert (found.format, found.url) == ("feed", running.url("blog.example", "/elsewhere/news.atom?a=1&b=2"))


async def test_a_page_that_names_itself_at_status_io_is_read_there() -> None:
    html = HTML % b"<script>var statuspage_id = '5b36dc6502d06804c0834a07';</script>"
    page = RECOGNITION.links(a_page(html))

    assert page == ("https://api.status.io/1.0/status/5b36dc6502d06804c0834a07",)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://status.slack.com", "https://slack-status.com/api/v2.0.0/current"),
        ("https://status.aws.amazon.com/", "https://health.aws.amazon.com/public/currentevents"),
        ("https://acme.instatus.com", "https://acme.instatus.com/summary.json"),
        ("https://acme.betteruptime.com", "https://acme.betteruptime.com/index.json"),
        ("https://up.example/status/Main", "https://up.example/api/status-page/main"),
        ("https://status.example", "https://status.example/api/v2/summary.json"),
    ],
)
def test_a_host_name_says_where_to_look_first(url: str, first: str) -> None:
    assert RECOGNITION.probes(url)[0] == first


def test_one_providers_places_are_looked_for_on_its_own_hosts_only() -> None:
    assert not any("slack" in address for address in RECOGNITION.probes("https://status.example"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[", "ftp://x.example", "http://10.0.0.1/"])
async def test_where_the_address_is_the_trouble_nothing_else_is_tried(url: str) -> None:
    async with looking_at(table({})) as (running, recogniser):
        with pytest.raises(PageUnreadable) as raised:
            await recogniser.find(url, now=NOON)

    assert raised.value.reason in (R.PRIVATE_ADDRESS, R.BAD_ADDRESS)
    assert not running.asked


@pytest.mark.parametrize("name", ALL)
async def test_every_format_is_recognised_at_its_own_address(name: str) -> None:
    format_, body = ALL[name]

    async with looking_at(table({"x.example/it": Answer(body)})) as (running, recogniser):
        found = await recogniser.find(running.url("x.example", "/it"), now=NOON, allow_private=True)

    assert found.format == format_
