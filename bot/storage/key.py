"""A key in Redis: its name, how long it lives, why, and what becomes of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Keeping(StrEnum):
    """What becomes of a value when another version of us opens the store."""

    ALWAYS = "always"  # people set or said it: never lost, and backed up
    READABLE = "readable"  # what we told and learned: backed up, and kept for as long as it can be read
    REBUILT = "rebuilt"  # pages and platforms tell us again


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key, or a family of keys (`:*`). `ttl` None: bounded by the catalogue or by a length."""

    name: str
    ttl: timedelta | None
    reason: str
    keeping: Keeping = Keeping.REBUILT

    def of(self, member: str) -> str:
        """The name of one key of a family."""
        return self.name.removesuffix("*") + member
