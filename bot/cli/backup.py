"""`sharedfate backup`."""

import asyncio
import os
from collections.abc import Iterable
from contextlib import suppress
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
from bot.cli.surroundings import environment
from bot.clock import SystemClock
from bot.errors import ConfigurationError
from bot.settings import StoreSettings
from bot.storage.backup_file import written
from bot.storage.connection import open_existing
from bot.storage.keepsake import Keepsake, holding, keepsakes_in


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; an older backup there is replaced.")],
    secrets: Annotated[
        bool,
        typer.Option("--secrets/--without-secrets", help="Keep the encrypted tokens of workspaces in it."),
    ] = True,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write what people set and said into a file: channels, watch lists, marks, votes, encrypted secrets.

    Also while `run` runs. What pages say is not in it: they say it again. The passphrase of the secrets is
    not in it either: keep SHAREDFATE_VAULT_KEY.

    Example: sharedfate backup sharedfate.backup
    """
    keepsakes = asyncio.run(_loaded(secrets=secrets))
    lines = written(keepsakes, secrets=secrets, version=__version__, now=SystemClock().now())
    write_atomically(file, lines)
    held = holding(keepsakes)
    if json:
        counted = {name: getattr(held, name) for name in held.__slots__}
        typer.echo(dumps({"file": str(file), **counted}, ensure_ascii=False))
    else:
        key = "; keep SHAREDFATE_VAULT_KEY, which is not in it" if held.secrets else ""
        typer.echo(f"{file} holds {held}{key}")


async def _loaded(*, secrets: bool) -> list[Keepsake]:
    async with open_existing(StoreSettings.read(environment().variables)) as client:
        return await keepsakes_in(client, secrets=secrets)


def write_atomically(file: Path, lines: Iterable[bytes]) -> None:
    """Write a file that only we may read: whole, or not at all. Raises ConfigurationError."""
    fresh = file.parent / f".{file.name}.{os.getpid()}"
    try:
        if file.is_dir():
            raise IsADirectoryError(0, "it is a directory")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise ConfigurationError(f"cannot write {file}: {error.strerror}") from error
