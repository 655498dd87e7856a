"""The end of a process: asked for, had, and held up by nobody."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import supervisor
from bot.clock import SystemClock
from bot.service_manager import ServiceManager
from bot.stopping import Stop
from bot.supervisor import supervise_until
from tests.staged import staged, working
from tests.waiting import PATIENCE_SECONDS, wait_until

# A process that is asked to end, and does something else.
CHILD = """
import asyncio, re, sys, time
from bot import log, stopping
log.configure("INFO")
stopping.WITHIN, stopping.AT_THE_LATEST = {within}, {latest}
async def main():
    with stopping.stop_signals() as stop:
        print("ready", flush=True)
        await stop.asked.wait()
        print("asked", flush=True)
        {then}
asyncio.run(main())
"""
SLEEPS = "time.sleep(600)"
# One call of foreign code that gives no other thread a turn.
HOLDS_ALL = "re.match('(a+)+$', 'a' * 60 + 'b')"


def ended(then: str, *, within: float, latest: float, signals: int = 1) -> int:
    code = CHILD.format(then=then, within=within, latest=latest)
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        for word in ("ready", "asked")[:signals]:
            assert child.stdout.readline().strip() == word
            child.send_signal(signal.SIGTERM)
        return child.wait(PATIENCE_SECONDS)
    finally:
        child.kill()
        child.stdout.close()


@pytest.mark.parametrize(
    ("then", "within", "latest", "signals", "code"),
    [
        ("return", 600, 600, 1, 0),
        (SLEEPS, 0.1, 600, 1, 0),
        (HOLDS_ALL, 0.1, 0.5, 1, -signal.SIGALRM),
        (SLEEPS, 600, 600, 2, -signal.SIGTERM),
    ],
    ids=["in order", "a thread that hangs", "foreign code that holds all", "a second signal"],
)
def test_a_process_that_was_told_ends(
    then: str, within: float, latest: float, signals: int, code: int
) -> None:
    assert ended(then, within=within, latest=latest, signals=signals) == code


async def test_what_is_begun_when_the_signal_comes_is_broken_off_and_what_is_behind_goes_on() -> None:
    stop, opened, closed = Stop(), list[int](), list[int]()

    async def begin() -> None:
        try:
            opened.append(1)
            await asyncio.Event().wait()
        finally:
            closed.append(1)

    asyncio.get_running_loop().call_soon(stop.ask, "SIGTERM")
    with stop.breaking_off():
        await begin()

    assert (opened, closed) == ([1], [1])
    await asyncio.sleep(0)  # noqa: TID251  -- we are not cancelled any more


async def test_who_is_cancelled_by_another_is_not_held_for_told_to_stop() -> None:
    stop = Stop()
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().call_soon(task.cancel)

    with pytest.raises(asyncio.CancelledError), stop.breaking_off():
        await asyncio.Event().wait()

    task.uncancel()


async def test_a_part_that_does_not_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GOODBYE", supervisor.FIRST_WAIT / 10)
    stop, goodbyes = asyncio.Event(), list[str]()

    async def says_goodbye_for_ever() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_goodbye(goodbyes.append, stop))
            await asyncio.Event().wait()

    async def never() -> None:
        await asyncio.Event().wait()

    await supervise_until([("chat", says_goodbye_for_ever)], stop, [never], SystemClock())

    assert goodbyes == ["began", "broken off"]


async def _goodbye(note: Callable[[str], None], stop: asyncio.Event) -> None:
    try:
        stop.set()
        await asyncio.Event().wait()
    finally:
        note("began")
        try:
            await asyncio.Event().wait()
        finally:
            note("broken off")


async def test_a_run_stops_though_its_store_its_pages_and_its_platforms_hang(tmp_path: Path) -> None:
    """How long that takes, `python -m tests.stops` says."""
    async with staged(tmp_path) as one:
        await working(one)
        await wait_until(lambda: "Running" in one.logged(), "it runs")
        with one.store_hanging():
            one.run.send_signal(signal.SIGTERM)
            # Our servers hang as long as our loop stands still.
            code = one.run.wait(PATIENCE_SECONDS)

    assert code == 0
    assert "Stop" in one.logged()


async def test_systemd_is_told_that_we_are_ready_that_we_live_and_that_we_end(tmp_path: Path) -> None:
    address, stop = tmp_path / "notify", asyncio.Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(address))
        heard.setblocking(False)  # noqa: FBT003  -- its signature
        manager = ServiceManager.of({"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "10000"})
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(manager.watch_over(stop))
            said = [await loop.sock_recv(heard, 100) for _ in range(3)]
            stop.set()
        rest = await loop.sock_recv(heard, 100)
        while rest == b"WATCHDOG=1":
            rest = await loop.sock_recv(heard, 100)

    assert said == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert rest == b"STOPPING=1"


async def test_where_nobody_started_us_or_nobody_listens_nothing_is_told(tmp_path: Path) -> None:
    stop = asyncio.Event()
    stop.set()

    await ServiceManager.of({}).watch_over(stop)
    await ServiceManager.of({"NOTIFY_SOCKET": str(tmp_path / "gone")}).watch_over(stop)
