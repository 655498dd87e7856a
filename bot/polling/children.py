"""Processes that parse for us, and can be stopped: started when they are needed, kept while they are well."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import msgspec
import structlog

from bot.domain.parse_job import LENGTH_BYTES, ParseJob, ParseResult
from bot.domain.status import UnreadableReason

logger = structlog.get_logger(__name__)

# In seconds of the clock. The child counts its own of the processor, and far fewer.
LONGEST: Final = 30.0
MOST: Final = 2
# Nothing of what we were given is for them: neither tokens nor addresses.
_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "COVERAGE_PROCESS_START")
# A page that was stopped by the kernel for its time. Any other end may have been somebody else's doing.
_OUT_OF_TIME: Final = frozenset({-signal.SIGPROF, -signal.SIGXCPU})
_TRIES: Final = 2


class Children:
    """At most `most` processes that `command` starts. An async context manager: it ends them.

    What a process of `adapters.parsing_child` promises is that it ends itself where a page takes too long.
    """

    def __init__(self, command: Sequence[str], *, most: int = MOST) -> None:
        self._command = tuple(command)
        self._free = asyncio.Semaphore(most)
        self._idle: list[Process] = []
        self._all: set[Process] = set()
        self._decoder = msgspec.msgpack.Decoder(ParseResult)
        self._encoder = msgspec.msgpack.Encoder()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in tuple(self._all):
            await self._end(child)

    @property
    def pids(self) -> frozenset[int]:
        """The ids of the processes that run now."""
        return frozenset(child.pid for child in self._all)

    async def parse(self, job: ParseJob) -> ParseResult:
        """What came of a job; never raises for what a page does to a child."""
        async with self._free:
            for _ in range(_TRIES):
                child = self._idle.pop() if self._idle else await self._start()
                try:
                    async with asyncio.timeout(LONGEST):
                        result = await self._exchange(child, job)
                except (OSError, EOFError, TimeoutError) as error:
                    status = await self._end(child)
                    if status in _OUT_OF_TIME or isinstance(error, TimeoutError):
                        return _too_costly(job)
                except BaseException:
                    await self._end(child)
                    raise
                else:
                    self._idle.append(child)
                    return result
        detail = f"the process that read {job.page.url} ended ({status})"
        return ParseResult(reason=UnreadableReason.READER_FAILED, detail=detail)

    async def _start(self) -> Process:
        environ = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # In a group of its own: what a terminal says to us is not said to it.
        child = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environ, process_group=0
        )
        self._all.add(child)
        return child

    async def _exchange(self, child: Process, job: ParseJob) -> ParseResult:
        assert child.stdin is not None
        assert child.stdout is not None
        sent = self._encoder.encode(job)
        child.stdin.write(len(sent).to_bytes(LENGTH_BYTES, "big") + sent)
        await child.stdin.drain()
        length = int.from_bytes(await child.stdout.readexactly(LENGTH_BYTES), "big")
        return self._decoder.decode(await child.stdout.readexactly(length))

    async def _end(self, child: Process) -> int:
        """End a child that may have ended; how it did, or would have if we had let it."""
        if child.returncode is None:
            # `child.kill` first looks whether it has ended, and whoever waits for it never hears how.
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
        status = await child.wait()
        self._all.discard(child)
        return status


def _too_costly(job: ParseJob) -> ParseResult:
    logger.warning("Page takes too long to read", page=job.page.url, bytes=len(job.page.body))
    detail = f"{job.page.url} takes more time to read than any page may"
    return ParseResult(reason=UnreadableReason.TOO_COSTLY, detail=detail)
