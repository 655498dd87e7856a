"""The command line, one command a file.

To add a command: write a file here with one function, whose docstring is its help, and add one line below.
A command imports what it needs when it runs, so that `--help` stays quick.
"""

import typer

from bot.commands.ask import ask
from bot.commands.catalog import catalog_app
from bot.commands.channel import channel
from bot.commands.check import check
from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.env import env
from bot.commands.evaluate import evaluate
from bot.commands.feedback import feedback
from bot.commands.learn import learn
from bot.commands.replay import replay
from bot.commands.run import run


def register(app: typer.Typer) -> None:
    """Add every command, in the order in which help shows them."""
    for command in (demo, run, ask, channel, check, replay, evaluate, learn, feedback, doctor, env):
        app.command(help=command.__doc__)(command)
    app.add_typer(catalog_app, name="catalog")
