"""`sharedfate env`."""

import typer


def env() -> None:
    """Print every setting with its default: the content of .env.example.

    Example: sharedfate env > .env
    """
    from bot.cli.settings_text import env_example

    typer.echo(env_example(), nl=False)
