"""`sharedfate restore`."""

import asyncio
from collections.abc import Sequence
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.surroundings import environment
from bot.clock import SystemClock
from bot.errors import ConfigurationError
from bot.settings import StoreSettings
from bot.storage.backup_file import MAX_BACKUP_BYTES, keepsakes_of
from bot.storage.connection import open_reader
from bot.storage.keepsake import Keepsake, holding, put_back
from bot.storage.migration import bring_up_to_date


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `sharedfate backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite the channels, marks and secrets that are there.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Put a backup into the store, all of it or nothing. A store that holds channels is refused.

    Example: sharedfate restore sharedfate.backup
    """
    keepsakes = keepsakes_of(_read(file), str(file))
    asyncio.run(_put_back(keepsakes, replace=replace))
    held = holding(keepsakes)
    if json:
        counted = {name: getattr(held, name) for name in held.__slots__}
        typer.echo(dumps({"file": str(file), **counted}, ensure_ascii=False))
    else:
        key = "; SHAREDFATE_VAULT_KEY must be the one of then" if held.secrets else ""
        typer.echo(f"restored {held}{key}")


async def _put_back(keepsakes: Sequence[Keepsake], *, replace: bool) -> None:
    async with open_reader(StoreSettings.read(environment().variables)) as client:
        await bring_up_to_date(client)
        await put_back(client, keepsakes, SystemClock().now(), replace=replace)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            data = source.read(MAX_BACKUP_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    if len(data) > MAX_BACKUP_BYTES:
        raise ConfigurationError(f"{file} is larger than {MAX_BACKUP_BYTES} bytes: no backup of ours is")
    return data
