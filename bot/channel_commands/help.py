"""What can be told to a channel, in lines that can be typed as they stand."""

from bot.channel_commands.table import COMMANDS
from bot.domain.message import Message, Section, Text


def render_commands() -> Message:
    """The commands, one a line."""
    lines = tuple(
        (Text(line.example, bold=True), Text(f": {line.what_for}"))
        for command in COMMANDS
        for line in command.help
    )
    return Message(headline="Tell me what this channel wants to hear of.", sections=(Section(lines=lines),))
