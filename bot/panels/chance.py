"""Spreading by hash: the same wherever it is asked, and even enough."""

from hashlib import blake2b
from typing import Final

_BYTES: Final = 8


def fraction(*what: str | int) -> float:
    """A number from 0 up to 1, excluded, that belongs to these words."""
    text = "\x1f".join(map(str, what))
    drawn = int.from_bytes(blake2b(text.encode(), digest_size=_BYTES).digest())
    return drawn / (1 << 8 * _BYTES)
