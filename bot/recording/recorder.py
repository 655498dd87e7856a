"""The recorder: reads what is news once more, and keeps it with its place in the streams, all or nothing.

Killed anywhere it goes on where it was: nothing is lost, and nothing is twice, because what is kept has an id
and an order. Several may run; of two that write at once one is refused, and reads again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.alerting.matching import services_of
from bot.answers.snapshot import FRESH_FOR
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.kept import Kept
from bot.domain.subject import NoticeSubject, Subject, report_subject
from bot.errors import StaleState
from bot.recording.keeping import Keeper, beyond, ids_in
from bot.recording.stores import NewsFeed, PageRecords, PastLog, WatchLists
from bot.storage.history_feed import START
from bot.storage.history_log import Position, Recorded
from bot.storage.history_rows import ALL
from bot.storage.streams import order_of
from bot.watching.record import SourceRecord

logger = structlog.get_logger(__name__)

# How long we wait for news, where there is none.
IDLE: Final = timedelta(seconds=5)
# How often we look whose pages can be read: more often than a reading grows old.
LOOK_EVERY: Final = timedelta(minutes=1)
_AT_ONCE: Final = 200


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Keeps what was. `fixed` are the channels of the settings."""

    feed: NewsFeed
    log: PastLog
    records: PageRecords
    channels: WatchLists
    catalog: Catalog
    clock: Clock
    fixed: tuple[Channel, ...] = ()
    _looked_at: datetime | None = field(default=None, init=False)
    _at: Position | None = field(default=None, init=False)

    async def run(self, beat: Beat = no_beat) -> None:
        """Record for ever, and beat after each step."""
        await self.begin()
        while True:
            if not await self.step():
                await self.clock.tick(IDLE)
            await beat()

    async def begin(self) -> None:
        """Make whole what a backup has no part of."""
        made = await self.log.repair()
        if made:
            logger.info("Made the indexes of the past again", entries=made)

    async def step(self) -> int:
        """Keep what is new; return from how many streams. Where another was faster nothing is done."""
        try:
            now = self.clock.now()
            if self._looked_at is None or not timedelta() <= now - self._looked_at < LOOK_EVERY:
                self._at = None
                await self._look(now)
                self._looked_at = now
            return await self._record(now)
        except StaleState:
            self._at = None
            return 0

    async def _record(self, now: datetime) -> int:
        at = self._at or await self.log.position()
        batch = await self.feed.read(at.places)
        # Where we stand changes with what we write; another who writes has us refused.
        self._at = at if not batch.places else None
        if batch.places:
            changed = await self._kept(at, batch.subjects)
            await self.log.commit(at, Recorded(rows=changed, places=batch.places), now)
        return len(batch.places)

    async def _look(self, now: datetime) -> None:
        """Look whose reports are to be kept, and whose page can be read."""
        speakers = await self._speakers()
        at = await self.log.position()
        if not at.places:
            await self._take_over(at, speakers, now)
            at = await self.log.position()
        at = await self._with_whole_streams(at, now)
        await self._watch(at, speakers, now)
        await self._note_pages(speakers, now)

    async def _take_over(self, at: Position, speakers: frozenset[str], now: datetime) -> None:
        """At the very first: keep what is known of the time before, from which the streams go on."""
        begins = await self.feed.begins()
        since = min((moment for _, moment in begins.values()), default=now)
        keeper = Keeper(await self.log.load([]), speakers, self.catalog)
        async for subject, timeline in self.feed.stored():
            keeper.take(subject, timeline)
        places = dict.fromkeys(await self.feed.ends(), START)
        known = {name: min(since, at.since.get(name, since)) for name in (ALL, *sorted(speakers))}
        rows = list(keeper.changed.items())
        for number in range(0, len(rows), _AT_ONCE):
            await self.log.commit(at, Recorded(rows=dict(rows[number : number + _AT_ONCE])), now)
            at = replace(at, version=at.version + 1)
        await self.log.commit(at, Recorded(places=places, since=known), now)
        logger.info("Keeping the past", since=since.isoformat(), entries=len(rows))

    async def _with_whole_streams(self, at: Position, now: datetime) -> Position:
        """Begin a stream anew that is another one, and say where one was trimmed before it was read."""
        ends, begins = await self.feed.ends(), await self.feed.begins()
        anew = {
            name: START for name, end in ends.items() if order_of(at.places.get(name, START)) > order_of(end)
        }
        torn = [
            moment
            for name, (first, moment) in begins.items()
            if order_of(START) < order_of(at.places.get(name, START)) < order_of(first)
        ]
        new = {name: START for name in ends if name not in at.places}
        if not (anew or torn or new):
            return at
        since = dict.fromkeys(at.since, max(torn)) if torn else {}
        if torn:
            logger.warning("News was trimmed before it was kept", before=max(torn).isoformat())
        await self.log.commit(at, Recorded(places={**anew, **new}, since=since), now)
        return await self.log.position()

    async def _watch(self, at: Position, speakers: frozenset[str], now: datetime) -> None:
        """Keep the reports of whom somebody watches from now on, also what the streams still hold of them."""
        new, gone = speakers - at.since.keys(), at.since.keys() - speakers - {ALL}
        if not new and not gone:
            return
        if new:
            async for subjects in self.feed.until(at.places):
                own = [s for s in subjects if isinstance(s, NoticeSubject) and s.notice.service in new]
                changed = await self._kept(at, own, speakers)
                if changed:
                    await self.log.commit(at, Recorded(rows=changed), now)
                    at = replace(at, version=at.version + 1)
        begins = await self.feed.begins()
        since = min((moment for _, moment in begins.values()), default=now)
        known = {**dict.fromkeys(sorted(new), since), **dict.fromkeys(sorted(gone))}
        await self.log.commit(at, Recorded(since=known), now)

    async def _note_pages(self, speakers: frozenset[str], now: datetime) -> None:
        at = await self.log.position()
        records = await self.records.load_many(self.catalog.sources_of(sorted(speakers)))
        there = [record for record in records.values() if record is not None]
        keeper = Keeper(await self.log.load(_open_in(there)), speakers, self.catalog)
        for record in there:
            keeper.look_at(record)
        await self.log.commit(at, Recorded(rows=keeper.changed, read=_read(there, now)), now)

    async def _kept(
        self, at: Position, subjects: Sequence[Subject], speakers: frozenset[str] | None = None
    ) -> Mapping[str, Kept | None]:
        known = await self.log.load(ids_in(subjects))
        known |= await self.log.load(beyond(known))
        own = frozenset(at.since) - {ALL} if speakers is None else speakers
        keeper = Keeper(known, own, self.catalog)
        for subject in subjects:
            keeper.take(subject)
        return keeper.changed

    async def _speakers(self) -> frozenset[str]:
        """Whose reports are kept: of what somebody watches, and of the wholes whose pages speak for it."""
        fixed = (watch for channel in self.fixed for watch in channel.watches)
        own = services_of({*fixed, *await self.channels.load_watches()}, self.catalog)
        return own | {whole for service in own for whole in self.catalog.ancestors(service)}


def _open_in(records: Iterable[SourceRecord]) -> list[str]:
    """The subject ids of the reports that stand on their pages as open."""
    return [
        report_subject(record.source, report.id)
        for record in records
        for report in record.page.reports
        if report.status.is_open
    ]


def _read(records: Iterable[SourceRecord], now: datetime) -> dict[str, datetime]:
    """When each service's page was last read, of those that can be read now."""
    read = dict[str, datetime]()
    for record in records:
        at = record.read_at
        if record.unreadable is None and at is not None and timedelta() <= now - at <= FRESH_FOR:
            read[record.service] = max(at, read.get(record.service, at))
    return read
