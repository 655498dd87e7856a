"""Parsers at arm's length: whatever one does, the other pages go on."""

from bot.domain.report import Page, Reading
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable, ParseError
from bot.ports import Format


def parsed(name: str, format_: Format, page: Page) -> Reading:
    """Parse a page. Raises PageUnreadable, also for a parser that breaks its promise to raise only that."""
    try:
        return format_.parse(page)
    except PageUnreadable:
        raise
    except Exception as error:
        detail = f"our {name} reader failed at {page.url}: {type(error).__name__}"
        raise ParseError(detail, reason=UnreadableReason.READER_FAILED) from error
