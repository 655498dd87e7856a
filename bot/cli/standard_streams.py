"""Standard streams that can be written to, whatever we are started with: closed, or in another encoding."""

import io
import os
import sys
from contextlib import suppress


def make_usable() -> None:
    """Let what is closed lead nowhere, and print what an encoding lacks as a question mark.

    A descriptor that is closed would be that of the next file or socket opened, and be written to.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            _lead_nowhere(number)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def abandon_output() -> None:
    """Write nothing more to standard output: whoever read it has gone, or it is full."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lead_nowhere(number: int) -> None:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
