"""What one process asks of another that parses for it, and what that answers."""

from dataclasses import dataclass

from bot.domain.report import Page, Reading
from bot.domain.status import UnreadableReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseJob:
    """A page to be read, in the format of that name; "" for whichever it is in."""

    page: Page
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseResult:
    """What a page says, and in which format; or why that cannot be told (`reason`, with its `detail`)."""

    format: str = ""
    reading: Reading | None = None
    reason: UnreadableReason | None = None
    detail: str = ""


LENGTH_BYTES = 4
"""Jobs and results go over pipes as MessagePack, each behind its length in so many bytes, most significant
first."""
