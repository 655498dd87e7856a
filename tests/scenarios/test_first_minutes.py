"""The first minutes: what is said at the start, once to each channel, and never nothing for ever."""

from pathlib import Path

from tests.scenarios.newcomer import Newcomer, Statuspage
from tests.servers.sites import sites
from tests.servers.slack import fake_slack
from tests.waiting import wait_until

HELLO = "Hello, this is Sharedfate. Here I tell of outages that hit several services at once."


async def test_field_d3_a_terminal_where_nothing_is_watched_hears_of_a_major_outage(tmp_path: Path) -> None:
    page = Statuspage()
    async with sites(page.serve) as site:
        newcomer = Newcomer(tmp_path)
        newcomer.reads(site.url("127.0.0.1", "/api/v2/summary.json"))
        async with newcomer.running():
            await wait_until(lambda: "First look: 1 of 1 page read" in newcomer.terminal, "the first look")
            page.title = "Everything is down"
            await wait_until(lambda: "Everything is down" in newcomer.terminal, "the outage is told")
        log, first = newcomer.log, newcomer.terminal
        async with newcomer.running():
            await wait_until(lambda: newcomer.terminal.count("First look") == 2, "the next first look")

    assert (
        first.splitlines()[0]
        == "· Hello, this is Sharedfate. Here I tell of outages that hit several services at once."
    )
    assert newcomer.terminal.count("Hello") == 1
    assert "Acme: major outage, Everything is down" in newcomer.terminal
    for line in (
        "Settings: ",
        "Reading 1 page: the first round takes about ",
        "Nothing is watched yet: watch github, stripe, aws",
        "Shared incidents are announced to console:terminal",
        'From a shell: sharedfate ask "is github down?"',
    ):
        assert log.count(line) == 1
    assert "Settings: " in log.splitlines()[0]


async def test_a_lesser_trouble_and_a_watched_list_leave_the_terminal_quiet(tmp_path: Path) -> None:
    page = Statuspage(impact="minor")
    async with sites(page.serve) as site, fake_slack() as slack:
        newcomer = Newcomer(tmp_path)
        newcomer.reads(site.url("127.0.0.1", "/api/v2/summary.json"))
        newcomer.settings = {
            "SHAREDFATE_ANNOUNCE_TO": "console:terminal,slack:C1",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_BASE_URL": slack.api,
        }
        async with newcomer.running():
            await wait_until(lambda: slack.is_connected, "the app connects")
            await wait_until(lambda: slack.messages("C1"), "Slack is greeted")
            await wait_until(lambda: "First look" in newcomer.terminal, "the page is read")
            await slack.slash("watch acme", channel="C2")
            await wait_until(lambda: slack.replies, "the command is answered")
            page.title = "A little slow"
            await wait_until(lambda: slack.messages("C2"), "who watches is told")
        async with newcomer.running():
            await wait_until(lambda: "Running" in newcomer.log, "it runs again")

    (hello,) = slack.messages("C1")
    assert HELLO in hello["text"]
    assert newcomer.terminal.count("A little slow") == newcomer.terminal.count(
        "Acme: degraded, A little slow"
    )
    assert "Watched by 1 channel, and read first: Acme" in newcomer.log


async def test_field_d6_a_changed_catalogue_is_taken_up_and_a_broken_one_is_not(tmp_path: Path) -> None:
    page = Statuspage()
    async with sites(page.serve) as site:
        newcomer = Newcomer(tmp_path)
        newcomer.reads(site.url("127.0.0.1", "/acme"))
        async with newcomer.running():
            await wait_until(lambda: site.asked["127.0.0.1", "/acme"], "the page is read")
            (tmp_path / "own.toml").write_text("[[service]]\nid = 7\n")
            await wait_until(lambda: "the older one stays" in newcomer.log, "it is told")
            read = site.asked["127.0.0.1", "/acme"]
            await wait_until(lambda: site.asked["127.0.0.1", "/acme"] > read, "the older one is used")
            newcomer.reads(site.url("127.0.0.1", "/bolt"))
            await wait_until(lambda: site.asked["127.0.0.1", "/bolt"], "the newer one is used")
        assert "own.toml: Expected `str`" in newcomer.log
        assert newcomer.log.count("Running") == 1
        assert newcomer.terminal.count("Hello") == 1
