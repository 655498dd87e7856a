"""Domain values to bytes and back: JSON, readable in redis-cli, with a schema version in front.

Large values are compressed. An incident of 250 members is 150 kB of JSON, 18 kB compressed in 0.7 ms; it is
stored with every one of its changes, and a month of them must fit into the memory of a small server.
"""

import zlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from bot.errors import StoreUnavailable

T = TypeVar("T")

# Raise it when a stored value changes its meaning, and add the step to `migration.STEPS`.
SCHEMA: Final = b"4"
# Behind the schema of a compressed value; JSON never starts with it.
_COMPRESSED: Final = b"z"
# What pollers store at every reading stays below, and is spared the time.
COMPRESSED_FROM_BYTES: Final = 32 * 1024
# An entry of a stream is written once and kept for weeks: from here on it pays. An alert of 6 kB becomes 2.
SQUEEZED_FROM_BYTES: Final = 1024

_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """A value as `4{json}`, or `4z` and bytes."""
    return encode_as(SCHEMA, value)


def encode_as(schema: bytes, value: Any) -> bytes:
    """The same under a schema of choice."""
    data = _encoder.encode(value)
    if len(data) < COMPRESSED_FROM_BYTES:
        return schema + data
    return schema + _COMPRESSED + zlib.compress(data, level=1)


def packed(value: Any) -> bytes:
    """The same as small as it gets, whatever its size: for what is written once and kept for long."""
    return SCHEMA + _COMPRESSED + zlib.compress(_encoder.encode(value), level=9)


def squeezed(data: bytes) -> bytes:
    """A stored value, compressed if it is worth it and not done yet: for what streams keep."""
    if len(data) < SQUEEZED_FROM_BYTES or data[1:2] == _COMPRESSED:
        return data
    return data[:1] + _COMPRESSED + zlib.compress(data[1:], level=1)


def decode(data: bytes, value_type: type[T]) -> T:
    """The value again. Raises StoreUnavailable for data of another version of Sharedfate."""
    if data[:1] != SCHEMA:
        raise StoreUnavailable(
            f"the store holds data of schema {data[:1].decode(errors='replace')!r}, this version reads "
            f"{SCHEMA.decode()!r}: `sharedfate run` brings an older store up to date, see docs/upgrading.md"
        )
    try:
        return msgspec.json.decode(json_in(data), type=value_type)
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        kind = value_type.__name__.lstrip("_")
        raise StoreUnavailable(f"the store holds a {kind} we cannot read: {error}") from error


def json_in(data: bytes) -> bytes:
    """The JSON of a stored value of any schema. Raises zlib.error for a compressed one that is damaged."""
    return zlib.decompress(data[2:]) if data[1:2] == _COMPRESSED else data[1:]


def plain(data: bytes) -> bytes:
    """The same value, readable with the eye whatever its size. Raises zlib.error as `json_in` does."""
    return data[:1] + json_in(data)


def decoder_of(value_type: type[T]) -> Callable[[bytes], T]:
    """What makes bytes a value of this type again."""
    return partial(decode, value_type=value_type)
