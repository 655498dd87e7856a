"""The reader of one source: fetched where it is, or looked for; parsed; compared with what it said before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.probe import HttpAnswer, Silence
from bot.domain.report import Reading, Validators
from bot.domain.service import Source
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable, ParseError
from bot.metrics import POLLS
from bot.polling.children import Children
from bot.polling.fetcher import Fetched, Fetcher, within
from bot.polling.page_answers import AnswerReader
from bot.polling.parsing import Parsing
from bot.polling.recogniser import Recogniser
from bot.ports import Format, Recognition
from bot.tracing import span
from bot.watching.budget import left_after
from bot.watching.cadence import asks_for_all
from bot.watching.changes import Comparison, compare, unchanged, unread, vanished, with_history
from bot.watching.location import endpoint_of, found, is_another_page, is_sought
from bot.watching.readings import filtered, under_first_ids, with_beside
from bot.watching.record import Endpoint, SourceRecord

logger = structlog.get_logger(__name__)

# In seconds: a fetch and its history, or all that is tried where a page is looked for.
LONGEST_READ: Final = 70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutcome:
    """What became of one read, and how long the server asked us to stay away."""

    comparison: Comparison
    retry_after: timedelta | None = None
    answer: HttpAnswer | Silence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads sources. Without a `recogniser`, a page that has moved stays unreadable.

    `answers` reads what pages answer besides; without, that is forgotten.
    """

    fetcher: Fetcher
    parsing: Parsing
    recogniser: Recogniser | None = None
    announce_open: bool = False
    answers: AnswerReader | None = None

    @property
    def formats(self) -> Mapping[str, Format]:
        """The formats that can be read, by name."""
        return self.parsing.formats

    async def read(self, source: Source, record: SourceRecord, now: datetime) -> ReadOutcome:
        """Read a source; a page that cannot be read is an outcome, never an exception."""
        outcome = await self._read(source, record, now)
        if self.answers is None:
            return outcome
        after = replace(
            outcome.comparison.record, answer=self.answers.page_answer(outcome.answer, record, now)
        )
        return replace(outcome, comparison=replace(outcome.comparison, record=after))

    async def _read(self, source: Source, record: SourceRecord, now: datetime) -> ReadOutcome:
        try:
            async with within(LONGEST_READ, source.page_url):
                if is_sought(source, record, now):
                    return await self._sought(source, record, now)
                return await self._polled(source, record, now)
        except PageUnreadable as error:
            POLLS.labels(outcome=str(error.reason)).inc()
            if record.unreadable is not error.reason:
                logger.warning(
                    "Page unreadable",
                    source=source.id,
                    reason=str(error.reason),
                    detail=error.detail,
                    exc_info=error.__cause__ if error.reason is UnreadableReason.READER_FAILED else None,
                )
            wait = error.retry_after_seconds
            retry_after = timedelta(seconds=wait) if wait is not None else None
            return ReadOutcome(
                comparison=unread(record, error.reason, now=now), retry_after=retry_after, answer=error.answer
            )

    async def _polled(self, source: Source, record: SourceRecord, now: datetime) -> ReadOutcome:
        where = endpoint_of(source, record)
        # What stands beside a page may have changed where the page itself has not.
        whole = asks_for_all(record, now) or self.formats[where.format].beside(where.url)
        with span("fetch", format=where.format):
            fetched = await self.fetcher.fetch(
                where.url,
                validators=Validators() if whole else record.validators,
                allow_private=source.allow_private,
                now=now,
            )
        POLLS.labels(outcome="changed" if fetched.page else "unchanged").inc()
        if fetched.page is None:
            return ReadOutcome(
                comparison=unchanged(record, now=now),
                retry_after=fetched.retry_after,
                answer=fetched.answer,
            )
        try:
            reading = await self.parsing.parse(where.format, fetched.page)
            return await self._compared(source, record, reading, fetched, now)
        except PageUnreadable as error:
            error.answer = fetched.answer
            raise

    async def _sought(self, source: Source, record: SourceRecord, now: datetime) -> ReadOutcome:
        """Look for the page. Where nothing is found, the address is tried again later."""
        if self.recogniser is None:
            raise ParseError("its format is not known", reason=UnreadableReason.NOT_THIS_FORMAT)
        try:
            hit = await self.recogniser.find(source.page_url, now=now, allow_private=source.allow_private)
        except PageUnreadable as error:
            if endpoint_of(source, record).format:
                comparison = unread(record, error.reason, now=now)
                location = replace(record.location, sought_for=source.url, sought_at=now)
                after = replace(comparison.record, location=location)
                return ReadOutcome(comparison=replace(comparison, record=after), answer=error.answer)
            raise
        before, at = endpoint_of(source, record), Endpoint(hit.url, hit.format)
        if before.format and at != before:
            logger.warning("Provider moved", source=source.id, to=at.url, format=at.format)
        return await self._compared(source, found(source, record, at, now), hit.reading, hit.fetched, now)

    async def _compared(
        self, source: Source, record: SourceRecord, reading: Reading, fetched: Fetched, now: datetime
    ) -> ReadOutcome:
        where = endpoint_of(source, record)
        if is_another_page(record, reading):
            logger.warning("Another page at this address", source=source.id, page_id=reading.page_id)
        reading = await self._with_beside(source, where, reading, now)
        reading = await self._with_history(source, where, record, reading, now)
        comparison = compare(record, filtered(reading, source), now=now, announce_open=self.announce_open)
        left = left_after(record, comparison, now)
        location = comparison.record.location
        if fetched.final_url != where.url:
            location = replace(location, moved_to=fetched.final_url)
        # The validators are kept only now: a page that does not parse is fetched whole again.
        after = replace(comparison.record, location=location, validators=fetched.validators, allowance=left)
        return ReadOutcome(
            comparison=replace(comparison, record=after),
            retry_after=fetched.retry_after,
            answer=fetched.answer,
        )

    async def _with_beside(self, source: Source, where: Endpoint, reading: Reading, now: datetime) -> Reading:
        """Add what the page leaves out and lists beside it; without luck it is the page alone."""
        for address in self.formats[where.format].beside(where.url):
            try:
                fetched = await self.fetcher.fetch(address, allow_private=source.allow_private, now=now)
                if fetched.page is not None:
                    reading = with_beside(reading, await self.parsing.parse(where.format, fetched.page))
            except PageUnreadable as error:
                logger.info("Nothing beside the page", source=source.id, reason=str(error.reason))
        return reading

    async def _with_history(
        self, source: Source, where: Endpoint, record: SourceRecord, reading: Reading, now: datetime
    ) -> Reading:
        """Look up reports that left the page where its resolved ones are listed; without luck they wait."""
        gone = vanished(record, reading)
        address = self.formats[where.format].history(where.url) if gone else None
        if address is None:
            return reading
        try:
            fetched = await self.fetcher.fetch(address, allow_private=source.allow_private, now=now)
            if fetched.page is None:
                return reading
            history, _ = under_first_ids(record.page, await self.parsing.parse(where.format, fetched.page))
            return with_history(reading, history, gone)
        except PageUnreadable as error:
            logger.warning("History unreadable", source=source.id, reason=str(error.reason))
            return reading


def reader_of(
    fetcher: Fetcher,
    formats: Mapping[str, Format],
    recognition: Recognition | None = None,
    *,
    announce_open: bool = False,
    answers: AnswerReader | None = None,
    children: Children | None = None,
) -> Reader:
    """Who reads one page; with `recognition` also one of unknown format, or one that has moved.

    With `answers`, what pages answer is read as that to a probe is. What is large or XML is parsed in
    `children`, if there are any: there must be, wherever pages are strangers'.
    """
    parsing = Parsing(formats=formats, recognition=recognition, children=children)
    recogniser = None
    if recognition is not None:
        recogniser = Recogniser(fetcher=fetcher, parsing=parsing, recognition=recognition)
    return Reader(
        fetcher=fetcher,
        parsing=parsing,
        recogniser=recogniser,
        announce_open=announce_open,
        answers=answers,
    )
