"""Stand-ins leave no connection behind, whenever a client comes."""

import asyncio
import gc
import socket

import pytest

from tests.servers.raw import Raw, raw_server
from tests.servers.slack import fake_slack


@pytest.mark.parametrize("turns", range(6))
async def test_a_client_that_comes_at_the_last_moment_is_hung_up_on(turns: int) -> None:
    """Whatever is left open is reported when it is collected."""
    with socket.socket() as early, socket.socket() as late:
        async with raw_server(Raw(b"", drips=True)) as raw, fake_slack() as slack:
            early.connect(("127.0.0.1", raw.port))
            late.connect(("127.0.0.1", int(slack.base.rpartition(":")[2])))
            for _ in range(turns):
                await asyncio.sleep(0)  # noqa: TID251
        gc.collect()

        assert early.recv(1) == b""
        assert late.recv(1) == b""
