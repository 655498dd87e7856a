"""A key in Redis: its name, how long it lives, why, and what becomes of it."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Final

# The groups of keys that are spread over the shards of a store; in one of them: {sf:poll:3}.
_SHARDED: Final = re.compile(r"^\{(sf:(?:poll|tell))(?::\d+)?\}")


class Keeping(StrEnum):
    """What becomes of a value when another version of us opens the store."""

    ALWAYS = "always"  # people set or said it: never lost, and backed up
    READABLE = "readable"  # what we told and learned: backed up, and kept for as long as it can be read
    REBUILT = "rebuilt"  # pages and platforms tell us again


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key, or a family of keys (`:*`). `ttl` None: bounded by the catalogue or by a length.

    What stands in braces is its group: keys of one group may commit together, and of no other. A group that
    is spread over shards (`{sf:poll}`) has its keys in each of them: see `at`.
    Values that are `packed` no eye reads: a backup has them as they are stored.
    """

    name: str
    ttl: timedelta | None
    reason: str
    keeping: Keeping = Keeping.REBUILT
    packed: bool = False

    def of(self, member: str) -> str:
        """The name of one key of a family."""
        return self.name.removesuffix("*") + member

    @property
    def is_sharded(self) -> bool:
        """Whether each shard of a store has one."""
        return _SHARDED.match(self.name) is not None

    def at(self, shard: int) -> "Key":
        """The same in one shard."""
        return _at(self, shard)


@cache
def _at(key: Key, shard: int) -> Key:
    return replace(key, name=in_shard(key.name, shard))


def in_shard(name: str, shard: int) -> str:
    """The name of a key in this shard, in whichever it was."""
    return _SHARDED.sub(rf"{{\1:{shard}}}", name)


def beside(name: str, other: str) -> str:
    """The name of the key `other` in the very group and shard of the key `name`."""
    return name.partition("}")[0] + "}" + other.partition("}")[2]


def without_shard(name: str) -> str:
    """The name of a key whichever shard it is in."""
    return _SHARDED.sub(r"{\1}", name)
