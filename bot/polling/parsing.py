"""Parsers at arm's length: whatever one does, the other pages go on."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.parse_job import ParseJob
from bot.domain.report import Page, Reading
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable, ParseError
from bot.polling.children import Children
from bot.ports import Format, Recognition
from bot.tracing import span

# JSON up to here takes at most 40 ms, whatever is in it; for XML there is no such bound.
MAX_BYTES_HERE: Final = 64 * 1024
_MARKS: Final = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a page says, and the format that it turned out to be in."""

    format: str
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsing:
    """Where pages are parsed: small ones in a thread of ours, others in `children`, which can be stopped.

    Without children in a thread all of them. `recognition` is for pages whose format nobody knows.
    """

    formats: Mapping[str, Format]
    recognition: Recognition | None = None
    children: Children | None = None

    async def parse(self, format_: str, page: Page) -> Reading:
        """Parse a page. Raises PageUnreadable, also where a parser breaks its promise to raise only that."""
        with span("parse", format=format_, bytes=len(page.body)):
            if self.children is not None and _is_for_children(page):
                return (await _read_by(self.children, ParseJob(page=page, format=format_))).reading
            return await asyncio.to_thread(_parsed, format_, self.formats[format_], page)

    async def recognise(self, page: Page) -> Recognised:
        """Parse a page of whichever format. Raises PageUnreadable as `parse` does."""
        if self.children is not None and _is_for_children(page):
            return await _read_by(self.children, ParseJob(page=page))
        return await asyncio.to_thread(self._recognised, page)

    def _recognised(self, page: Page) -> Recognised:
        if self.recognition is None:
            raise ParseError("its format is not known")
        format_ = self.recognition.detect(page)
        return Recognised(format=format_, reading=_parsed(format_, self.formats[format_], page))


def _is_for_children(page: Page) -> bool:
    return len(page.body) > MAX_BYTES_HERE or page.body.lstrip(_MARKS)[:1] not in (b"{", b"[")


async def _read_by(children: Children, job: ParseJob) -> Recognised:
    result = await children.parse(job)
    if result.reading is not None:
        return Recognised(format=result.format, reading=result.reading)
    raise ParseError(result.detail, reason=result.reason or UnreadableReason.READER_FAILED)


def _parsed(name: str, format_: Format, page: Page) -> Reading:
    try:
        return format_.parse(page)
    except PageUnreadable:
        raise
    except Exception as error:
        detail = f"our {name} reader failed at {page.url}: {type(error).__name__}"
        raise ParseError(detail, reason=UnreadableReason.READER_FAILED) from error
