"""`python -m tests.store_faults`: `sharedfate run` over a store with each fault that a store can have.

A page breaks before, during and after each: the channel is to be told of all, each once, and whoever watches
us is to be told what ails the store, in one line that begins and one that ends. Exits 1 with what was not so.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from tests.scenarios.running import RunningBot, a_running_bot, an_environment
from tests.servers.store_proxy import StoreProxy, store_proxy
from tests.servers.stores import StoreServer, store_cluster, store_server
from tests.waiting import wait_until

BEGINS: Final = "waiting for it"
ENDS: Final = "The store serves us again"
# How long we have after a fault until all is well, in seconds.
WELL_WITHIN: Final = 60.0
STOPPED_WITHIN: Final = 5.5


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A store, the line to it, and who uses it."""

    server: StoreServer
    proxy: StoreProxy
    bot: RunningBot
    seconds: float


Fault = Callable[[Scene], AbstractAsyncContextManager[str]]
"""A fault while it lasts: what is said of it, nothing where nobody need hear of it."""


async def lasts(seconds: float) -> None:
    """Let it be so for a while."""
    await asyncio.sleep(seconds)  # noqa: TID251  -- faults last for real


@asynccontextmanager
async def killed(scene: Scene) -> AsyncIterator[str]:
    """Killed four times, each time for some seconds."""
    for _ in range(3):
        scene.server.kill()
        await lasts(3)
        await scene.server.start()
        await lasts(2)
    scene.server.kill()
    yield "cannot be reached"
    await scene.server.start()


@asynccontextmanager
async def stopped(scene: Scene) -> AsyncIterator[str]:
    """It stands still."""
    scene.server.hold()
    yield "does not answer"
    scene.server.let_go()


@asynccontextmanager
async def dead_line(scene: Scene) -> AsyncIterator[str]:
    """What is sent to it is swallowed, and so is every new connection."""
    scene.proxy.open.clear()
    yield "does not answer"
    scene.proxy.swallow()
    scene.proxy.open.set()


@asynccontextmanager
async def storm(scene: Scene) -> AsyncIterator[str]:
    """All connections are killed, ten times a second."""

    async def kill() -> None:
        async with scene.server.client() as admin:
            while True:
                await admin.client_kill_filter(_type="normal", skipme=True)
                await lasts(0.1)

    async with asyncio.TaskGroup() as tasks:
        killing = tasks.create_task(kill())
        yield ""
        killing.cancel()


def configured(said: str, **options: tuple[str, str]) -> Fault:
    """An option is set to the first value, then to the second."""

    @asynccontextmanager
    async def fault(scene: Scene) -> AsyncIterator[str]:
        async with scene.server.client() as admin:
            for option, (during, _) in options.items():
                await admin.config_set(option.replace("_", "-"), during)
            yield said
            for option, (_, after) in options.items():
                await admin.config_set(option.replace("_", "-"), after)

    return fault


@asynccontextmanager
async def read_only(scene: Scene) -> AsyncIterator[str]:
    """It follows another, which is not there; its connections stay open."""
    async with scene.server.client() as admin:
        await admin.execute_command("REPLICAOF", "127.0.0.1", "1")
        yield "is read-only"
        await admin.execute_command("REPLICAOF", "NO", "ONE")


@asynccontextmanager
async def full_disk(scene: Scene) -> AsyncIterator[str]:
    """Its files may not grow."""
    log = max(
        (scene.server.folder / "appendonlydir").glob("*.incr.aof"), key=lambda path: path.stat().st_size
    )
    scene.server.may_write(log.stat().st_size)
    yield "takes no writes: it cannot save to its disk"
    scene.server.may_write(None)


FAULTS: Final[Mapping[str, Fault]] = {
    "killed 4 times, AOF": killed,
    "stopped": stopped,
    "a black-holed line": dead_line,
    "a storm of CLIENT KILL": storm,
    "maxmemory reached": configured("is full", maxmemory=("100kb", "0")),
    "read-only": read_only,
    "disk full": full_disk,
}


async def outlasts(name: str, fault: Fault, seconds: float, folder: Path) -> str:
    """Have the page break before, during and after; what there is to say of it, or AssertionError."""
    async with (
        store_server(folder / "store") as server,
        store_proxy(server.port) as proxy,
        a_running_bot(folder / "bot", f"redis://127.0.0.1:{proxy.port}/0") as bot,
    ):
        scene = Scene(server=server, proxy=proxy, bot=bot, seconds=seconds)
        await bot.watches()
        await bot.tells("Before it")
        async with fault(scene) as said:
            began = time.monotonic()
            bot.page.titles.append("During it")
            if said:
                health = await bot.says_of_itself(said)
                shown = time.monotonic() - began
                assert health["status"] == "degraded", health
            await lasts(max(0.0, seconds - (time.monotonic() - began)))
            if name == "a black-holed line":
                return await ends_in_time(bot, shown)
        ended = time.monotonic()
        await wait_until(lambda: bot.told("During it"), f"{name}: the channel is told of what was during it")
        told = time.monotonic() - ended
        await bot.tells("After it")
        await bot.says_of_itself('"status": "ok"')
        assert time.monotonic() - ended < WELL_WITHIN + 30, f"{name}: not well in time"
        code = await bot.ended()
        assert code == 0, f"{name}: ended with {code}"
    assert_once(name, bot, said)
    return f"told after {told:.1f} s"


async def ends_in_time(bot: RunningBot, shown: float) -> str:
    """Told to stop while nothing comes of any command, it does."""
    began = time.monotonic()
    await bot.ended()
    took = time.monotonic() - began
    assert took < STOPPED_WITHIN, f"took {took:.1f} s to stop"
    assert shown < 10, f"shown after {shown:.1f} s"
    return f"shown after {shown:.1f} s, stopped in {took:.1f} s"


