"""What can be told to a channel, in lines that can be typed as they stand."""

from typing import Final

from bot.domain.message import Message, Section, Text

_COMMANDS: Final = (
    ("watch github, gh actions", "hear of services, or parts of them"),
    ("watch all ai", "of every service of a category"),
    ("watch infrastructure", "of everything that others stand on"),
    ("watch shared", "of every incident that several services share"),
    ("unwatch github", "or unwatch all"),
    ("stack", "paste your list of vendors"),
    ("list", "what this channel watches, and how"),
    ("settings", "how sure, how bad, which regions, whom to ping"),
    ("quiet 22:00-07:00 Europe/Berlin weekdays", "or quiet off"),
    ("digest 9:00 Europe/Berlin weekdays", "or digest off"),
    ("test", "see what an alert looks like here"),
    ("health", "see whether I can read what you watch"),
)


def render_commands() -> Message:
    """The commands, one a line."""
    lines = tuple((Text(command, bold=True), Text(f": {does}")) for command, does in _COMMANDS)
    return Message(headline="Tell me what this channel wants to hear of.", sections=(Section(lines=lines),))
