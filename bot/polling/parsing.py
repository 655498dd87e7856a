"""Parsers at arm's length: whatever one does, the other pages go on."""

import structlog

from bot.domain.report import Page, Reading
from bot.errors import PageUnreadable, ParseError
from bot.ports import Format

logger = structlog.get_logger(__name__)


def parsed(name: str, format_: Format, page: Page) -> Reading:
    """Parse a page. Raises PageUnreadable, also for a parser that breaks its promise to raise only that."""
    try:
        return format_.parse(page)
    except PageUnreadable:
        raise
    except Exception as error:
        logger.exception("Parser failed", format=name, url=page.url)
        raise ParseError(f"our {name} parser failed: {type(error).__name__}") from error
