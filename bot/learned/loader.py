"""Load the learned numbers from their TOML file: the shipped one, or another."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Final

import tomli

from bot.errors import ConfigurationError
from bot.learned.learned import HOURS_OF_WEEK, IMPACTS, Learned

SHIPPED: Final = "parameters.toml"
VERSION: Final = 1

# What a number may be, in words and as a test.
_Rule = tuple[str, Callable[[float], bool]]
_SHARE: Final[_Rule] = ("a share, from 0 to 1", lambda x: 0.0 <= x <= 1.0)
_POSITIVE: Final[_Rule] = ("more than 0", lambda x: x > 0.0)
_NUMBER_OF: Final[_Rule] = ("0 or more", lambda x: x >= 0.0)

_NUMBERS: Final[Mapping[str, _Rule]] = {
    "typical": _POSITIVE,
    "naming_typical": _SHARE,
    "blaming_typical": _SHARE,
    "upstream_typical": _SHARE,
    "delay_median": _POSITIVE,
    "delay_sigma": _POSITIVE,
}
_TABLES: Final[Mapping[str, _Rule]] = {
    "rates": _POSITIVE,
    "impact_shares": _SHARE,
    "naming_of": _SHARE,
    "naming": _SHARE,
    "blaming_of": _SHARE,
    "blaming": _SHARE,
    "reticence": _SHARE,
    "upstreams": _SHARE,
    "reach": _SHARE,
    "failed": _POSITIVE,
    "posted": _NUMBER_OF,
}
_OTHERS: Final = frozenset({"version", "until", "week", "impacts"})


def load(path: Path | None = None) -> Learned:
    """The shipped numbers, or those of a file. Raises ConfigurationError naming the file and the key."""
    if path is None:
        return load_text(SHIPPED, files("bot.learned").joinpath(SHIPPED).read_text(encoding="utf-8"))
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot read the learned numbers {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 text") from error
    return load_text(str(path), text)


def load_text(name: str, text: str) -> Learned:
    """The numbers of a TOML text; what it leaves out is as it is by default. `name` is for messages."""
    try:
        document: dict[str, object] = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: {error}") from error
    try:
        return _learned(document)
    except ValueError as error:
        raise ConfigurationError(f"{name}: {error}") from error


def _learned(document: Mapping[str, object]) -> Learned:
    unknown = sorted(document.keys() - _NUMBERS.keys() - _TABLES.keys() - _OTHERS)
    if unknown:
        raise ValueError(f"{unknown[0]}: no such key")
    if document.get("version") != VERSION:
        raise ValueError(f"version: {VERSION} is wanted, learn the numbers anew")
    usual = Learned()
    until = document.get("until")
    if until is not None and type(until) is not date:
        raise ValueError("until: a date is wanted")
    numbers = {
        key: _number(key, document.get(key, getattr(usual, key)), rule) for key, rule in _NUMBERS.items()
    }
    tables = {key: _table(key, document.get(key, {}), rule) for key, rule in _TABLES.items()}
    return Learned(
        version=VERSION,
        until=until,
        typical=numbers["typical"],
        rates=tables["rates"],
        week=_week(document.get("week", [])),
        impact_shares=tables["impact_shares"] or usual.impact_shares,
        impacts=_impacts(document.get("impacts", {})),
        naming_typical=numbers["naming_typical"],
        naming_of=tables["naming_of"],
        naming=tables["naming"],
        blaming_typical=numbers["blaming_typical"],
        blaming_of=tables["blaming_of"],
        blaming=tables["blaming"],
        reticence=tables["reticence"],
        upstream_typical=numbers["upstream_typical"],
        upstreams=tables["upstreams"],
        delay_median=numbers["delay_median"],
        delay_sigma=numbers["delay_sigma"],
        reach=tables["reach"],
        failed=tables["failed"],
        posted=tables["posted"],
    )


def _number(key: str, value: object, rule: _Rule) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{key}: a number is wanted")
    says, is_good = rule
    if not is_good(value):
        raise ValueError(f"{key}: {value} is not {says}")
    return float(value)


def _table(key: str, value: object, rule: _Rule) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ValueError(f"{key}: a table is wanted")  # noqa: TRY004  -- a fault of the file, not of a caller
    return {name: _number(f"{key}.{name}", number, rule) for name, number in value.items()}


def _week(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) not in (0, HOURS_OF_WEEK):
        raise ValueError(f"week: {HOURS_OF_WEEK} numbers are wanted")
    return tuple(_number(f"week[{hour}]", factor, _POSITIVE) for hour, factor in enumerate(value))


def _impacts(value: object) -> dict[str, dict[str, float]]:
    if not isinstance(value, dict):
        raise ValueError("impacts: a table is wanted")  # noqa: TRY004  -- a fault of the file, not of a caller
    found = {name: _table(f"impacts.{name}", shares, _SHARE) for name, shares in value.items()}
    for name, shares in found.items():
        for impact in shares:
            if impact not in IMPACTS:
                raise ValueError(f"impacts.{name}.{impact}: no such impact")
    return found
