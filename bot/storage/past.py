"""What was, for who asks: what is watched from what is kept, others from the streams of what was news."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.answers.answers import MOST_AT_ONCE
from bot.answers.snapshot import KeptPast
from bot.answers.wanted import PastWanted
from bot.domain.kept import Kept, KeptIncident, KeptReport
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.storage.client import Client
from bot.storage.history import History
from bot.storage.history_feed import HistoryFeed
from bot.storage.history_log import HistoryLog, Position
from bot.storage.history_rows import ALL


class PastReader:
    """Reads it, as far as somebody asks."""

    def __init__(self, client: Client) -> None:
        self._history = History(client)
        self._log = HistoryLog(client)
        self._feed = HistoryFeed(client)

    async def load(self, wanted: PastWanted) -> KeptPast:
        """What was in a stretch of time, of these services or of anybody, and since when nothing is missing.

        Unless all who speak for them are watched, what was is known as far as the stream of news reaches.
        """
        speakers, start = wanted.speakers, wanted.start
        position = await self._log.position()
        since = [position.since[name] for name in (ALL, *speakers) if name in position.since]
        is_kept = bool(speakers) and len(since) == 1 + len(speakers)
        reports, claims = await self._history.between(wanted.services, start, wanted.end)
        kept: dict[str, Kept] = {one.id: one for one in claims}
        kept |= {one.id: one for one in reports}
        if is_kept:
            await self._add_what_is_new(kept, position.places)
        else:
            since = await self._add_news(kept, start)
        return KeptPast(
            reports=tuple(one for one in kept.values() if isinstance(one, KeptReport)),
            incidents=tuple(one.incident for one in kept.values() if isinstance(one, KeptIncident)),
            since=max(since, default=None),
            read={name: await self._history.readings(name) for name in self._asked(speakers, position)},
            is_watched=is_kept,
        )

    def _asked(self, speakers: Sequence[str], position: Position) -> Sequence[str]:
        """Of whom it is told how much of the time is known: of more than are asked for by name, of nobody."""
        return [name for name in speakers if name in position.since] if len(speakers) <= MOST_AT_ONCE else ()

    async def _add_what_is_new(self, kept: dict[str, Kept], places: Mapping[str, str]) -> None:
        """What the recorder has not read yet."""
        while (batch := await self._feed.read(places)).places:
            for subject in batch.subjects:
                _add(kept, subject)
            places = {**places, **batch.places}

    async def _add_news(self, kept: dict[str, Kept], start: datetime) -> list[datetime]:
        """What the streams hold since then; return since when they do, where they do."""
        async for subjects in self._feed.newest_first():
            for subject in subjects:
                _add(kept, subject)
            if subjects and min(subject.at for subject in subjects) < start:
                break
        return [moment for _, moment in (await self._feed.begins()).values()]


def _add(kept: dict[str, Kept], subject: Subject) -> None:
    """Unless it is older than what is there."""
    before = kept.get(subject.id)
    match subject:
        case IncidentSubject():
            was = before.incident.version if isinstance(before, KeptIncident) else 0
            if subject.incident.version > was:
                kept[subject.id] = KeptIncident(incident=subject.incident, timeline=(), causes=())
        case NoticeSubject(notice=notice) if notice.report is not None:
            if not isinstance(before, KeptReport) or notice.at > before.at:
                kept[subject.id] = KeptReport(
                    service=notice.service, source=notice.source, at=notice.at, report=notice.report
                )
