"""Pages broken in the ways that pages break, and in ways in which only the hostile break them."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.errors import PageUnreadable
from tests.adapters.payloads import ALL
from tests.builders import a_page

Seed = tuple[str, bytes]

SEEDS: Final[Sequence[Seed]] = tuple(ALL.values())
# A reader takes up to a quarter of a millisecond a kilobyte: larger seeds only cost time.
MAX_SEED_BYTES: Final = 60_000
_ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1e300, 2**70, "", "x", "\u0000", "\u202e<b>&amp;", [], {}, [[]], {"": None},
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2025-11-18", "NaN", 10**15, "a" * 5000,
    {"id": {"id": []}}, ["x", 1, None], "https://[", "javascript:alert(1)", "@everyone", "-" * 400,
)  # fmt: skip
_PIECES: Final = (
    b"\x00", b"\xff\xfe", b"\xc3", b"]]>", b"<![CDATA[", b"<!--", b"<item>", b"</entry>", b"<entry>",
    b"&#xD800;", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;", b"<?xml version='1.0' encoding='utf-7'?>",
    b'"', b"\\", b"{", b"}", b"[", b"null", b"1e999", b"<updated>9999</updated>",
    b"<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>", b"Nov 18, 11:50 UTC - Resolved - ",
    b"<title>" + b"x" * 3000, b"\xe2\x80\xae", b"</rss>", b"</feed>",
)  # fmt: skip


def corpus_seeds(folder: Path) -> tuple[Seed, ...]:
    """The recorded payloads that some format reads, but for the largest."""
    found = []
    for path in sorted((folder / "formats" / "samples").rglob("*")):
        if path.is_file() and path.stat().st_size <= MAX_SEED_BYTES:
            body = path.read_bytes()
            try:
                found.append((detect(a_page(body)), body))
            except PageUnreadable:
                continue
    return tuple(found)


def inputs(rng: random.Random, seeds: Sequence[Seed], count: int) -> Iterator[Seed]:
    """Broken pages, mostly for the format that they once were in."""
    names = tuple(FORMATS)
    for _ in range(count):
        format_, body = rng.choice(seeds)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            body = rng.choice(_BREAKS)(body, rng, seeds)
        yield (format_ if rng.random() < 0.8 else rng.choice(names)), body[:2_000_000]


def _truncated(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def _flipped(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    broken = bytearray(body)
    for _ in range(rng.randrange(1, 9)):
        if broken:
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _pieced(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    at = rng.randrange(len(body) + 1)
    return (
        body[:at] + rng.choice(_PIECES) * rng.choice((1, 1, 1, 40)) + body[at + rng.choice((0, 0, 1, 30)) :]
    )


def _spliced(body: bytes, rng: random.Random, seeds: Sequence[Seed]) -> bytes:
    _, other = rng.choice(seeds)
    return body[: rng.randrange(len(body) + 1)] + other[rng.randrange(len(other)) :]


def _repeated(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    start = rng.randrange(len(body) + 1)
    part = body[start : start + rng.randrange(1, 400)]
    return body[:start] + part * rng.choice((2, 20, 100)) + body[start:]


def _recoded(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    text = body.decode("utf-8", errors="replace")
    codec = rng.choice(("utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "utf-8-sig", "gb18030", "cp037"))
    return text.encode(codec, errors="replace")


def _retyped(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    """The same document with some values of another type, members doubled, dropped or moved."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _pieced(body, rng, _seeds)
    share = rng.choice((0.02, 0.1, 0.4))
    return json.dumps(_swapped(document, rng, share)).encode()


def _swapped(value: Any, rng: random.Random, share: float) -> Any:
    if rng.random() < share / 4:
        return rng.choice(_ODD)
    if isinstance(value, Mapping):
        return {
            (rng.choice(list(value)) if rng.random() < share / 8 else key): (
                rng.choice(_ODD) if rng.random() < share else _swapped(inner, rng, share)
            )
            for key, inner in value.items()
            if rng.random() > share / 4
        }
    if isinstance(value, list):
        return [_swapped(inner, rng, share) for inner in value if rng.random() > share / 4]
    return rng.choice(_ODD) if rng.random() < share else value


def _multiplied(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    """The same document with one of its lists many times as long."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _repeated(body, rng, _seeds)
    holders = [document, *(document.values() if isinstance(document, dict) else ())]
    lists = [value for value in holders if isinstance(value, list) and value]
    if lists and len(body) < MAX_SEED_BYTES:
        for chosen in rng.sample(lists, rng.choice((1, len(lists)))):
            chosen.extend(chosen * (rng.choice((2, 30, 300)) - 1))
    return json.dumps(document).encode()


def _nested(body: bytes, rng: random.Random, _seeds: Sequence[Seed]) -> bytes:
    depth = rng.choice((50, 1_000, 100_000))
    opening, closing = rng.choice(
        ((b"[", b"]"), (b'{"page":', b"}"), (b"<rss><channel>", b""), (b"<b>", b"</b>"))
    )
    return opening * (depth if len(opening) < 9 else depth // 10) + body + closing * min(depth, 1_000)


_BREAKS: Final[tuple[Callable[[bytes, random.Random, Sequence[Seed]], bytes], ...]] = (
    _truncated, _flipped, _pieced, _spliced, _repeated, _recoded, _retyped, _retyped, _multiplied, _nested,
)  # fmt: skip
