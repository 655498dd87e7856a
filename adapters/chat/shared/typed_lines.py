"""Lines that somebody types at a terminal, read by the event loop: a thread that waits could not be ended.

Whoever reads a terminal from the background is stopped by it (SIGTTIN, termios(3)): there we do not read, and
look now and then whether we have been brought back.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

_MOST_BYTES: Final = 64 * 1024
_LOOK_AGAIN_S: Final = 1.0


def terminal_here() -> int | None:
    """The descriptor of the terminal that standard input is, if it is one and open."""
    is_terminal = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    return sys.stdin.fileno() if is_terminal else None


async def typed_lines(terminal: int) -> AsyncIterator[str]:
    """Each line typed at the terminal of this descriptor, until it is closed or Ctrl-D ends the input."""
    while True:
        await _until_readable(terminal)
        if not _is_ours(terminal):
            # What is typed there is for somebody else; until they take it, it would wake us for ever.
            await _a_moment()
        elif typed := _read(terminal):
            for line in typed.splitlines():
                yield line
        else:
            return


async def _until_readable(terminal: int) -> None:
    ready, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(terminal, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(terminal)


async def _a_moment() -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(_LOOK_AGAIN_S, over.set)
    await over.wait()


def _read(terminal: int) -> str:
    """What was typed; empty at the end. A terminal gives whole lines."""
    with suppress(OSError):  # it is gone
        return os.read(terminal, _MOST_BYTES).decode(errors="replace")
    return ""


def _is_ours(terminal: int) -> bool:
    """Whether we are in the foreground, or the terminal stops nobody since it controls no session of ours."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return True
