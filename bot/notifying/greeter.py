"""The greeter: says hello where nobody has heard of us, and at a terminal what was open at first sight."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.chat_traits import Traits
from bot.domain.message import Destination, Message
from bot.domain.status import Impact, gravest
from bot.errors import DeliveryError, Undeliverable
from bot.ports import ChatPlatform
from bot.rendering.first_words import OpenTrouble, Outset, first_look, hello
from bot.watching.record import SourceRecord

logger = structlog.get_logger(__name__)

# A channel that cannot be reached now is tried again, so often.
TRIES: Final = 10
TRY_EVERY: Final = timedelta(minutes=1)
LOOK_EVERY: Final = timedelta(seconds=2)
# Past the time in which all pages should have been read.
GRACE: Final = timedelta(minutes=1)


class GreetingLog(Protocol):
    """Whom we said hello to."""

    async def is_known(self, destination: str) -> bool:
        """Whether somebody there has heard of us."""
        ...

    async def save(self, destination: str, now: datetime) -> None:
        """Note that one was greeted."""
        ...


class RecordReader(Protocol):
    """What pages said when they were last read."""

    async def load_all(self) -> list[SourceRecord]:
        """Every record."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeter:
    """Greets the channels of the settings, each once ever."""

    greetings: GreetingLog
    records: RecordReader
    platforms: Mapping[str, ChatPlatform]
    destinations: Sequence[Destination]
    catalog: Catalog
    clock: Clock
    traits: Traits
    outset: Outset

    async def run(self) -> None:
        """Greet, look once, and be silent for ever."""
        started = self.clock.now()
        await self.greet()
        terminals = [to for to in self._reachable if self._is_terminal(to)]
        if terminals:
            await self._first_round(started)
            message = await self.look(started)
            for to in terminals:
                await self._sent(message, to, f"first-look:{started:%Y%m%d%H%M%S}")
        await asyncio.Event().wait()

    async def greet(self) -> None:
        """Say hello to whom nobody has said it."""
        waiting = [to for to in self._reachable if not await self.greetings.is_known(str(to))]
        for again in range(TRIES):
            if again and waiting:
                await self.clock.sleep(TRY_EVERY)
            waiting = [to for to in waiting if not await self._greeted(to)]

    async def look(self, since: datetime) -> Message:
        """What the pages read since then say is open."""
        read = [record for record in await self.records.load_all() if self._is_read(record, since)]
        found = {t.service: t for record in read if (t := self._trouble(record)) is not None}
        return first_look(len(read), self.outset.pages, list(found.values()))

    async def _first_round(self, started: datetime) -> None:
        """Return when every page of known format was read or tried, or should have been."""
        while self.clock.now() < started + self.outset.takes + GRACE:
            records = await self.records.load_all()
            tried = sum(r.polled_at is not None and r.polled_at >= started for r in records)
            if tried >= self.outset.pages:
                return
            await self.clock.sleep(max(LOOK_EVERY, self.outset.takes / 5))

    async def _greeted(self, to: Destination) -> bool:
        """Whether nothing is left to do for a channel."""
        message = hello(self.outset, at_terminal=self._is_terminal(to))
        try:
            await self.platforms[to.platform].send(message, to, nonce=f"hello:{to}")
        except DeliveryError as error:
            logger.warning("Hello not sent yet", to=str(to), error=str(error))
            return False
        except Undeliverable as error:
            logger.warning("Cannot say hello", to=str(to), error=str(error))
            return True
        await self.greetings.save(str(to), self.clock.now())
        return True

    async def _sent(self, message: Message, to: Destination, nonce: str) -> None:
        try:
            await self.platforms[to.platform].send(message, to, nonce=nonce)
        except (DeliveryError, Undeliverable) as error:
            logger.warning("First look not sent", to=str(to), error=str(error))

    def _trouble(self, record: SourceRecord) -> OpenTrouble | None:
        """What the page has open; notices without an impact are no trouble."""
        page = record.page
        opened = [r for r in page.reports if r.id not in page.missing and r.impact is not Impact.NONE]
        if not opened:
            return None
        failing = [c.status for c in page.components if c.status.is_failing]
        worst = max(opened, key=lambda report: (report.impact or Impact.NONE).rank)
        return OpenTrouble(
            service=self.catalog.name_of(record.service),
            status=gravest(failing, otherwise=page.status),
            title=worst.title,
            is_major=worst.impact in (Impact.MAJOR, Impact.CRITICAL),
        )

    def _is_read(self, record: SourceRecord, since: datetime) -> bool:
        return record.read_at is not None and record.read_at >= since

    def _is_terminal(self, to: Destination) -> bool:
        return self.traits[to.platform].is_terminal

    @property
    def _reachable(self) -> list[Destination]:
        return [to for to in self.destinations if to.platform in self.platforms]
