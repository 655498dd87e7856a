"""Learned numbers as the TOML text that the loader reads: sorted, four digits, one a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.learned.learned import IMPACTS, Learned

_DIGITS: Final = 4

# What stands above each table and number, in the order of the file.
_NUMBERS: Final = (
    ("typical", "first reports per hour of an organisation that nobody knows"),
    ("naming_typical", "share of reports that name an infrastructure which nobody has named yet"),
    ("blaming_typical", "and that blame it"),
    ("upstream_typical", "share of reports that blame an upstream without its name"),
    ("delay_median", "minutes from the start of a failure to a dependent's post"),
    ("delay_sigma", "deviation of the logarithm of that delay"),
)
_TABLES: Final = (
    ("rates", "first reports (one an organisation in two hours) per hour, by chance"),
    ("impact_shares", "shares of impacts, every organisation counting alike"),
    ("naming_of", "share of reports by chance that name a node or a part of it: any organisation's"),
    ("naming", "and of an organisation's own"),
    ("blaming_of", "share of reports by chance that blame a node or a part of it: any organisation's"),
    ("blaming", "and of an organisation's own"),
    ("reticence", "what is left of a node's shares for an organisation that never named it"),
    ("upstreams", "share of reports by chance that blame an upstream without its name"),
    ("reach", "share of a node's wide failures in which the service posts"),
    ("failed", "number of those failures in which the service was watched"),
    ("posted", "in how many of them it posted; what may be chance counts in part"),
)


def as_toml(learned: Learned, origin: Sequence[str] = ()) -> str:
    """The text of a file. `origin` are lines on what it was learned from, put above as comments."""
    return "\n".join((*(f"# {line}" for line in origin), *_lines(learned))) + "\n"


def rounded(number: float) -> float:
    """As the file has it: four digits."""
    return float(f"{number:.{_DIGITS}g}")


def _lines(learned: Learned) -> Iterator[str]:
    yield f"version = {learned.version}"
    if learned.until is not None:
        yield f"until = {learned.until.isoformat()}  # learned from what was seen before"
    for key, says in _NUMBERS:
        yield f"{key} = {rounded(getattr(learned, key))!r}  # {says}"
    if learned.week:
        yield "# factors of the rates by the hour of the week, UTC: a day a line, Monday first"
        yield "week = ["
        for day in range(0, len(learned.week), 24):
            yield f"    {', '.join(f'{factor:.3f}' for factor in learned.week[day : day + 24])},"
        yield "]"
    for key, says in _TABLES:
        yield from _table(key, says, getattr(learned, key))
    yield from ("", "# shares of the impacts of an organisation's reports", "[impacts]")
    for organisation, shares in sorted(learned.impacts.items()):
        inner = ", ".join(f"{i} = {rounded(shares[i])!r}" for i in IMPACTS if i in shares)
        yield f"{json.dumps(organisation)} = {{ {inner} }}"


def _table(key: str, says: str, numbers: Mapping[str, float]) -> Iterator[str]:
    yield from ("", f"# {says}", f"[{key}]")
    yield from (f"{json.dumps(name)} = {rounded(number)!r}" for name, number in sorted(numbers.items()))