def assert_once(name: str, bot: RunningBot, said: str) -> None:
    """Each thing was told once, and the log has no more than it takes."""
    for title in ("Before it", "During it", "After it"):
        assert bot.told(title) == 1, f"{name}: {title} was told {bot.told(title)} times"
    assert "Traceback" not in bot.log, f"{name}: a traceback"
    begins, ends = bot.lines(BEGINS), bot.lines(ENDS)
    most = 4 if name.startswith("killed") else 1
    assert len(begins) <= (most if said else 0), f"{name}: {begins}"
    assert len(begins) == len(ends), f"{name}: {begins} {ends}"


async def emptied(name: str, folder: Path) -> str:
    """Killed, and what it had is gone: it notices, and tells what happens next."""
    async with store_server(folder / "store") as server, a_running_bot(folder / "bot", server.url) as bot:
        await bot.watches()
        await bot.tells("Before it")
        server.kill()
        shutil.rmtree(server.folder / "appendonlydir")
        await server.start()
        began = time.monotonic()
        await wait_until(lambda: bot.lines("emptied"), f"{name}: it notices")
        noticed = time.monotonic() - began
        await bot.watches()
        await bot.tells("After it")
        await bot.says_of_itself('"status": "ok"')
        code = await bot.ended()
        assert code == 0, f"{name}: ended with {code}"
    # What was open is in the first look once more, and not told as new.
    assert (bot.told("Before it"), bot.told("After it")) == (2, 1), name
    assert bot.told("first-look") == 2, name
    assert "Traceback" not in bot.log, f"{name}: a traceback"
    return f"noticed after {noticed:.1f} s"


async def evicting(name: str, folder: Path) -> str:
    """It may evict: refused at the start; held off once it may, and told all when it may no more."""
    async with (
        store_server(folder / "store", "--maxmemory", "50mb") as server,
        server.client() as admin,
        a_running_bot(folder / "bot", server.url) as bot,
    ):
        await bot.watches()
        await bot.tells("Before it")
        await admin.config_set("maxmemory-policy", "allkeys-lru")
        await bot.says_of_itself("may throw away what we keep")
        bot.page.titles.append("During it")
        reads = bot.page.reads
        await lasts(15)
        assert not bot.told("During it"), f"{name}: told all the same"
        assert bot.page.reads <= reads + 1, f"{name}: read all the same"
        again = await asyncio.to_thread(_started, folder / "again", bot.environ)
        assert again.returncode == 2, again.stderr
        await admin.config_set("maxmemory-policy", "noeviction")
        await wait_until(lambda: bot.lines("All begins anew"), f"{name}: it goes on")
        await wait_until(lambda: bot.told("During it"), f"{name}: the channel is told")
        code = await bot.ended()
        assert code == 0, f"{name}: ended with {code}"
    assert (bot.told("Before it"), bot.told("During it")) == (1, 1), name
    assert "Traceback" not in bot.log, f"{name}: a traceback"
    return again.stderr.strip().splitlines()[-1]


async def partly_emptied(name: str, folder: Path) -> str:
    """One primary of a Cluster is emptied, each in turn: all begins anew, and what happens next is told."""
    async with (
        store_cluster(folder / "store") as cluster,
        a_running_bot(folder / "bot", cluster.url) as bot,
    ):
        for shard in range(cluster.shards):
            await bot.watches()
            await bot.tells(f"Before {shard}")
            primary = await cluster.primary(shard)
            async with primary.client() as admin:
                await admin.flushall()
            await wait_until(lambda: len(bot.lines("emptied")) > shard, f"{name}: it notices")  # noqa: B023
        await bot.watches()
        await bot.tells("After it")
        await bot.says_of_itself('"status": "ok"')
        code = await bot.ended()
        assert code == 0, f"{name}: ended with {code}"
    assert bot.told("After it") == 1, name
    assert "Traceback" not in bot.log, f"{name}: a traceback"
    return f"noticed {cluster.shards} times"


LOSSES: Final = {"emptied": emptied, "one of three emptied": partly_emptied, "evicting": evicting}


def _started(folder: Path, environ: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    folder.mkdir()
    own = an_environment(folder, environ["REDIS_URL"], SHAREDFATE_WEB_PORT="0")
    own["SHAREDFATE_CATALOG"] = environ["SHAREDFATE_CATALOG"]
    command = [sys.executable, "-m", "bot", "run"]
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=60)


async def soak(only: str, seconds: float, at_once: int) -> None:
    """Every fault, some at a time."""
    places, failed = asyncio.Semaphore(at_once), list[str]()

    async def one(name: str, tried: Callable[[Path], Awaitable[str]]) -> None:
        async with places:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    sys.stdout.write(f"{name}: {await tried(Path(folder))}\n")
                except (AssertionError, TimeoutError) as error:
                    failed.append(f"{name}: {error}")
                    sys.stdout.write(f"{name}: FAILED: {error}\n")
                    log = Path(folder) / "bot" / "log"
                    sys.stdout.write(log.read_text(encoding="utf-8")[-3000:] if log.exists() else "")

    async with asyncio.TaskGroup() as tasks:
        for name, fault in FAULTS.items():
            if only in name:
                tasks.create_task(one(name, partial(outlasts, name, fault, seconds)))
        for name, losing in LOSSES.items():
            if only in name:
                tasks.create_task(one(name, partial(losing, name)))
    sys.exit("\n".join(failed) or 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="faults with this in their name")
    parser.add_argument("--seconds", type=float, default=30, help="how long each lasts")
    parser.add_argument("--at-once", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(soak(options.only, options.seconds, options.at_once))


if __name__ == "__main__":
    main()
