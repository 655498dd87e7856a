"""`sharedfate env`."""

from collections.abc import Iterator
from json import dumps
from typing import Annotated, Final

import typer

from bot.cli.surroundings import environment, oddities, origins_line, owners, variables_of
from bot.environment import Environment
from bot.settings import EnvironmentSettings

_HEAD: Final = """\
# Every setting of Sharedfate. Each NAME may also be given as NAME_FILE, the path of a file.
# Copied to .env in the working directory it is read from there; the environment wins. SHAREDFATE_DOTENV names
# another file, or none.
"""


def env(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print every setting with its default: the content of .env.example.

    On standard error: which settings are set here, by the environment or by .env, and what there is no
    setting of ours. Values are never shown.

    Example: sharedfate env > .env.example
    """
    found = environment()
    if json:
        typer.echo(dumps(_document(found), ensure_ascii=False))
        return
    typer.echo(env_example(), nl=False)
    for line in (f"Settings: {origins_line(found)}", *oddities(found)):
        typer.echo(line, err=True)


def env_example() -> str:
    """The text of .env.example: each variable with its meaning and default."""
    return _HEAD + "".join("\n" + "".join(_lines(owner)) for owner in owners())


def _lines(owner: type[EnvironmentSettings]) -> Iterator[str]:
    doc = (owner.__doc__ or "").strip().splitlines()[0]
    yield f"## {doc}\n"
    for variable, field in zip(variables_of(owner), owner.model_fields.values(), strict=True):
        default = "" if field.default is None else str(field.default)
        yield f"# {field.description}\n# {variable}={default}\n"


def _document(found: Environment) -> dict[str, object]:
    """Every setting, where it is set, and what is none: names and defaults, no values."""
    settings = [
        {
            "name": variable,
            "description": field.description,
            "default": None if field.default is None else str(field.default),
            "set_by": _origin(variable, found),
        }
        for owner in owners()
        for variable, field in zip(variables_of(owner), owner.model_fields.values(), strict=True)
    ]
    return {
        "settings": settings,
        "file": str(found.file) if found.file else None,
        "problems": list(oddities(found)),
    }


def _origin(variable: str, found: Environment) -> str | None:
    for name in (variable, f"{variable}_FILE"):
        if found.variables.get(name):
            return "file" if name in found.from_file else "environment"
    return None
