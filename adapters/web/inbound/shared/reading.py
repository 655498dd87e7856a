"""Foreign values made ours: JSON into wire types, and texts, addresses and times within bounds."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from adapters.odd_members import decode_leniently
from adapters.times import moment
from bot.domain.check import MAX_ADDRESS_CHARACTERS, MAX_HINTS, MAX_NAME_CHARACTERS, CheckState
from bot.domain.unseen import cut_whole, seen
from bot.errors import ArrivalRefused

T = TypeVar("T")

MAX_ID_CHARACTERS: Final = 100
# fmt: off
_FAILING: Final = frozenset({
    "alerting", "critical", "down", "error", "fail", "failed", "failing", "firing", "open", "outage",
    "problem", "triggered", "unhealthy",
})
_OK: Final = frozenset({
    "closed", "good", "healthy", "normal", "ok", "operational", "passed", "passing", "recovered", "resolve",
    "resolved", "success", "up",
})
# fmt: on


def read(body: bytes, wire_type: type[T], what: str) -> T:
    """Decode JSON. Raises ArrivalRefused: `what` was promised, and this is where it is something else."""
    try:
        return decode_leniently(body, wire_type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise ArrivalRefused(f"this is not {what}: {cut_whole(seen(str(error)), 200)}") from error


def plain(text: str | None, limit: int = MAX_NAME_CHARACTERS) -> str:
    """A foreign text on one line, at most so long."""
    words = " ".join(seen((text or "")[: 4 * limit]).split())
    return words if len(words) <= limit else f"{cut_whole(words, limit - 1)}…"


def hints(*texts: str | None, limit: int = MAX_NAME_CHARACTERS) -> tuple[str, ...]:
    """Those that say anything, each once."""
    found = dict.fromkeys(plain(text, limit) for text in texts)
    return tuple(text for text in found if text)[:MAX_HINTS]


def addresses(*texts: str | None) -> tuple[str, ...]:
    """The same for addresses, which may be longer; what stands for none is none."""
    found = hints(*texts, limit=MAX_ADDRESS_CHARACTERS)
    return tuple(text for text in found if text.rstrip("/:") not in ("http", "https"))


def link(text: str | None) -> str | None:
    """A web address that people may follow; None for anything else, and for one that holds a password."""
    if not text or len(text) > MAX_ADDRESS_CHARACTERS or not text.isascii() or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return text if is_fit and " " not in text else None


def started(text: str | None) -> datetime | None:
    """A time; None for none, which Go writes as year 1."""
    return moment(text)


def state_of(word: str | None) -> CheckState | None:
    """What a word says of a check; None for one that says neither."""
    folded = plain(word).casefold()
    if folded in _FAILING:
        return CheckState.FAILING
    return CheckState.OK if folded in _OK else None


def id_of(text: str) -> str:
    """A foreign id, or what stands for one that is too long."""
    return text if len(text) <= MAX_ID_CHARACTERS else digest((text,))


def digest(parts: Iterable[str]) -> str:
    """One id of many, of bounded length."""
    return blake2b("\0".join(parts).encode(errors="replace"), digest_size=16).hexdigest()
