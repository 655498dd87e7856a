"""The command `sharedfate`."""

import sys

import typer

from bot import commands
from bot.errors import BotError, ConfigurationError, PageUnreadable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Is it us, or something upstream, and who else? Shared-infrastructure incidents, with evidence.",
)
commands.register(app)


def main() -> None:
    """Run a command. Exit 0 on success, 2 on bad input with one line on standard error, 1 on failure."""
    try:
        app()
    except (ConfigurationError, PageUnreadable) as error:
        _fail(error, 2)
    except BotError as error:
        _fail(error, 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _fail(error: BotError, code: int) -> None:
    sys.stderr.write(f"sharedfate: {' '.join(str(error).split())}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
