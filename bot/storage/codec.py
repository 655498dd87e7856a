"""Domain values to bytes and back: JSON, readable in redis-cli, with a schema version in front."""

from typing import Any, Final, TypeVar

import msgspec

from bot.errors import StoreUnavailable

T = TypeVar("T")

# Raise it when a stored value changes its meaning; a reader that meets another version says so.
SCHEMA: Final = b"3"

_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """A value as `3{json}`."""
    return SCHEMA + _encoder.encode(value)


def decode(data: bytes, value_type: type[T]) -> T:
    """The value again. Raises StoreUnavailable for data of another version of Sharedfate."""
    if data[:1] != SCHEMA:
        raise StoreUnavailable(
            f"the store holds data of schema {data[:1].decode(errors='replace')!r}, this version reads "
            f"{SCHEMA.decode()!r}: start with an empty data directory or another REDIS_URL"
        )
    try:
        return msgspec.json.decode(data[1:], type=value_type)
    except msgspec.MsgspecError as error:
        raise StoreUnavailable(f"the store holds a {value_type.__name__} we cannot read: {error}") from error
