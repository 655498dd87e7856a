"""Chance that a seed settles: the same wherever and whenever it is drawn."""

from hashlib import blake2b


def drawn(seed: int, *what: str | int) -> int:
    """A number of 64 bits for a thing, whatever else was drawn before."""
    text = "\x1f".join(map(str, (seed, *what)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
