"""A process that parses pages for another: one that takes too long is stopped, and nothing else with it.

A pattern of `re` holds the interpreter's lock until it has finished: no thread beside it runs, and no handler
of a signal. So the kernel is asked to end this process where one page takes more processor time than any may,
and to give it no more memory than that. Jobs come on standard input, results go to standard output; it ends
with its input.
"""

import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import BinaryIO, Final

import msgspec

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.parse_job import LENGTH_BYTES, ParseJob, ParseResult
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.ports import Format

# The largest known page, Salesforce's, takes a tenth of a second.
MAX_CPU_SECONDS: Final = 3.0
MAX_MEMORY_BYTES: Final = 1024 * 1024 * 1024
NICENESS: Final = 5


def main(formats: Mapping[str, Format] = FORMATS, max_cpu_seconds: float = MAX_CPU_SECONDS) -> None:
    """Serve until the input ends."""
    _limit()
    jobs, results = sys.stdin.buffer, sys.stdout.buffer
    decoder = msgspec.msgpack.Decoder(ParseJob)
    while (job := _next(jobs)) is not None:
        # Not by one of Python's own handlers, which would wait for the lock: by the default, which ends us.
        signal.setitimer(signal.ITIMER_PROF, max_cpu_seconds)
        result = _answer(decoder.decode(job), formats)
        signal.setitimer(signal.ITIMER_PROF, 0)
        results.write(len(result).to_bytes(LENGTH_BYTES, "big") + result)
        results.flush()


def _limit() -> None:
    # Who stops the service stops every process of it at once: we go when our owner does.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    os.nice(NICENESS)
    for limit, most in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # already lower, or a system without such limits
            resource.setrlimit(limit, (most, most))


def _next(jobs: BinaryIO) -> bytes | None:
    length = jobs.read(LENGTH_BYTES)
    return jobs.read(int.from_bytes(length, "big")) if length else None


def _answer(job: ParseJob, formats: Mapping[str, Format]) -> bytes:
    name = job.format
    try:
        name = name or detect(job.page)
        return msgspec.msgpack.encode(ParseResult(format=name, reading=formats[name].parse(job.page)))
    except PageUnreadable as refusal:
        result = ParseResult(format=name, reason=refusal.reason, detail=refusal.detail)
    except MemoryError:
        result = ParseResult(
            format=name, reason=UnreadableReason.TOO_COSTLY, detail="it takes too much memory"
        )
    except Exception as error:  # noqa: BLE001  -- the parser breaks its promise: no page stops the others
        detail = f"our {name} reader failed at {job.page.url}: {type(error).__name__}"
        result = ParseResult(format=name, reason=UnreadableReason.READER_FAILED, detail=detail)
    return msgspec.msgpack.encode(result)


if __name__ == "__main__":
    main()
