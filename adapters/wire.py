"""Bytes to wire values, for every format that speaks JSON."""

from typing import TypeVar

import msgspec

from bot.errors import ParseError

T = TypeVar("T")


def decode(body: bytes, wire_type: type[T]) -> T:
    """Decode JSON into a wire type. Raises ParseError with the JSON path of what does not fit."""
    try:
        return msgspec.json.decode(body, type=wire_type, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"not the JSON this format promises: {error}") from error
