"""What every benchmark needs: a page server in a process of its own, an empty store, percentiles."""

import asyncio
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.settings import StoreSettings
from bot.storage.client import Client
from bot.storage.connection import open_store

SPAWN: Final = multiprocessing.get_context("spawn")
# An incident without news for two days would be stale. The server's process has its own moment: no matter.
_STARTED = datetime.now(UTC).strftime("%Y-%m-%dT%H:00:00Z")


def summary(title: str | None) -> bytes:
    """A Statuspage summary of the usual 18 kB, with one open incident if a title is given."""
    incident = {
        "id": "abcdefghijkl",
        "name": title,
        "status": "investigating",
        "impact": "critical",
        "created_at": _STARTED,
        "components": [],
        "incident_updates": [],
    }
    components = [
        {"id": f"c{n:011d}", "name": f"Component {n}", "status": "operational", "description": "x" * 60}
        for n in range(120)
    ]
    return json.dumps(
        {
            "page": {"id": "abcdefghijkl", "name": "Acme", "url": "https://status.acme.example"},
            "status": {"indicator": "major" if title else "none"},
            "components": components,
            "incidents": [incident] if title else [],
        }
    ).encode()


async def _serve(pipe: Connection) -> None:
    async def answer(request: web.Request) -> web.Response:
        body = summary(request.query.get("title"))
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, headers={"ETag": etag, "Content-Type": "application/json"})

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


def _run(pipe: Connection) -> None:
    asyncio.run(_serve(pipe))


@contextmanager
def served_apart(serve: Callable[..., None], *arguments: Any) -> Iterator[int]:
    """The port of a server in another process, so that its CPU is not counted as ours.

    `serve` is given the arguments, and last a pipe to which it sends the port.
    """
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=serve, args=(*arguments, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


@contextmanager
def page_server() -> Iterator[str]:
    """The base address of such a server of Statuspage summaries."""
    with served_apart(_run) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass(slots=True)
class Hold:
    """The longest time between two turns of the loop, in CPU-seconds of its thread."""

    longest: float = 0.0


@contextmanager
def watched_loop() -> Iterator[Hold]:
    """Note how long the loop is held at most. It goes round all the while."""
    hold, loop, last = Hold(), asyncio.get_running_loop(), time.thread_time()

    def tick() -> None:
        nonlocal last, handle
        now = time.thread_time()
        hold.longest, last = max(hold.longest, now - last), now
        handle = loop.call_soon(tick)

    handle = loop.call_soon(tick)
    try:
        yield hold
    finally:
        hold.longest = max(hold.longest, time.thread_time() - last)
        handle.cancel()


@asynccontextmanager
async def empty_store() -> AsyncIterator[Client]:
    """A store of its own."""
    with tempfile.TemporaryDirectory(prefix="sf-bench-") as folder:
        async with open_store(StoreSettings(sharedfate_data_dir=Path(folder))) as client:
            yield client


def resident_mb() -> float:
    """What this process holds in memory now. Linux only: elsewhere 0."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def percentiles(seconds: Sequence[float]) -> str:
    """p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    return f"p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms"
