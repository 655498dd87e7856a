"""Fixtures for all: a real Valkey a test process, the research corpus, a declared-keys check."""

import gc
import os
import sys
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings as hypothesis_settings
from redis.asyncio import Redis

from bot.environment import DOTENV
from bot.storage.client import Client
from bot.storage.keys import declared
from bot.storage.regrouped import name_now
from bot.storage.server import embedded_server
from tests.patience import PatientLoop

# One run is to be like the next, on any machine: no deadline, no stored examples.
hypothesis_settings.register_profile("suite", deadline=None, database=None, derandomize=True, max_examples=20)
hypothesis_settings.load_profile("suite")

# Whatever a test starts, it probes nobody unless it says so, and then only what is here.
os.environ["SHAREDFATE_PROBES"] = "off"

# What is made once to start faster is no other run's but the tests'.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parent.parent / ".pytest_cache")

# A developer's own settings are none of the tests'.
if (Path(__file__).parent.parent / ".env").exists():
    os.environ[DOTENV] = ""


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """Every test runs in a loop whose timers a busy machine does not hurry."""
    return {"patient": PatientLoop}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, and count no lines in what repeats examples by the thousand."""
    items[:] = longest_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    for item in items:
        if item.get_closest_marker("hypothesis") or "scenarios" in item.path.parts:
            item.add_marker("uncounted")


def longest_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """In as many equal parts as there are workers, each beginning with some of the files of scenarios."""
    others = [item for item in items if "scenarios" not in item.path.parts]
    longest = [item for item in items if "scenarios" in item.path.parts]
    files = list(dict.fromkeys(item.path for item in longest))
    ordered: list[pytest.Item] = []
    for part in range(1, workers + 1):
        ordered += [item for item in longest if files.index(item.path) % workers == part - 1]
        room = len(items) * part // workers - len(ordered) if part < workers else len(others)
        ordered += others[:room]
        others = others[room:]
    return ordered


def pytest_collection_finish() -> None:
    """What is collected stays to the end: nobody need look again and again whether it is garbage."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Do not count lines where that takes longer than the test, and examples reach them, too."""
    tracer = sys.gettrace()
    if item.get_closest_marker("uncounted"):
        sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """The socket of a real Valkey, one for all tests of this process."""
    async with embedded_server(tmp_path_factory.mktemp("store")) as socket:
        yield socket


@pytest.fixture
async def redis(server: Path) -> AsyncIterator[Client]:
    """A client of an empty server; afterwards every key must be one we have declared, with its TTL."""
    async with Redis(unix_socket_path=str(server), socket_timeout=None) as client:
        await client.flushall()
        yield client
        await assert_keys_declared(client)


async def assert_keys_declared(client: Client) -> None:
    """No key without a declaration; a declared TTL is really set."""
    for name in await client.keys("*"):
        key = declared(name_now(name.decode()))
        assert key is not None, f"{name.decode()} is not declared in storage/keys.py"
        if key.ttl is not None:
            assert await client.ttl(name) != -1, f"{name.decode()} has no TTL"


@pytest.fixture
def corpus() -> Path:
    """The research corpus, where there is one."""
    folder = os.environ.get("SHAREDFATE_CORPUS")
    if not folder:
        pytest.skip("SHAREDFATE_CORPUS is not set: the recorded payloads are not here")
    return Path(folder)
