"""The command line, called as a program would call it."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest
import structlog

from bot.__main__ import main
from tests.waiting import PATIENCE_SECONDS

FOREIGN = ("REDIS", "SLACK", "DISCORD", "SHAREDFATE_A")
"""What of our own environment no command is to see."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a program sees of a command."""

    returncode: int
    stdout: str
    stderr: str


def sharedfate(*arguments: str, stdin: str = "", **environ: str) -> Result:
    """Run a command in this process: to start one of its own for each takes longer than most commands do."""
    out, err = io.StringIO(), io.StringIO()
    with (
        _as_a_program(arguments, stdin, environ),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    code = end.value.code
    assert isinstance(code, int)
    return Result(code, out.getvalue(), err.getvalue())


def as_a_process(*arguments: str, stdin: str = "", **environ: str) -> Result:
    """Run a command in a process of its own, with another seed for its hashes than ours."""
    run = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={**_environ(), **environ},
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Result(run.returncode, run.stdout, run.stderr)


def python_says(program: str) -> str:
    """What a short program prints in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=_environ(),
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    return run.stdout.strip()


def _environ() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}


@contextmanager
def _as_a_program(arguments: tuple[str, ...], stdin: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Arguments, input and environment as given, and logging as it was before afterwards."""
    logs = structlog.get_config()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["sharedfate", *arguments])
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        for name in os.environ.keys() - _environ().keys():
            patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        try:
            yield
        finally:
            structlog.configure(**logs)
