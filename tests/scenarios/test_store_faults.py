"""`sharedfate run` over a store that is not what it should be. Longer: `python -m tests.store_faults`."""

from pathlib import Path

from tests.scenarios.running import a_running_bot
from tests.servers.stores import store_server
from tests.waiting import wait_until


async def test_a_run_that_loses_its_store_says_so_and_tells_what_happens_next(tmp_path: Path) -> None:
    async with store_server(tmp_path / "store") as server, a_running_bot(tmp_path, server.url) as bot:
        bot.page.titles.append("Open since before")
        async with server.client() as admin:
            await admin.flushall()
        await wait_until(lambda: bot.lines("emptied"), "it notices")
        reads = bot.page.reads
        await bot.watches()
        await wait_until(lambda: bot.page.reads > reads, "the page is read anew")
        await bot.tells("New after the loss")
        code = await bot.ended()

    assert code == 0
    assert bot.told("New after the loss") == 1
    assert bot.told("Open since before") == 1  # in the first look
    assert len(bot.lines("Not committed")) <= 1
    said = bot.lines("emptied")
    assert len(said) == 1
    assert "pages are read anew" in said[0]
    assert "Traceback" not in bot.log
