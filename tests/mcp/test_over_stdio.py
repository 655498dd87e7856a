"""`sharedfate mcp` as an agent starts it: a process of its own, spoken to by the SDK's own client."""

import os
import sys
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from bot.storage.client import Client as Store
from tests.command_line import sharedfate
from tests.mcp.test_tools import ask, refused
from tests.servers.status_page import bad_server

OWN = """
[[service]]
id = "acme"
name = "Acme"
reference = "this test"
[[service.source]]
url = "{page}"
format = "statuspage"
allow_private = true
"""


async def test_a_page_that_nobody_has_read_is_read_while_the_agent_waits(
    redis: Store, server: Path, tmp_path: Path
) -> None:
    strays: list[object] = []

    async def noted(message: object) -> None:
        if isinstance(message, Exception):
            strays.append(message)

    async with bad_server() as pages:
        own = tmp_path / "own.toml"
        own.write_text(OWN.format(page=pages.url("ok")), encoding="utf-8")
        started = StdioServerParameters(
            command=sys.executable,
            args=["-m", "bot", "mcp"],
            env={
                "PATH": os.environ["PATH"],
                "REDIS_URL": f"unix://{server}",
                "SHAREDFATE_CATALOG": str(own),
                "SHAREDFATE_SHIPPED_CATALOG": "false",
                "SHAREDFATE_PROBES": "off",
                "SHAREDFATE_DOTENV": "",
            },
            cwd=Path(__file__).parents[2],
        )
        handler: Any = noted
        async with Client(started, message_handler=handler) as client:
            found, text = await ask(client, "is_down", service="acme")
            again, _ = await ask(client, "is_down", service="Acme")
            said = await refused(client, "is_down", service="acne")

    assert (found["service"]["verdict"], found["service"]["is_fresh"]) == ("up", True)
    assert found["unknown"] == again["unknown"] == []
    assert text.startswith("Acme")
    assert "Did you mean: Acme (acme)?" in said
    assert len(pages.requests) == 1
    assert strays == []  # nothing but the protocol on its standard output
    assert await redis.dbsize() > 0


def test_what_is_wrong_with_settings_is_said_before_anything_is_served(tmp_path: Path) -> None:
    told = sharedfate("mcp", SHAREDFATE_CATALOG=str(tmp_path / "none.toml"))

    assert told.returncode == 2
    assert told.stdout == ""
    assert len(told.stderr.splitlines()) == 1
