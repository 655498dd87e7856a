"""The command `sharedfate`."""

import sys

import typer
from typer.core import TyperGroup

from bot.cli import COMMANDS
from bot.cli.lazy_command import LazyCommand
from bot.errors import BotError, ConfigurationError, PageUnreadable

app = TyperGroup(
    help="Is it us, or something upstream, and who else? Shared-infrastructure incidents, with evidence.",
    commands=[LazyCommand(name, help=summary) for name, summary in COMMANDS.items()],
    no_args_is_help=True,
)

# What typer raises for a command line that it cannot read; the common class has no public name.
_USAGE_ERRORS = tuple(
    kind for kind in typer.BadParameter.__mro__ if issubclass(kind, Exception) and kind is not Exception
)


def main() -> None:
    """Run a command. Exit 0 on success, 2 on bad input with one line on standard error, 1 on failure."""
    try:
        code = app(standalone_mode=False)
    except _USAGE_ERRORS as error:
        _misread(getattr(error, "format_message", error.__str__)())
    except (ConfigurationError, PageUnreadable) as error:
        _fail(error, 2)
    except BotError as error:
        _fail(error, 1)
    except KeyboardInterrupt:
        sys.exit(130)
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _misread(message: str) -> None:
    """Say what is wrong with the command line, in one line. Without a message, help was shown already."""
    if message:
        _fail(ConfigurationError(f"{message.removesuffix('.')}; --help shows what can be given"), 2)
    sys.exit(2)


def _fail(error: BotError, code: int) -> None:
    sys.stderr.write(f"sharedfate: {' '.join(str(error).split())}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
