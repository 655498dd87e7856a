"""How this process ends: a signal asks for it, a second one has it at once, and nothing holds it up.

Whatever is stored is stored whole and at once, so that a process that is broken off loses nothing: waiting
longer for what hangs (a platform, a store, a thread) would be of no use to anybody.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn

import structlog

logger = structlog.get_logger(__name__)

# In seconds. Service managers give at least ten.
WITHIN: Final = 4.5
# Where not even a thread gets its turn, because foreign code holds the interpreter: the kernel ends us.
AT_THE_LATEST: Final = 5.0
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether this process is to end. `asked` is set by the first signal."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._begun: asyncio.Task[object] | None = None

    @contextmanager
    def breaking_off(self) -> Iterator[None]:
        """Break off what is done here when a signal comes, and leave it: nothing is supervised yet."""
        self._begun = asyncio.current_task()
        try:
            yield
        except asyncio.CancelledError:
            if not self.asked.is_set() or self._begun is None or self._begun.uncancel():
                raise
        finally:
            self._begun = None

    def ask(self, why: str) -> None:
        """Ask for the end; in the loop's own thread."""
        logger.info("Stopping", why=why)
        self.asked.set()
        if self._begun is not None:
            self._begun.cancel()

    def waited_for(self) -> list[str]:
        """The parts that have not ended yet, by the names of their tasks."""
        names = (task.get_name() for task in asyncio.all_tasks(self._loop) if not task.done())
        return sorted(name for name in names if not name.startswith("Task-"))


@contextmanager
def stop_signals() -> Iterator[Stop]:
    """Listen to SIGINT and SIGTERM; for the main thread, while a loop runs."""
    stop, loop = Stop(), asyncio.get_running_loop()

    def heard(number: int, _: FrameType | None) -> None:
        for each in SIGNALS:
            # The next one is nobody's to catch.
            signal.signal(each, signal.SIG_DFL)
        _end_in_any_case(stop.waited_for)
        # Nothing is logged here: whoever was interrupted may be writing a line.
        loop.call_soon_threadsafe(stop.ask, signal.Signals(number).name)

    before = {number: signal.signal(number, heard) for number in SIGNALS}
    try:
        yield stop
    finally:
        if not stop.asked.is_set():
            for number, handler in before.items():
                signal.signal(number, handler)


def leave() -> NoReturn:
    """End this process now that all is closed.

    To take the interpreter apart takes longer than all else, is of no use, and waits for threads that hang.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _end_in_any_case(waited_for: Callable[[], list[str]]) -> None:
    """From now on the end is near, whatever hangs."""

    def end() -> None:
        logger.warning("Stopped without waiting any longer", after_s=WITHIN, for_parts=waited_for())
        os._exit(0)

    timer = threading.Timer(WITHIN, end)
    timer.daemon = True
    timer.start()
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, AT_THE_LATEST)
