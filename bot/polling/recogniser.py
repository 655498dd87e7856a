"""The recogniser: from a bare address to the document that a program can read there."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from bot.domain.report import Page, Reading
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable, ParseError
from bot.polling.fetcher import Fetched, Fetcher
from bot.polling.parsing import Parsing
from bot.ports import Recognition

# Two at a time, so that no host sees more of us than when it is polled.
AT_ONCE: Final = 2
# Where the address itself is the trouble, other paths under it cannot help.
_FINAL: Final = frozenset(
    {
        UnreadableReason.PRIVATE_ADDRESS,
        UnreadableReason.BAD_ADDRESS,
        UnreadableReason.NAME_NOT_FOUND,
        UnreadableReason.CONNECTION_FAILED,
        UnreadableReason.TLS_FAILED,
        UnreadableReason.TIMEOUT,
        UnreadableReason.HTTP_429,
        UnreadableReason.BLOCKED,
        UnreadableReason.NOT_MODIFIED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document that was recognised: where to read it from now on, in which format, and what it said."""

    url: str
    format: str
    reading: Reading
    fetched: Fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """Finds readable documents."""

    fetcher: Fetcher
    parsing: Parsing
    recognition: Recognition

    async def find(self, url: str, *, now: datetime, allow_private: bool = False) -> Found:
        """The best document behind an address. Raises PageUnreadable with the reason of the address itself.

        An address that names a document is believed. Otherwise the page is read, then the usual places under
        it and under where it redirects to, two at a time; a document found there counts only if the host
        does not answer the same to a path that nobody has (the catch-all trap); then what the page links to.
        """
        looking = _Looking(self, url, now, allow_private=allow_private)
        page: Page | None = None
        refusal: PageUnreadable | None = None
        homes = [url]
        try:
            fetched = await looking.get(url)
            page = fetched.page
            if _host_of(fetched.final_url) != _host_of(url):
                homes.append(fetched.final_url)
            return await looking.read(url, fetched)
        except PageUnreadable as error:
            refusal = error
            if error.reason in _FINAL or self.recognition.names_a_document(url):
                raise
        for home in homes:
            found = await looking.first(self.recognition.probes(home), wary=True)
            if found is not None:
                return found
        linked = self.recognition.links(page) if page is not None else ()
        found = await looking.first(linked, wary=False)
        if found is None:
            raise _nothing_at(url, refusal)
        return found


def _host_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # whoever fetches it says what is wrong
        return None


def _nothing_at(url: str, refusal: PageUnreadable) -> PageUnreadable:
    """Why nothing was found: the page's own refusal, in other words where it is a web page like any other."""
    if refusal.reason is UnreadableReason.MOVED_TO_HTML:
        detail = (
            f"{url} is a web page, and nothing that a program can read was found under it or linked from it"
        )
        return ParseError(detail, reason=UnreadableReason.MOVED_TO_HTML)
    return refusal


class _Looking:
    """One search."""

    def __init__(self, owner: Recogniser, url: str, now: datetime, *, allow_private: bool) -> None:
        self._owner = owner
        self._host = _host_of(url)
        self._now = now
        self._allow_private = allow_private
        self._trusted: tuple[str, ...] = ()

    async def get(self, url: str) -> Fetched:
        """Fetch; a private address only on the host that was asked for, or where it resolves to the same."""
        own = _host_of(url) == self._host
        fetched = await self._owner.fetcher.fetch(
            url, now=self._now, allow_private=self._allow_private and own, trusted=self._trusted
        )
        if own and self._allow_private:
            self._trusted = fetched.addresses
        return fetched

    async def read(self, url: str, fetched: Fetched) -> Found:
        """Recognise and parse. Raises PageUnreadable."""
        assert fetched.page is not None
        recognised = await self._owner.parsing.recognise(fetched.page)
        moved = _host_of(fetched.final_url) != _host_of(url)
        return Found(
            url=fetched.final_url if moved else url,
            format=recognised.format,
            reading=recognised.reading,
            fetched=fetched,
        )

    async def first(self, addresses: Iterable[str], *, wary: bool) -> Found | None:
        """The first address, in their order, that serves a known format."""
        untried = list(addresses)
        while untried:
            few, untried = untried[:AT_ONCE], untried[AT_ONCE:]
            async with asyncio.TaskGroup() as tasks:
                tries = [tasks.create_task(self._try(address)) for address in few]
            for found in (attempt.result() for attempt in tries):
                if found is not None and not (wary and await self._answers_anything(found)):
                    return found
        return None

    async def _try(self, address: str) -> Found | None:
        try:
            return await self.read(address, await self.get(address))
        except PageUnreadable:
            return None

    async def _answers_anything(self, found: Found) -> bool:
        """Whether a sibling that nobody has gets the same answer: then it proves nothing."""
        folder, _, name = found.url.rpartition("/")
        nobody = blake2b(found.url.encode(), digest_size=6).hexdigest()
        ending = name.rpartition(".")[2] if "." in name else "json"
        other = await self._try(f"{folder}/{nobody}.{ending}")
        return other is not None and other.fetched.validators.body_hash == found.fetched.validators.body_hash
