"""A command of the command line that is imported when it runs."""

import gc
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand


class LazyCommand(TyperCommand):
    """Stands in a list of commands for the one in the module of its name, with no more than its help."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Hand over to the command itself."""
        assert self.name is not None
        command = typer.main.get_command(app_named(self.name))
        # Imported by what most commands import, and not by help.
        from bot.expressions import keep_new  # noqa: PLC0415

        keep_new()
        gc.enable()
        return command.make_context(info_name, args, parent, **extra)


def app_named(name: str) -> typer.Typer:
    """What the module `bot.cli.NAME` holds under that name: several commands, or one."""
    found = getattr(import_module(f"bot.cli.{name}"), name)
    if isinstance(found, typer.Typer):
        return found
    app = typer.Typer(add_completion=False)
    app.command(name, help=found.__doc__)(found)
    return app
