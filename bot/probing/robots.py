"""Whether a site lets us ask for an address: its robots.txt, asked for once a day at most (RFC 9309)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.domain.probe import HttpAnswer, Silence
from bot.domain.report import Page
from bot.errors import PageUnreadable
from bot.panels.robots_txt import ReadRobots, RobotsRules, robots_rules

# The name of ours that a robots.txt may hold; the first word of our agent.
PRODUCT: Final = "sharedfate"
AGAIN_AFTER: Final = timedelta(hours=24)
# Who was not reached is asked sooner: it may have been our own network.
UNREACHED_AGAIN_AFTER: Final = timedelta(hours=1)
# Where a site cannot be reached, as in the very outage that we look for, what it last said holds for so long.
KNOWN_FOR: Final = timedelta(days=30)


class _Read(Protocol):
    @property
    def page(self) -> Page | None: ...


class PageFetcher(Protocol):
    """Fetches a document, following a few redirects."""

    async def fetch(self, url: str, *, now: datetime, allow_private: bool = False) -> _Read:
        """The document. Raises PageUnreadable with what came instead of it."""
        ...


class RobotsStore(Protocol):
    """The robots.txt of every origin (scheme, host and port) that is probed."""

    async def claim(self, origin: str, now: datetime, since: datetime) -> bool:
        """Whether nobody has asked it since then: if so, it counts as asked now."""
        ...

    async def ask_again(self, origin: str, asked_at: datetime) -> None:
        """Have it count as asked then, since it has said nothing."""
        ...

    async def asked_at(self, origin: str) -> datetime | None:
        """When it was last asked, whatever came of it."""
        ...

    async def load(self, origin: str) -> ReadRobots | None:
        """What it last said; None where it never did."""
        ...

    async def store(self, origin: str, read: ReadRobots) -> None:
        """Replace it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What sites allow. One that has never answered allows nothing."""

    fetcher: PageFetcher
    files: RobotsStore
    clock: Clock

    async def is_due(self, url: str) -> bool:
        """Whether `allowed` would first ask for the robots.txt of the site: a request like any other."""
        asked_at = await self.files.asked_at(_origin(url))
        return asked_at is None or asked_at <= self.clock.now() - AGAIN_AFTER

    async def allowed(self, url: str, *, allow_private: bool = False) -> bool:
        """Whether an address may be asked for. Never raises for what the site does."""
        origin, now = _origin(url), self.clock.now()
        if await self.files.claim(origin, now, now - AGAIN_AFTER):
            rules = await self._asked(origin, now, allow_private=allow_private)
            if isinstance(rules, Silence):
                await self.files.ask_again(origin, now - AGAIN_AFTER + UNREACHED_AGAIN_AFTER)
            elif rules is not None:
                await self.files.store(origin, ReadRobots(rules, now))
        read = await self.files.load(origin)
        return read is not None and now - read.read_at <= KNOWN_FOR and read.rules.allow(url)

    async def _asked(
        self, origin: str, now: datetime, *, allow_private: bool
    ) -> RobotsRules | Silence | None:
        """What it says now; None where it says nothing: an error of its own, silence, too much, a 429.

        A site without the file allows everything (RFC 9309, 2.3.1.3); so, by that RFC, does one that refuses
        it with any status from 400 to 499, but one that wants to be asked less is not asked more.
        """
        try:
            read = await self.fetcher.fetch(f"{origin}/robots.txt", now=now, allow_private=allow_private)
        except PageUnreadable as error:
            answer = error.answer
            if isinstance(answer, Silence):
                return answer
            is_free = isinstance(answer, HttpAnswer) and 400 <= answer.status < 500 and answer.status != 429
            return RobotsRules() if is_free else None
        return robots_rules(read.page.body, PRODUCT) if read.page is not None else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
