"""The file of `sharedfate feedback`: one person's word on a claim a line, as JSON."""

from collections.abc import Iterable, Iterator

import msgspec

from bot.domain.reactions import Vote
from bot.errors import ConfigurationError


def as_line(vote: Vote) -> str:
    """A vote as one line of JSON, times in UTC."""
    return msgspec.json.encode(vote).decode()


def votes_in(lines: Iterable[str], name: str) -> Iterator[Vote]:
    """The votes of a file. Raises ConfigurationError naming the line that is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=Vote)
        except msgspec.MsgspecError as error:
            raise ConfigurationError(
                f"{name}, line {number}: no line of `sharedfate feedback`: {error}"
            ) from error
