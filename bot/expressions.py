"""Regular expressions that are compiled once an installation, not once a process.

Python compiles them anew in every process: those of the grammar of questions alone take a third of a second.
What it makes of one is a list of numbers, which its engine proves before it takes them. They are kept by the
text of the expression, so that none is ever out of date. Another Python has a file of its own.
"""

import re
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, Final, Self

import msgspec

from bot.kept_files import keep, kept_here, shipped

KIND: Final = "expressions"
# Those of a checkout in which many were changed are let go together.
MOST_KEPT: Final = 2_000


def _module(name: str) -> Any:
    with suppress(ImportError):
        return import_module(name)
    return None


# Python has no public way to keep what `re.compile` makes. Where this one does not work, it compiles as ever.
_engine: Final = _module("_sre")
_compiler: Final = _module("re._compiler")
_parser: Final = _module("re._parser")

# By their flags and text.
_missed: Final[dict[str, re.Pattern[str]]] = {}


class _Numbers(msgspec.Struct, array_like=True, frozen=True):
    """What Python's own compiler hands to its engine, beside the expression."""

    flags: int
    code: list[int]
    groups: int
    names: dict[str, int]

    @classmethod
    def of(cls, pattern: str, flags: int) -> Self:
        """Those of an expression."""
        parsed = _parser.parse(pattern, flags)
        code = [int(number) for number in _compiler._code(parsed, flags)]  # noqa: SLF001  -- see above
        state = parsed.state
        return cls(flags=flags | state.flags, code=code, groups=state.groups - 1, names=state.groupdict)

    def expression(self, pattern: str) -> re.Pattern[str]:
        """The expression again. Raises RuntimeError for what is no code."""
        groups: list[str | None] = [None] * (self.groups + 1)
        for name, group in self.names.items():
            groups[group] = name
        made: re.Pattern[str] = _engine.compile(
            pattern, self.flags, self.code, self.groups, self.names, tuple(groups)
        )
        return made


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, from what is kept or made anew."""
    key = f"{int(flags)} {pattern}"
    numbers = table().get(key)
    if numbers is not None:
        with suppress(Exception):
            return msgspec.msgpack.decode(numbers, type=_Numbers).expression(pattern)
    _missed[key] = re.compile(pattern, flags)
    return _missed[key]


def keep_new() -> None:
    """Keep what this process had to compile, for the next one."""
    if _missed and None not in (_engine, _compiler, _parser):
        keep(KIND, make_here(), content())
        _missed.clear()


def content() -> bytes:
    """What was kept here before, and what this process had to compile."""
    new = {key: numbers for key, made in _missed.items() if (numbers := _numbers_of(key, made)) is not None}
    older = _numbers_in(kept_here(KIND, make_here()))
    return msgspec.msgpack.encode({**older, **new} if len(older) + len(new) <= MOST_KEPT else new)


@cache
def table() -> dict[str, msgspec.Raw]:
    """The numbers that are shipped or kept, by the flags and the text of an expression; read once."""
    make = make_here()
    return {**_numbers_in(shipped(KIND, make)), **_numbers_in(kept_here(KIND, make))}


def _numbers_in(found: bytes | None) -> dict[str, msgspec.Raw]:
    if found is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(found, type=dict[str, msgspec.Raw])
    return {}


def make_here() -> str:
    """By what the files of different Pythons are told apart."""
    engine, bits = getattr(_engine, "MAGIC", None), sys.maxsize.bit_length() + 1
    return f"{sys.implementation.cache_tag}-{engine}-{sys.byteorder}-{bits}"


def _numbers_of(key: str, made: re.Pattern[str]) -> msgspec.Raw | None:
    """The numbers of an expression, None where the same is not to be had of them."""
    flags, _, pattern = key.partition(" ")
    try:
        numbers = _Numbers.of(pattern, int(flags))
        # Equal are those of the same code.
        is_same = numbers.expression(pattern) == made
        return msgspec.Raw(msgspec.msgpack.encode(numbers)) if is_same else None
    except Exception:  # noqa: BLE001  -- what is no interface may fail in any way
        return None
