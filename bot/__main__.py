"""The command `sharedfate`."""

import atexit
import errno
import gc
import os
import sys
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from bot import __version__
from bot.cli import COMMANDS
from bot.cli.lazy_command import LazyCommand
from bot.cli.look_of_help import import_look
from bot.cli.standard_streams import abandon_output, make_usable
from bot.errors import BotError, ConfigurationError, PageUnreadable

# Documented in README.md.
FAILED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130  # 128 and the number of the signal, as shells have it

# Nobody reads it any more, it is full, or it is closed.
_OUTPUT_IS_LOST: Final = frozenset((errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF))

_root = typer.Typer(
    help="Is it us, or something upstream, and who else? Shared-infrastructure incidents, with evidence.",
    epilog="Exit codes: 0 well, 1 failed or found nothing, 2 misused or unreadable, 130 interrupted.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001  -- typer calls it so
    if wanted:
        typer.echo(f"sharedfate {__version__}")
        raise typer.Exit


@_root.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Say what all commands have in common."""


def _with_commands() -> typer.core.TyperGroup:
    group = typer.main.get_command(_root)
    assert isinstance(group, typer.core.TyperGroup)
    group.help = _root.info.help
    for name, summary in COMMANDS.items():
        group.add_command(LazyCommand(name, help=summary), name)
    return group


app = _with_commands()

# What typer raises for a command line that it cannot read; the common class has no public name.
_USAGE_ERRORS = tuple(
    kind for kind in typer.BadParameter.__mro__ if issubclass(kind, Exception) and kind is not Exception
)


def main() -> None:
    """Run a command. Exit 0 on success, 2 on bad input with one line on standard error, 1 on failure."""
    make_usable()
    # What is imported stays to the end: nobody need look again and again whether it is garbage.
    gc.disable()
    # At the end even less: Python goes over everything several times, and then the kernel takes it all.
    atexit.register(gc.freeze)
    # It looks through every package that is installed for plugins, of which we want none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if len(sys.argv) == 1 or not {"-h", "--help"}.isdisjoint(sys.argv):
        import_look()
    try:
        code = app(standalone_mode=False, prog_name="sharedfate")
        sys.stdout.flush()
    except _USAGE_ERRORS as error:
        _misread(getattr(error, "format_message", error.__str__)())
    except BotError as error:
        _fail(error)
    except BaseExceptionGroup as group:
        _fail_together(group)
    except OSError as error:
        _fail_to_write(error)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    else:
        sys.exit(code if isinstance(code, int) else 0)
    finally:
        gc.enable()


def _misread(message: str) -> None:
    """Say what is wrong with the command line, in one line. Without a message, help was shown already."""
    if message:
        _fail(ConfigurationError(f"{message.removesuffix('.')}; --help shows what can be given"))
    sys.exit(MISUSED)


def _fail(*errors: BotError) -> None:
    """One line an error, and the code of the first."""
    for error in errors:
        sys.stderr.write(f"sharedfate: {' '.join(str(error).split())}\n")
    sys.exit(MISUSED if isinstance(errors[0], ConfigurationError | PageUnreadable) else FAILED)


def _fail_to_write(error: OSError) -> None:
    """Standard output is gone. Raises what is about anything else."""
    if error.errno not in _OUTPUT_IS_LOST or error.filename is not None:
        raise error
    abandon_output()
    if isinstance(error, BrokenPipeError):
        # Whoever read us has read enough (`sharedfate env | head`): nothing more can be said to them.
        sys.exit(FAILED)
    _fail(BotError(f"cannot write to standard output: {error.strerror}"))


def _fail_together(group: BaseExceptionGroup[BaseException]) -> None:
    """Errors of parts that ran side by side, each a line. Raises the group if others are among them."""
    errors = list(_leaves(group))
    ours = {str(error): error for error in errors if isinstance(error, BotError)}
    if not ours or not all(isinstance(error, BotError) for error in errors):
        raise group
    _fail(*ours.values())


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


if __name__ == "__main__":
    main()
