"""Wire types made ready to be decoded: by one thread each, before any other uses them."""

import threading
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_LOCK: Final = threading.Lock()
_DECODERS: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}


def decoder_of(wire_type: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of a wire type; members may be written as texts.

    Pages are parsed in several threads, and msgspec works out what a type is made of when it is first used:
    two threads that do so at the same time end the process.
    """
    found = _DECODERS.get(wire_type)
    if found is None:
        with _LOCK:
            found = _DECODERS.get(wire_type)
            if found is None:
                found = _DECODERS[wire_type] = msgspec.json.Decoder(wire_type, strict=False)
    return found


def converted(value: Any, wire_type: type[T]) -> T:
    """A decoded document as a wire type. Raises msgspec.ValidationError."""
    decoder_of(wire_type)
    return msgspec.convert(value, wire_type, strict=False)
