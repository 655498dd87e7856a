"""Where the next page of a list begins: opaque to whoever carries it, checked when it comes back."""

import base64
import binascii
from typing import Final

import msgspec

from bot.errors import RequestRefused

NONE_OF_OURS: Final = "cursor: this is none of ours: take `next` of the page before, or leave it out"


def cursor_of(kind: str, place: tuple[str, ...]) -> str:
    """A mark that leads behind `place` in the list `kind`."""
    return base64.urlsafe_b64encode(msgspec.json.encode((kind, *place))).decode().rstrip("=")


def place_of(cursor: str, kind: str, length: int) -> tuple[str, ...]:
    """The place behind which to go on, in so many parts. Raises RequestRefused."""
    try:
        packed = base64.b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}", b"-_", validate=True)
        written, *place = msgspec.json.decode(packed, type=tuple[str, ...])
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise RequestRefused(NONE_OF_OURS) from error
    if written != kind or len(place) != length:
        raise RequestRefused(NONE_OF_OURS)
    return tuple(place)
