"""Sitting at a terminal: what is typed is answered, Ctrl-C ends it, and the background stops nobody."""

from pathlib import Path

from tests.scenarios.newcomer import Newcomer, Statuspage
from tests.servers.sites import sites
from tests.waiting import wait_until

CTRL_C = "\x03"


async def test_field_d3_a_terminal_answers_takes_a_pasted_list_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    async with sites(Statuspage().serve) as site:
        newcomer = Newcomer(tmp_path)
        newcomer.reads(site.url("127.0.0.1", "/acme"))
        async with newcomer.at_terminal() as terminal:
            await wait_until(lambda: "First look" in terminal.shown, "the page is read")
            assert "Type a question or a command here" in terminal.shown
            terminal.type("is acme down?\n")
            await wait_until(lambda: "Acme: up" in terminal.shown, "the question is answered")
            terminal.type("stack\n")
            await wait_until(lambda: "an empty line ends it" in terminal.shown, "the list is asked for")
            terminal.type("acme cloud\nnonesuch vendor\n\n")
            await wait_until(lambda: "Imported 1 service; 1 name not matched" in terminal.shown, "it is read")
            terminal.type("settings\n")
            await wait_until(lambda: "grade: probable" in terminal.shown, "settings are shown")
            newcomer.reads(site.url("127.0.0.1", "/bolt"))
            await wait_until(lambda: site.asked["127.0.0.1", "/bolt"], "the other catalogue is taken up")
            terminal.type("list\n")
            await wait_until(
                lambda: "Watching 1 service and every shared incident" in terminal.shown,
                "the first line after that is heard, too",
            )
            terminal.type(CTRL_C)
            await wait_until(lambda: terminal.run.poll() is not None, "it ends without another key")
        assert terminal.run.returncode == 0
        assert "Traceback" not in terminal.shown


async def test_field_d3_a_terminal_of_somebody_else_stops_nobody_in_the_background(tmp_path: Path) -> None:
    async with sites(Statuspage().serve) as site:
        newcomer = Newcomer(tmp_path)
        newcomer.reads(site.url("127.0.0.1", "/acme"))
        async with newcomer.at_terminal(in_background=True) as terminal:
            terminal.type("is acme down?\n")
            # Whoever is stopped shows nothing, and does not hear that it is to end.
            await wait_until(lambda: "First look" in terminal.shown, "it goes on")
        assert "Acme: up" not in terminal.shown
