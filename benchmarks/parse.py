"""What parsing costs: each recorded payload, beside a bare decode of the same bytes."""

import json
import os
import statistics
import time
import tracemalloc
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.report import Page
from bot.errors import PageUnreadable

ROUNDS = 7
ROUND_SECONDS = 0.02
LEAST_CALLS = 2
READ_AT = datetime(2026, 9, 1, tzinfo=UTC)


def main() -> None:
    corpus = os.environ.get("SHAREDFATE_CORPUS")
    if not corpus:
        print("skipped: SHAREDFATE_CORPUS is not set, the recorded payloads are not here")
        return
    pages, refused = _pages(Path(corpus) / "formats" / "samples")
    print(f"parse beside a bare decode, medians of {ROUNDS}, the largest sample of each format:")
    print(f"  {'format':22}{'size':>11}{'parse':>13}{'decode':>13}{'ratio':>9}{'peak':>10}")
    for name in sorted(pages):
        print(f"  {_row(name, max(pages[name], key=lambda page: len(page.body)))}")
    print(f"  no sample: {', '.join(sorted(FORMATS.keys() - pages.keys())) or 'none'}")
    print(f"  of no format: {len(refused)} files{': ' if refused else ''}{', '.join(refused)}")


def _pages(folder: Path) -> tuple[dict[str, list[Page]], list[str]]:
    """The recorded payloads by format, and the names of those that no format reads."""
    pages: dict[str, list[Page]] = defaultdict(list)
    refused = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".tsv":
            page = Page(url="https://x.example/x", body=path.read_bytes(), fetched_at=READ_AT)
            try:
                name = detect(page)
                FORMATS[name].parse(page)
                pages[name].append(page)
            except PageUnreadable:
                refused.append(path.name)
    return pages, refused


def _row(name: str, page: Page) -> str:
    parse = _micros(lambda: FORMATS[name].parse(page))
    bare = _micros(lambda: _decoded(page.body))
    tracemalloc.start()
    FORMATS[name].parse(page)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    kilobytes = len(page.body) / 1000
    return f"{name:22}{kilobytes:8.0f} kB{parse:10.0f} us{bare:10.0f} us{parse / bare:7.1f} x{peak:7.2f} MB"


def _decoded(body: bytes) -> object:
    """The least that anybody must do: JSON to plain values, XML to a tree."""
    if body.lstrip()[:1] == b"<":
        return ET.fromstring(body)
    if body[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return msgspec.json.decode(body.decode("utf-16").encode())
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return json.dumps(str(body))


def _micros(call: Callable[[], object]) -> float:
    """Microseconds a call, the median of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        calls, started = 0, time.perf_counter()
        while calls < LEAST_CALLS or time.perf_counter() - started < ROUND_SECONDS:
            call()
            calls += 1
        rounds.append((time.perf_counter() - started) / calls)
    return statistics.median(rounds) * 1e6


if __name__ == "__main__":
    main()
