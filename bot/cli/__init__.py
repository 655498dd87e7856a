"""The command line, one command a file.

To add a command: write a file here with one function, whose docstring is its help, and add one line below.
A command imports what it needs when it runs, so that `--help` stays quick.
"""

import typer

from bot.cli.ask import ask
from bot.cli.catalog import catalog_app
from bot.cli.channel import channel
from bot.cli.check import check
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.env import env
from bot.cli.evaluate import evaluate
from bot.cli.feedback import feedback
from bot.cli.learn import learn
from bot.cli.replay import replay
from bot.cli.run import run


def register(app: typer.Typer) -> None:
    """Add every command, in the order in which help shows them."""
    for command in (demo, run, ask, channel, check, replay, evaluate, learn, feedback, doctor, env):
        app.command(help=command.__doc__)(command)
    app.add_typer(catalog_app, name="catalog")
