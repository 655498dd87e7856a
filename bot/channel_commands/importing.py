"""Reads a list of vendors as people have it: bullets, addresses, tables, data files, notes behind names."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from bot.expressions import compiled

MAX_ENTRIES: Final = 1000
_MAX_CHARACTERS: Final = 60_000
_MAX_NAME_CHARACTERS: Final = 80

# A line goes through patterns that try every place in a run of spaces: runs are made short before.
_SPACES: Final = compiled(r"[^\S\t]+")
_TABS: Final = compiled(r"(?: ?\t){9,}")
_CHAT_LINK: Final = compiled(r"<((?:https?://|mailto:)[^|<>\s]+)(?:\|[^<>]*)?>")
_MARKDOWN_LINK: Final = compiled(r"\[([^\[\]]+)\]\((?:[^()]|\([^()]*\))*\)")
_BULLET: Final = compiled(r"^\s*(?:(?:[-*+•·‣◦–—>]|\(?\d{1,3}[.)])\s+|\[[ xX]?\]\s+|:\w+:\s+)+")  # noqa: RUF001
_IGNORED: Final = compiled(
    r"\s*(?:#(?!\S*\|).*|//.*|```.*|~~~.*|--+.*|\[[\w.\" -]*\]|[|:\s=+-]*|[\[\]{}(),]*)"
)
_KEY: Final = compiled(r"^\s*[\"']?([\w.@/ -]{1,60}?)[\"']?\s*(?:=|:)\s*(?=[\[{\"'|>]|$)[\[{|>]*")
_NAMING_KEY: Final = compiled(
    r"^\s*[\"']?(?:name|vendor|service|provider|company|tool|url|id)[\"']?\s*[:=]\s*", re.IGNORECASE
)
_VERSION: Final = compiled(r"\s*(?:\[[\w, -]*\])?\s*(?:===?|~=|>=|<=|!=|\^|~>|>|<|@\d|;\s*python).*$")
_NOTE: Final = compiled(r"\s+[-–—|/>]+\s+|\s*[(\[]|\s*:\s+|:$|\s+#\s|\t")  # noqa: RUF001
_LEGAL: Final = frozenset(
    {"inc", "llc", "ltd", "gmbh", "corp", "co", "ag", "plc", "sas", "bv", "pty ltd", "limited"}
)
_HEADERS: Final = frozenset(
    {"vendor", "name", "service", "provider", "company", "tool", "app", "supplier", "product", "vendor name"}
)
_DELIMITERS: Final = ("\t", ";", "|", ",")
Known = Callable[[str], bool]


def entries_in(text: str, is_known: Known) -> tuple[str, ...]:
    """The names in a pasted list, each once, in its order.

    `is_known` says whether a text is a name: it tells a note from a part of a name, and a table from a list.
    """
    written = (_TABS.sub("\t" * 8, _SPACES.sub(" ", line)) for line in text[:_MAX_CHARACTERS].splitlines())
    lines = [entry for line in written if not _IGNORED.fullmatch(line) and (entry := _unmarked(line))]
    known: Known = cache(is_known)
    names = (_name(cell, known) for cell in _cells(lines, known))
    named = {name.casefold(): name for name in names if name and name.casefold() not in _LEGAL}
    return tuple(named.values())[:MAX_ENTRIES]


def _cells(lines: list[str], is_known: Known) -> Iterator[str]:
    table = _table(lines, is_known)
    if table is not None:
        yield from table
        return
    for line in lines:
        if is_known(line):
            yield line
        else:
            yield from re.split(r"[,;\t|]", line)


def _table(lines: list[str], is_known: Known) -> list[str] | None:
    """One column of a table; None when the lines are no table, for all of its columns hold names."""
    for delimiter in _DELIMITERS:
        rows = [_row(line, delimiter) for line in lines]
        if len(rows) < 2 or len(rows[0]) < 2:
            continue
        heads = [cell.casefold() for cell in rows[0]]
        column = next((at for at, head in enumerate(heads) if head in _HEADERS), None)
        if column is not None:
            return [row[column] for row in rows[1:] if len(row) > column]
        others = [cell for row in rows for cell in row[1:] if cell]
        if len({len(row) for row in rows}) == 1 and sum(map(is_known, others)) * 2 < len(others):
            return [row[0] for row in rows]
    return None


def _row(line: str, delimiter: str) -> list[str]:
    inner = line.strip().strip("|") if delimiter == "|" else line
    return [_bare(cell) for cell in inner.split(delimiter)]


def _unmarked(line: str) -> str:
    """A line without bullets, links' markup, and what data files put around a name."""
    linked = _MARKDOWN_LINK.sub(r"\1", _CHAT_LINK.sub(r"\1", line))
    entry = _BULLET.sub("", linked)
    entry = _NAMING_KEY.sub("", entry)
    key = _KEY.match(entry)
    if key is None:
        return _VERSION.sub("", entry).strip()
    rest = entry[key.end() :].strip()
    is_version = re.match(r"[\"'][\^~>=<v*]*\d|[\"']\*|[\"']latest|.*\bversion\b", rest)
    return key[1] if is_version else rest


def _name(cell: str, is_known: Known) -> str:
    """The name in a cell, without the note behind it."""
    entry = _bare(_VERSION.sub("", cell))
    if not entry or is_known(entry):
        return entry
    before = _bare(_NOTE.split(entry, maxsplit=1)[0])
    behind = _bare(entry.partition(":")[2])
    if before and is_known(before):
        return before
    return (
        behind if ": " in entry and behind and is_known(behind) else (before or entry)[:_MAX_NAME_CHARACTERS]
    )


def _bare(text: str) -> str:
    return text.strip().strip("\"'`“”‘’*_[]{}(),;").strip()  # noqa: RUF001
