"""What `probe` says of one address, and what `doctor` says of all of them."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.demo.edges import EdgeMode, edge_answer
from tests.command_line import Result, as_a_process, sharedfate
from tests.servers.sites import HANGS_UP, Answer, sites

OWN = """
[[service]]
id = "acme"
name = "Acme"
reference = "this test"
unreadable_because = "a test"
front = "{url}"
[[service]]
id = "plain"
name = "Plain"
reference = "this test"
unreadable_because = "a test"
"""


def behind(mode: EdgeMode) -> Answer:
    """What Cloudflare answers for a site."""
    if mode is EdgeMode.SILENT:
        return HANGS_UP
    said = edge_answer("cloudflare", mode, 7)
    return Answer(said.body, said.status, tuple(f"{name}: {value}" for name, value in said.headers))


async def probed(mode: EdgeMode, *arguments: str) -> Result:
    async with sites(lambda _host, _path: behind(mode)) as running:
        url = running.url("127.0.0.1", "/")
        command = ("probe", url, "--allow-private", *arguments)
        return await asyncio.to_thread(as_a_process, *command, SHAREDFATE_SHIPPED_CATALOG="false")


@pytest.mark.parametrize(
    ("mode", "code", "outcome", "status", "edge"),
    [
        (EdgeMode.SERVED, 0, "served", 200, "cloudflare"),
        (EdgeMode.CHALLENGED, 0, "challenged", 403, "cloudflare"),
        (EdgeMode.ORIGIN_FAULT, 1, "blames_origin", 522, "cloudflare"),
        (EdgeMode.SILENT, 1, "silent", None, None),
    ],
)
async def test_what_a_probe_comes_to(
    mode: EdgeMode, code: int, outcome: str, status: int | None, edge: str | None
) -> None:
    result = await probed(mode, "--json")
    said = json.loads(result.stdout)

    assert (result.returncode, said["outcome"], said["edge"]) == (code, outcome, edge)
    assert said["status"] == status
    assert said["silence"] == ("http" if status is None else None)


async def test_it_is_said_in_words_whose_edge_answers() -> None:
    first, *more = (await probed(EdgeMode.SERVED)).stdout.splitlines()

    assert first.endswith(": served (200): it is served")
    assert more[0].startswith("Edge: ")
    assert more[-1] == "Not over TLS: such an answer never speaks against an edge"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://127.0.0.1:9/", "private network"),
        ("acme", "private network"),
        ("plain", "plain has no domain in the catalogue: give an address, https://…"),
        ("no such thing", "neither an address nor a host nor a service"),
    ],
)
def test_what_cannot_be_probed_is_one_line(tmp_path: Path, target: str, said: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN.format(url="http://127.0.0.1:9/"))

    result = sharedfate("probe", target, SHAREDFATE_CATALOG=str(own), SHAREDFATE_SHIPPED_CATALOG="false")

    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
