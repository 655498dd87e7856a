"""A backup as a file: JSON Lines, documented in docs/upgrading.md.

The first line says what this is and how it was made, each that follows is one key with its values, and the
last says how many there are and the SHA-256 of all lines before it, so that half a file is told from a whole.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from bot.errors import ConfigurationError, StoreUnavailable
from bot.storage import keys as k
from bot.storage.codec import SCHEMA, plain
from bot.storage.forms import FORMS
from bot.storage.keepsake import Keepsake
from bot.storage.key import Keeping, Key
from bot.storage.regrouped import name_now
from bot.storage.stored_values import Shape, StoredValue

# 2: values of packed keys are in base64.
FORMAT: Final = 2
MAX_BACKUP_BYTES: Final = 256 * 1024 * 1024
_NO_BACKUP: Final = "is no backup of Sharedfate: `sharedfate backup FILE` makes one"


class _First(msgspec.Struct, kw_only=True):
    sharedfate_backup: int
    schema: str = ""
    version: str = ""
    made_at: datetime | None = None
    secrets: Literal["encrypted", "left out"] = "encrypted"


class _Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    key: str
    type: Shape
    values: list[tuple[str, str]]
    expires_at: datetime | None = None


class _Last(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    keys: int
    sha256: str


def written(keepsakes: Sequence[Keepsake], *, secrets: bool, version: str, now: datetime) -> Iterator[bytes]:
    """The lines of the file. `version` is that of the program which writes it. Raises StoreUnavailable."""
    digest = hashlib.sha256()
    first = _First(
        sharedfate_backup=FORMAT,
        schema=SCHEMA.decode(),
        version=version,
        made_at=now,
        secrets="encrypted" if secrets else "left out",
    )
    for line in (first, *(_line_of(keepsake) for keepsake in keepsakes)):
        data = msgspec.json.encode(line) + b"\n"
        digest.update(data)
        yield data
    yield msgspec.json.encode(_Last(keys=len(keepsakes), sha256=digest.hexdigest())) + b"\n"


def keepsakes_of(data: bytes, name: str) -> list[Keepsake]:
    """What a file holds. Raises ConfigurationError, with its `name`, for what is no whole backup."""
    lines = data.splitlines(keepends=True)
    _understood(lines[0] if lines else b"", name)
    try:
        last = msgspec.json.decode(lines[-1], type=_Last)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name} is cut short: its end is missing; use another backup") from error
    digest = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    if last.sha256 != digest or last.keys != len(lines) - 2:
        raise ConfigurationError(f"{name} is damaged: its checksum does not fit; use another backup")
    return [_keepsake(line, f"{name}, line {number}") for number, line in enumerate(lines[1:-1], start=2)]


def _understood(line: bytes, name: str) -> None:
    try:
        first = msgspec.json.decode(line, type=_First)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name} {_NO_BACKUP}") from error
    if first.sharedfate_backup > FORMAT or first.schema > SCHEMA.decode():
        raise ConfigurationError(
            f"{name} was made by a newer version of Sharedfate ({first.version}): restore it with that one"
        )


def _line_of(keepsake: Keepsake) -> _Line:
    key = k.declared(keepsake.name)
    try:
        values = [(value.place.decode(), _text_of(value.data, key)) for value in keepsake.values]
    except (zlib.error, UnicodeDecodeError) as error:
        raise StoreUnavailable(f"cannot back up {keepsake.name}: what is stored there is damaged") from error
    return _Line(key=keepsake.name, type=keepsake.shape, values=values, expires_at=keepsake.expires_at)


def _text_of(data: bytes, key: Key | None) -> str:
    if key is not None and key.packed:
        return b64encode(data).decode()
    return (plain(data) if key in FORMS else data).decode()


def _data_of(text: str, key: Key) -> bytes:
    """Raises ValueError."""
    return b64decode(text, validate=True) if key.packed else text.encode()


def _keepsake(data: bytes, where: str) -> Keepsake:
    try:
        line = msgspec.json.decode(data, type=_Line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{where}: {error}") from error
    name = name_now(line.key)
    key = k.declared(name)
    if key is None or key.keeping is Keeping.REBUILT:
        raise ConfigurationError(f"{where}: a backup has no key {line.key[:80]!r}")
    try:
        values = tuple(
            StoredValue(name, line.type, place.encode(), _data_of(text, key)) for place, text in line.values
        )
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}") from error
    return Keepsake(name=name, shape=line.type, values=values, expires_at=line.expires_at)
