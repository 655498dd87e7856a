"""`sharedfate env`."""

from collections.abc import Iterator

import typer

from adapters.chat import PLATFORMS
from bot.settings import BotSettings, EnvironmentSettings, StoreSettings


def env() -> None:
    """Print every setting with its default: the content of .env.example.

    Example: sharedfate env > .env
    """
    typer.echo(env_example(), nl=False)


def env_example() -> str:
    """The text of .env.example: each variable with its meaning and default."""
    platforms = [platform.settings for platform in PLATFORMS.values()]
    owners: list[type[EnvironmentSettings]] = [StoreSettings, BotSettings, *platforms]
    head = "# Every setting of Sharedfate. Each NAME may also be given as NAME_FILE, the path of a file.\n"
    return head + "".join("\n" + "".join(_lines(owner)) for owner in owners)


def variables_of(owner: type[EnvironmentSettings]) -> list[str]:
    """The names of an owner's variables."""
    prefix = owner.model_config.get("env_prefix", "")
    return [f"{prefix}{name}".upper() for name in owner.model_fields]


def _lines(owner: type[EnvironmentSettings]) -> Iterator[str]:
    doc = (owner.__doc__ or "").strip().splitlines()[0]
    yield f"## {doc}\n"
    for variable, field in zip(variables_of(owner), owner.model_fields.values(), strict=True):
        default = "" if field.default is None else str(field.default)
        yield f"# {field.description}\n# {variable}={default}\n"
