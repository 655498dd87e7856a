"""Starting: what a command costs from Enter to the prompt, and `run` until it asks for its first page."""

import asyncio
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, Reading
from bot.asked_catalog import catalog_of
from bot.clock import SystemClock
from bot.domain.status import ComponentStatus
from bot.settings import BotSettings, StoreSettings
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.servers.stores import free_port

PATIENCE_S: Final = 60.0
TURNS: Final = {True: 3, False: 9}
SHAREDFATE: Final = str(Path(sys.executable).with_name("sharedfate"))
CATALOGUE: Final = Path(__file__).parent.parent.parent / "bot" / "catalog"
QUESTION: Final = "is github down?"
_OF_SOURCE: Final = re.compile(r'(\[\[service\.source\]\]\n)url = "[^"]*"')
_INTERVAL: Final = re.compile(r"^interval_seconds.*\n", re.MULTILINE)
_ELSEWHERE: Final = re.compile(r'"https?://[^"/]*')
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@contextmanager
def _place(port: int) -> Iterator[dict[str, str]]:
    """The environment of who starts here: a catalogue as large as the shipped one, of this machine."""
    with tempfile.TemporaryDirectory(prefix="sf-bench-") as folder:
        texts = (file.read_text(encoding="utf-8") for file in sorted(CATALOGUE.glob("*.toml")))
        own = Path(folder) / "own.toml"
        own.write_text(_here("\n".join(texts), port), encoding="utf-8")
        yield {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            # Python's own and ours are kept between turns, as they are between starts.
            "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_CATALOG": str(own),
            "SHAREDFATE_DATA_DIR": f"{folder}/data",
            "SHAREDFATE_PROBES": "off",
            "SHAREDFATE_DOTENV": "",
        }


def _here(text: str, port: int) -> str:
    """The catalogue with every address on this machine."""
    own = f'"http://127.0.0.1:{port}'
    moved = _OF_SOURCE.sub(rf'\1url = {own}/page"\nallow_private = true', text)
    # Of a file of one's own it is said which of these are below the floor, for which it is read once more.
    moved = _INTERVAL.sub("", moved)
    return _ELSEWHERE.sub(own, moved)


def _median_of(command: list[str], environ: Mapping[str, str], turns: int) -> float:
    """The CPU-seconds of a command and of what it starts, after a turn in which it keeps what it keeps."""
    taken = []
    for _ in range(turns + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=dict(environ), cwd=environ["HOME"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken[1:])


def _command(arguments: list[str], quick: bool) -> Reading:
    with _place(free_port()) as environ:
        return Reading(ours=_median_of([SHAREDFATE, *arguments], environ, TURNS[quick]))


def _asked(quick: bool) -> Reading:
    """Of a store that holds a page of every service, none of which is fetched again."""

    async def asked(environ: Mapping[str, str]) -> float:
        settings = StoreSettings(sharedfate_data_dir=Path(environ["SHAREDFATE_DATA_DIR"]))
        async with open_store(settings) as client:
            await _fill(client, Path(environ["SHAREDFATE_CATALOG"]))
            command = [SHAREDFATE, "ask", QUESTION]
            return await asyncio.to_thread(_median_of, command, environ, TURNS[quick])

    with _place(free_port()) as environ:
        return Reading(ours=asyncio.run(asked(environ)))


async def _fill(client: Client, own: Path) -> None:
    # Later than now, so that nobody reads it again however long this takes.
    now = SystemClock().now() + timedelta(minutes=10)
    page = PageState(status=ComponentStatus.OPERATIONAL, reports=())
    for source in catalog_of(BotSettings(catalog=own, shipped_catalog=False)).sources.values():
        record = SourceRecord(source=source.id, service=source.service, polled_at=now, read_at=now, page=page)
        await Sources(client).commit(record, (), now)


def _until_first_poll(quick: bool) -> Reading:
    with socket.create_server(("127.0.0.1", 0)) as page:
        page.settimeout(PATIENCE_S)
        with _place(page.getsockname()[1]) as environ:
            taken = [_started(page, environ) for _ in range(TURNS[quick] + 1)]
    return Reading(ours=statistics.median(taken[1:]))


def _started(page: socket.socket, environ: Mapping[str, str]) -> float:
    """The CPU-seconds of a process that has just asked for a page, which it does not get."""
    own = {**environ, "SHAREDFATE_WEB_PORT": str(free_port())}
    process = subprocess.Popen(
        [SHAREDFATE, "run"], env=own, cwd=own["HOME"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        connection, _ = page.accept()
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        connection.close()
    finally:
        process.terminate()
        process.wait()
        _hang_up(page)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _hang_up(page: socket.socket) -> None:
    """Let go of who waits, for whoever starts next is not to be taken for them."""
    page.settimeout(0)
    with suppress(BlockingIOError):
        while True:
            page.accept()[0].close()
    page.settimeout(PATIENCE_S)


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        name="start: `sharedfate --help`",
        unit="CPU-s",
        at_most=0.15,
        measure=partial(_command, ["--help"]),
    ),
    Figure(
        name="start: `sharedfate ask --parse-only`",
        unit="CPU-s",
        at_most=0.3,
        measure=partial(_command, ["ask", QUESTION, "--parse-only"]),
    ),
    Figure(name="start: `sharedfate ask`", unit="CPU-s", at_most=0.5, measure=_asked),
    Figure(
        name="start: `sharedfate run` until it asks for its first page",
        unit="CPU-s",
        at_most=1,
        measure=_until_first_poll,
    ),
)
