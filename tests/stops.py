"""How long `sharedfate run` takes to stop while servers hang: `python -m tests.stops`.

Each round stages a run, has the store, the platforms or the pages hang, sends SIGTERM and takes the time.
Exits 1 where one took longer than five seconds, or ended otherwise than it should.
"""

import argparse
import asyncio
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.staged import Staged, staged, told, working
from tests.waiting import wait_until

LIMIT_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Round:
    """One way in which others hang.

    With `servers_hang` pages and platforms do, and have done so for `before` seconds; `signals` is how often
    the run is told.
    """

    what: str
    store: Callable[[Staged], AbstractContextManager[None]] = lambda _: nullcontext()
    servers_hang: bool = False
    before: float = 0.0
    is_starting: bool = False
    signals: int = 1

    @property
    def code(self) -> int:
        """With what it is to end."""
        return -signal.SIGTERM if self.signals > 1 else 0


ROUNDS: Final = (
    Round(what="nothing hangs"),
    Round(what="pages, Slack and Discord hang", servers_hang=True),
    Round(what="the same in the middle of telling", servers_hang=True, before=2.0),
    Round(what="the store hangs", store=Staged.store_hanging),
    Round(what="everything hangs", store=Staged.store_hanging, servers_hang=True, before=2.0),
    Round(what="the store hangs at the start", is_starting=True),
    Round(what="everything hangs, told twice", store=Staged.store_hanging, servers_hang=True, signals=2),
)


async def seconds_of(this: Round) -> float:
    """From the signal to the end of the process."""
    with tempfile.TemporaryDirectory() as folder:
        async with _staged(Path(folder), this) as one:
            with this.store(one):
                time.sleep(this.before)  # noqa: ASYNC251  -- our servers are to hang meanwhile
                began = time.monotonic()
                one.run.send_signal(signal.SIGTERM)
                for _ in range(1, this.signals):
                    time.sleep(0.2)  # noqa: ASYNC251  -- a person's second try
                    one.run.send_signal(signal.SIGTERM)
                # While our loop stands still, every server in it takes connections and answers nothing.
                code = one.run.wait(60) if this.servers_hang else await asyncio.to_thread(one.run.wait, 60)
                took = time.monotonic() - began
            if code != this.code:
                sys.exit(f"{this.what}: it ended with {code}\n{one.logged()}")
            return took


@asynccontextmanager
async def _staged(folder: Path, this: Round) -> AsyncIterator[Staged]:
    if this.is_starting:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"redis://127.0.0.1:{silent.getsockname()[1]}"
            async with staged(folder, REDIS_URL=url) as one:
                await wait_until(lambda: "Settings:" in one.logged(), "it begins")
                await asyncio.sleep(0.5)  # noqa: TID251  -- nothing tells that it waits for the store
                yield one
        return
    async with staged(folder) as one:
        await working(one)
        if this.before:
            await told(one)
        yield one


def main() -> None:
    """All rounds, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=1)
    slow = []
    for _ in range(parser.parse_args().repeat):
        for this in ROUNDS:
            took = asyncio.run(seconds_of(this))
            sys.stdout.write(f"{took:5.2f} s: {this.what}\n")
            sys.stdout.flush()
            if took > LIMIT_SECONDS:
                slow.append(this.what)
    if slow:
        sys.exit(f"longer than {LIMIT_SECONDS:g} s: {', '.join(slow)}")


if __name__ == "__main__":
    main()
