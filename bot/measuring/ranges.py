"""Whose an address is, by the ranges that providers publish as their own."""

import gzip
from bisect import bisect_right
from dataclasses import dataclass, field
from importlib.resources import files
from ipaddress import IPv4Address, ip_address
from itertools import pairwise
from typing import Final

from bot.errors import ConfigurationError

# Made by `python -m benchmarks.ranges`; its head says of what, and of which day.
SHIPPED: Final = "ranges.txt.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Ranges of one family that do not overlap, sorted: first and last address, and whose they are."""

    firsts: tuple[int, ...] = ()
    lasts: tuple[int, ...] = ()
    nodes: tuple[str, ...] = ()

    def node_of(self, address: int) -> str | None:
        """Whose it is; None where nobody publishes it."""
        at = bisect_right(self.firsts, address) - 1
        return self.nodes[at] if at >= 0 and address <= self.lasts[at] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """All of them, and what the file says of itself: sources and days."""

    v4: Family = field(default_factory=Family)
    v6: Family = field(default_factory=Family)
    about: tuple[str, ...] = ()

    def node_of(self, address: str) -> str | None:
        """Whose an address is; None for one of nobody known, and for what is no address."""
        try:
            found = ip_address(address)
        except ValueError:
            return None
        if isinstance(found, IPv4Address):
            return self.v4.node_of(int(found))
        # An address of version 4 within one of version 6 is that.
        mapped = found.ipv4_mapped
        return self.v4.node_of(int(mapped)) if mapped is not None else self.v6.node_of(int(found))


def load() -> Ranges:
    """The shipped ranges: a few ten milliseconds."""
    packed = files("bot.measuring").joinpath(SHIPPED).read_bytes()
    return load_text(SHIPPED, gzip.decompress(packed).decode("ascii"))


def load_text(name: str, text: str) -> Ranges:
    """Ranges from lines: `first last node`, and `#` before what is about them. Raises ConfigurationError."""
    v4: list[tuple[int, int, str]] = []
    v6: list[tuple[int, int, str]] = []
    about: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            about.append(line.removeprefix("#").strip())
            continue
        try:
            first, last, node = line.split()
            one, other = ip_address(first), ip_address(last)
        except ValueError as error:
            raise ConfigurationError(f"{name}, line {number}: {error}") from error
        if one.version != other.version:
            raise ConfigurationError(f"{name}, line {number}: two families in one range")
        (v4 if one.version == 4 else v6).append((int(one), int(other), node))
    return Ranges(v4=_family(name, v4), v6=_family(name, v6), about=tuple(about))


def _family(name: str, rows: list[tuple[int, int, str]]) -> Family:
    """Of rows that are sorted and apart from one another. Raises ConfigurationError."""
    for (_, last, node), (first, _, other) in pairwise(rows):
        if first <= last:
            raise ConfigurationError(
                f"{name}: a range of {node} and one of {other} overlap, or are not sorted"
            )
    return Family(
        firsts=tuple(row[0] for row in rows),
        lasts=tuple(row[1] for row in rows),
        nodes=tuple(row[2] for row in rows),
    )
