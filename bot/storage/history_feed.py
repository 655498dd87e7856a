"""What is news, as it is read to be kept: every stream of it, each with a place of its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.subject import IncidentSubject, Subject
from bot.domain.timeline import Timeline
from bot.errors import StoreUnavailable
from bot.logger import logger_of
from bot.storage.client import Client
from bot.storage.keys import SUBJECTS
from bot.storage.streams import FIELD, Stream
from bot.storage.subjects import SUBJECT_STREAM, Subjects, subject_in

logger = logger_of(__name__)

STREAMS: Final = (SUBJECT_STREAM,)
START: Final = "0-0"
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Subjects in the order of their streams, and the places behind them."""

    subjects: tuple[Subject, ...]
    places: Mapping[str, str]


class HistoryFeed:
    """Reads them. Takes nothing from those who route."""

    def __init__(self, client: Client, streams: Sequence[Stream[Subject]] = STREAMS) -> None:
        self._client = client
        self._streams = streams
        self._subjects = Subjects(client)

    async def read(self, places: Mapping[str, str]) -> Batch:
        """What comes next, none where there is nothing."""
        found, behind = list[Subject](), dict[str, str]()
        for stream in self._streams:
            name = stream.key.name
            after = places.get(name, START)
            rows = await self._client.xrange(name, min=f"({after}", count=_AT_ONCE)
            found += _readable(stream, rows)
            if rows:
                behind[name] = rows[-1][0].decode()
        return Batch(tuple(found), behind)

    async def until(self, places: Mapping[str, str]) -> AsyncIterator[tuple[Subject, ...]]:
        """What the streams still hold up to these places."""
        for stream in self._streams:
            name, after = stream.key.name, START
            last = places.get(name, START)
            while rows := await self._client.xrange(name, min=f"({after}", max=last, count=_AT_ONCE):
                yield tuple(_readable(stream, rows))
                after = rows[-1][0].decode()

    async def newest_first(self) -> AsyncIterator[tuple[Subject, ...]]:
        """What the streams hold, from their ends."""
        for stream in self._streams:
            end = "+"
            while rows := await self._client.xrevrange(stream.key.name, max=end, count=_AT_ONCE):
                yield tuple(_readable(stream, rows))
                end = f"({rows[-1][0].decode()}"

    async def stored(self) -> AsyncIterator[tuple[Subject, Timeline]]:
        """Every subject in its newest state, with the timeline of an incident: also what no stream holds."""
        async for name in self._client.scan_iter(match=SUBJECTS.name, count=1000):
            data = await self._client.get(name)
            try:
                subject = subject_in(data) if data is not None else None
            except StoreUnavailable as error:
                logger.warning("Not kept: it cannot be read", key=name.decode(), error=str(error))
                continue
            if isinstance(subject, IncidentSubject):
                yield subject, await self._subjects.timeline(subject.id)
            elif subject is not None:
                yield subject, ()

    async def begins(self) -> Mapping[str, tuple[str, datetime]]:
        """The place and the time of each stream's oldest entry, none where it is empty."""
        found = {}
        for stream in self._streams:
            rows = await self._client.xrange(stream.key.name, count=1)
            for subject in _readable(stream, rows):
                found[stream.key.name] = rows[0][0].decode(), subject.at
        return found

    async def ends(self) -> Mapping[str, str]:
        """The place of each stream's newest entry; its start where it is empty."""
        found = {}
        for stream in self._streams:
            rows = await self._client.xrevrange(stream.key.name, count=1)
            found[stream.key.name] = rows[0][0].decode() if rows else START
        return found


def _readable(stream: Stream[Subject], rows: Sequence[tuple[bytes, Mapping[bytes, bytes]]]) -> list[Subject]:
    """Without what nobody can read: one entry never stops the others."""
    found = []
    for id_, fields in rows:
        try:
            found.append(stream.decode(fields[FIELD]))
        except (StoreUnavailable, KeyError) as error:
            logger.warning("Not kept: it cannot be read", entry=id_.decode(), error=str(error))
    return found
