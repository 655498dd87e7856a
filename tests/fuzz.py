"""`make fuzz`: every parser against many broken pages, with their time and memory bounded.

Exits 1 with the offending bytes written to a file when a parser raises anything but ParseError, takes more
than 100 ms of processor time for one page (in the best of three tries), or more than 64 MB.
"""

import argparse
import os
import random
import sys
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Final

from adapters.status_pages import FORMATS
from bot.domain.report import Page
from bot.errors import PageUnreadable
from tests.adapters.fuzzing import SEEDS, corpus_seeds, inputs
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
    tried: Counter[str] = Counter()
    read: Counter[str] = Counter()
    slowest, largest = (0.0, ""), (0, "")
    for number, (format_, body) in enumerate(inputs(random.Random(options.seed), seeds, options.inputs)):
        tried[format_] += 1
        fault, seconds, was_read = _tried(format_, body)
        read[format_] += was_read
        slowest = max(slowest, (seconds, format_))
        if number % MEASURED == 0 or seconds > MAX_SECONDS / 2:
            peak = _peak(format_, body)
            largest = max(largest, (peak, format_))
            fault = fault or (f"took {peak / 1e6:.0f} MB" if peak > MAX_BYTES else None)
        if fault:
            Path("fuzz-failure.bin").write_bytes(body)
            sys.exit(f"{format_}: {fault} (input {number} of seed {options.seed}: fuzz-failure.bin)")
    for name in FORMATS:
        sys.stdout.write(f"{name:24}{tried[name]:>9} inputs, {read[name]:>8} readable\n")
    sys.stdout.write(
        f"{sum(tried.values())} inputs of {len(seeds)} seeds;"
        f" slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}),"
        f" largest {largest[0] / 1e6:.1f} MB ({largest[1]}); no promise broken\n"
    )


def _tried(format_: str, body: bytes) -> tuple[str | None, float, bool]:
    """What is wrong, if anything; how long parsing took; whether it could be read."""
    try:
        check_promises(format_, body)
    except Exception as error:  # noqa: BLE001  -- whatever a parser raises is the finding
        return f"{type(error).__name__}: {error}", 0.0, False
    seconds, was_read = _timed(format_, body)
    for _ in range(2):
        if seconds > MAX_SECONDS:
            seconds = min(seconds, _timed(format_, body)[0])
    return (f"took {seconds * 1000:.0f} ms" if seconds > MAX_SECONDS else None), seconds, was_read


def _timed(format_: str, body: bytes) -> tuple[float, bool]:
    page = Page(url="https://x.example/p", body=body, fetched_at=NOON)
    start = time.process_time()
    try:
        FORMATS[format_].parse(page)
    except PageUnreadable:
        return time.process_time() - start, False
    return time.process_time() - start, True


def _peak(format_: str, body: bytes) -> int:
    tracemalloc.start()
    try:
        _timed(format_, body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    main()
