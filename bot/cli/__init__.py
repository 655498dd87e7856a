"""The command line, one command a module, which is imported when the command runs: so help stays quick.

To add a command: write a module here with a function of the same name, whose docstring is its help, and add
a line below with that docstring's first sentence. A command of several is a `typer.Typer` of that name.
"""

from collections.abc import Mapping
from typing import Final

# In the order in which help shows them.
COMMANDS: Final[Mapping[str, str]] = {
    "demo": "Replay the Cloudflare outage of 18 November 2025 through the whole system.",
    "run": "Poll pages, correlate, tell the channels of SHAREDFATE_ANNOUNCE_TO, answer questions.",
    "ask": "Answer as chat would: from the store, and from the pages that nobody has read lately.",
    "mcp": "Serve coding and operations agents: the Model Context Protocol on standard input and output.",
    "channel": "Tell a channel what to watch, from here: what is written in chat works here, too.",
    "check": "Read one status page and say what it says.",
    "probe": (
        "Ask one address once, and say whose edge answers and whom it blames. Exit 1 for an error or silence."
    ),
    "replay": (
        "Feed recorded reports to the correlator, each at its own time, and print what it makes of them."
    ),
    "evaluate": "Score the correlator on recorded reports against shared events that really happened.",
    "learn": "Learn the model's numbers from a history, and show what changed against those in use.",
    "feedback": "Export what people said of claims: right cause, wrong cause, we are affected too.",
    "history": "Search what was, newest first: incidents of ours, and reports of what channels watch.",
    "doctor": "Look for what is wrong: settings, store, tokens, unreadable sources. Exit 1 if anything is.",
    "backup": (
        "Write what people set and said into a file: channels, watch lists, marks, votes, encrypted secrets."
    ),
    "restore": "Put a backup into the store, all of it or nothing. A store that holds channels is refused.",
    "env": "Print every setting with its default: the content of .env.example.",
    "catalog": "Look into the catalogue, and prove it.",
}
