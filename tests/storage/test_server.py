"""The embedded store: one owner, gone with us, data kept; and the clear words when there is none."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import BotError, StoreUnavailable
from bot.settings import StoreSettings
from bot.storage.connection import open_reader, open_store
from bot.storage.server import answers, embedded_server, socket_path
from tests.waiting import wait_until

HOLD = """
import asyncio, pathlib, sys
from bot.settings import StoreSettings
from bot.storage.connection import open_store
async def main():
    async with open_store(StoreSettings(sharedfate_data_dir=pathlib.Path(sys.argv[1]))) as client:
        await client.set("kept", "yes")
        await client.execute_command("WAITAOF", 1, 0, 2000)
        print("ready", flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


async def test_a_killed_owner_takes_its_server_along_and_leaves_its_data(tmp_path: Path) -> None:
    owner = subprocess.Popen(  # noqa: ASYNC220  -- it is waited for line by line
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline().strip() == "ready"

    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()

    async with open_store(StoreSettings(sharedfate_data_dir=tmp_path)) as client:
        assert await client.get("kept") == b"yes"
    assert not await answers(socket_path(tmp_path))


async def test_a_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    async with embedded_server(tmp_path):
        with pytest.raises(StoreUnavailable, match=f"in use by process {os.getpid()}"):
            async with embedded_server(tmp_path):
                pass


async def test_a_reader_looks_into_a_store_that_somebody_owns(tmp_path: Path) -> None:
    settings = StoreSettings(sharedfate_data_dir=tmp_path)
    async with open_store(settings) as owner, open_reader(settings) as reader:
        await owner.set("x", "1")
        assert await reader.get("x") == b"1"
        await owner.delete("x")


async def test_a_long_data_directory_still_gets_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / "data"
    async with open_store(StoreSettings(sharedfate_data_dir=deep)) as client:
        assert await client.ping()


async def test_an_unreachable_server_is_named_without_its_password() -> None:
    settings = StoreSettings(redis_url=SecretStr("redis://:hunter2@127.0.0.1:9/0"))
    with pytest.raises(StoreUnavailable, match=r"redis://\*\*\*@127.0.0.1:9") as raised:
        async with open_store(settings):
            pass
    assert "hunter2" not in str(raised.value)
    assert "unset REDIS_URL" in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://:hunter2/x@127.0.0.1:9/0",
        "redis://:p@hunter2@127.0.0.1:9/0",
        "redis://127.0.0.1:9/0?password=hunter2",
        "redis://127.0.0.1:9/0?db=1&password=x@hunter2",
        "hunter2@127.0.0.1",
    ],
)
async def test_no_spelling_of_an_address_shows_its_password(url: str) -> None:
    with pytest.raises(BotError) as raised:
        async with open_store(StoreSettings(redis_url=SecretStr(url))):
            pass
    assert "hunter2" not in str(raised.value)
    assert "127.0.0.1" in str(raised.value)


async def test_a_configured_server_is_used(tmp_path: Path) -> None:
    async with embedded_server(tmp_path) as socket:
        await wait_until(socket.exists, "the socket is there")
        async with open_store(StoreSettings(redis_url=SecretStr(f"unix://{socket}"))) as client:
            assert await client.ping()
