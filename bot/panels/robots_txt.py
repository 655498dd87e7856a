"""robots.txt (RFC 9309): what a site lets a program of our name ask for.

Libraries keep the rules of every program, which a hostile file makes millions of. These are ours alone, read
in time in proportion.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

# RFC 9309, 2.5: at least so much is to be read.
MAX_ROBOTS_BYTES: Final = 500 * 1024
# The broadest are kept: what is asked for is a front page, which no long pattern is about.
MAX_RULES: Final = 500
MAX_PATTERN_CHARACTERS: Final = 500
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")  # RFC 3986, 2.3
_TOKEN: Final = re.compile(r"\*|[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class RobotsRule:
    """Whether what a pattern matches may be asked for. `*` is anything; a `$` at the end is the end."""

    pattern: str
    allows: bool


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """All rules of one site that are about us. Without any, all is allowed."""

    rules: tuple[RobotsRule, ...] = ()

    def allow(self, url: str) -> bool:
        """Whether an address of that site may be asked for: the longest pattern decides, then the kinder."""
        parts = urlsplit(url)
        path = _normalized((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [rule for rule in self.rules if _matches(rule.pattern, path)]
        return max(fitting, key=lambda rule: (len(rule.pattern), rule.allows), default=_FREE).allows


@dataclass(frozen=True, slots=True)
class ReadRobots:
    """The rules of a site, and when they were read."""

    rules: RobotsRules
    read_at: datetime


_FREE: Final = RobotsRule("", allows=True)


def robots_rules(document: bytes, token: str) -> RobotsRules:
    """The rules for the program of that product token, else those for all. Whatever the bytes are."""
    text = document[:MAX_ROBOTS_BYTES].decode("utf-8-sig", errors="replace")
    found: dict[str, set[RobotsRule]] = {}
    group: set[str] = set()
    is_open = False
    for name, value in _lines(text):
        if name == "user-agent":
            named = _TOKEN.match(value)
            group = (group if is_open else set()) | ({named[0].lower()} if named else set())
            group &= {token.lower(), "*"}
            is_open = True
            for member in group:
                found.setdefault(member, set())
        elif name in ("allow", "disallow"):
            is_open = False
            rule = RobotsRule(_normalized(value), allows=name == "allow")
            for member in group if 0 < len(rule.pattern) <= MAX_PATTERN_CHARACTERS else ():
                found[member].add(rule)
    ours = found.get(token.lower(), found.get("*", set()))
    return RobotsRules(tuple(sorted(ours, key=lambda rule: (len(rule.pattern), rule.pattern))[:MAX_RULES]))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", text):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _matches(pattern: str, path: str) -> bool:
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if pattern.endswith("$"):
        last = others.pop() if others else None
        if last is None:
            return path == first
    else:
        last = ""
    at = len(first)
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= at


def _normalized(text: str) -> str:
    """As paths are compared (RFC 9309, 2.2.2): what needs no escape has none, all else has one."""
    return _ESCAPE.sub(_unescaped, quote(text, safe=string.punctuation))


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()
