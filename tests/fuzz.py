"""`make fuzz`: every parser against many broken pages, with their time and memory bounded.

Exits 1 with the offending bytes written to a file when a parser raises anything but ParseError or takes more
than 64 MB, or when a page takes more than 100 ms of our own process' time (in the best of three tries): what
is large or XML is read in processes of its own, as `run` reads it. It says, too, how many took longer there.
"""

import argparse
import asyncio
import os
import random
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from adapters.parsing_command import PARSING_CHILD
from adapters.status_pages import FORMATS
from bot.domain.report import Page
from bot.errors import PageUnreadable
from bot.polling.children import Children
from bot.polling.parsing import Parsing
from tests.adapters.fuzzing import SEEDS, Seed, corpus_seeds, inputs
from tests.adapters.promises import check_promises
from tests.builders import NOON

MAX_SECONDS: Final = 0.1
MAX_BYTES: Final = 64_000_000
# Counting memory makes a parser several times slower: every so many inputs, and for every slow one.
MEASURED: Final = 50


def main() -> None:
    """Run, print a table, exit 1 at the first input that breaks a promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpus = os.environ.get("SHAREDFATE_CORPUS")
    seeds = (*SEEDS, *(corpus_seeds(Path(corpus)) if corpus else ()))
    asyncio.run(_run(inputs(random.Random(options.seed), seeds, options.inputs), len(seeds)))


async def _run(bodies: Iterable[Seed], seeds: int) -> None:
    tried: Counter[str] = Counter()
    read: Counter[str] = Counter()
    slowest, largest, longer = (0.0, ""), (0, ""), 0
    async with Children(PARSING_CHILD) as children:
        parsing = Parsing(formats=FORMATS, children=children)
        for number, (format_, body) in enumerate(bodies):
            tried[format_] += 1
            fault, alone, was_read = _tried(format_, body)
            read[format_] += was_read
            longer += alone > MAX_SECONDS
            seconds = await _ours(parsing, format_, body)
            slowest = max(slowest, (seconds, format_))
            fault = fault or (f"took {seconds * 1000:.0f} ms" if seconds > MAX_SECONDS else None)
            if number % MEASURED == 0 or alone > MAX_SECONDS / 2:
                peak = _peak(format_, body)
                largest = max(largest, (peak, format_))
                fault = fault or (f"took {peak / 1e6:.0f} MB" if peak > MAX_BYTES else None)
            if fault:
                _give_up(f"{format_}: {fault} (input {number}", body)
    for name in FORMATS:
        sys.stdout.write(f"{name:24}{tried[name]:>9} inputs, {read[name]:>8} readable\n")
    sys.stdout.write(
        f"{tried.total()} inputs of {seeds} seeds; none over {MAX_SECONDS * 1000:.0f} ms of our process,"
        f" slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}); {longer} longer in one of its own;"
        f" largest {largest[0] / 1e6:.1f} MB ({largest[1]}); no promise broken\n"
    )


def _give_up(fault: str, body: bytes) -> None:
    Path("fuzz-failure.bin").write_bytes(body)
    sys.exit(f"{fault}: fuzz-failure.bin)")


async def _ours(parsing: Parsing, format_: str, body: bytes) -> float:
    """The processor time that reading a page takes of this process, in seconds: the best of three."""
    found = []
    for _ in range(3):
        start = time.process_time()
        with suppress(PageUnreadable):
            await parsing.parse(format_, _page(body))
        found.append(time.process_time() - start)
        if found[-1] <= MAX_SECONDS:
            break
    return min(found)


def _tried(format_: str, body: bytes) -> tuple[str | None, float, bool]:
    """What is wrong, if anything; how long parsing took; whether it could be read."""
    try:
        check_promises(format_, body)
    except Exception as error:  # noqa: BLE001  -- whatever a parser raises is the finding
        return f"{type(error).__name__}: {error}", 0.0, False
    seconds, was_read = _timed(format_, body)
    return None, seconds, was_read


def _timed(format_: str, body: bytes) -> tuple[float, bool]:
    start = time.process_time()
    try:
        FORMATS[format_].parse(_page(body))
    except PageUnreadable:
        return time.process_time() - start, False
    return time.process_time() - start, True


def _page(body: bytes) -> Page:
    return Page(url="https://x.example/p", body=body, fetched_at=NOON)


def _peak(format_: str, body: bytes) -> int:
    tracemalloc.start()
    try:
        _timed(format_, body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    main()
