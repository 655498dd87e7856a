"""Checks of whoever runs us, as their own tools report them, and whatever else such a tool hands in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

# Of what one request brings, more are not looked at.
MAX_CHECKS: Final = 500
MAX_HINTS: Final = 10
MAX_NAME_CHARACTERS: Final = 80
MAX_WORDS_CHARACTERS: Final = 200
MAX_ADDRESS_CHARACTERS: Final = 300


class CheckState(StrEnum):
    """How a check is doing."""

    FAILING = "failing"
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCheck:
    """What a tool says of one check. Its words are foreign: bounded, on one line, and to be escaped.

    `id` is the same each time the tool speaks of it. Four things may tell whom it is about: `service` is said
    on purpose and alone decides; `labels` are names that usually are; `hosts` are what it asks, as addresses
    or hosts; `names` may be anything. `since` and `ended` are the tool's own times, where it gives them.
    """

    source: str
    id: str
    state: CheckState
    name: str
    service: str = ""
    labels: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    since: datetime | None = None
    ended: datetime | None = None
    says: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNudge:
    """Somebody says that a status page has news: no word of it is believed, the page is read.

    `ids` are the platform's own ids of the page, `addresses` lead to it or to something on its host.
    """

    ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What one request of a tool brings. `id` is its own, where sending it twice can be told by it."""

    id: str | None = None
    checks: tuple[UserCheck, ...] = ()
    nudge: PageNudge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalOutcome:
    """What became of it: whether it `is_known` already, how much was taken, and how much names nobody."""

    is_known: bool = False
    taken: int = 0
    unmatched: int = 0
