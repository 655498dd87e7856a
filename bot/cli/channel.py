"""`sharedfate channel`."""

from pathlib import Path
from typing import Annotated

import typer


def channel(
    destination: Annotated[str, typer.Argument(help="slack:C0123, discord:123, webhook:ops, apprise:mail …")],
    words: Annotated[
        list[str] | None,
        typer.Argument(help="What you would write in chat: watch github, list, quiet 22-7 UTC."),
    ] = None,
    stack: Annotated[
        Path | None,
        typer.Option("--stack", help="A file with your vendors, one a line; - for standard input."),
    ] = None,
) -> None:
    """Tell a channel what to watch, from here: what is written in chat works here, too.

    The only way for webhooks and Apprise, which cannot be written to; and a way to keep a stack in a file.

    Example: sharedfate channel slack:C0123ABCD --stack stack.txt
    """
    import asyncio
    import os
    import sys

    from adapters.chat.console import text_of
    from bot.cli.channelling import command_channel
    from bot.errors import ConfigurationError

    text = " ".join(words or [])
    if bool(text) == (stack is not None):
        raise ConfigurationError("say what the channel is to do, or give a --stack: one of the two")
    try:
        pasted = None
        if stack is not None:
            pasted = sys.stdin.read() if str(stack) == "-" else stack.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the stack {stack}: {error}") from error
    message = asyncio.run(command_channel(destination, text, pasted, os.environ))
    typer.echo(text_of(message))
