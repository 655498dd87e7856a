"""The digest of a day: what a channel heard of, or would have, and what could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.hours import local_time, next_digest
from bot.alerting.matching import passes, watched
from bot.alerting.notification import Notification
from bot.alerting.reason import Reason
from bot.answers.open_at import open_at
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.incident import Grade
from bot.domain.message import Message
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.notifying.bulletin import Bulletin, post_bulletin
from bot.notifying.sender import Sender
from bot.notifying.session import Session
from bot.rendering.digest import digest_message
from bot.speech.speech import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digests of one channel that we hold."""

    stores: Session
    sender: Sender
    channel: Channel
    catalog: Catalog
    clock: Clock

    async def post_if_due(self) -> datetime | None:
        """Post the digest if it is due; return when the next one is."""
        schedule, now = self.channel.digest, self.clock.now()
        if schedule is None:
            return None
        destination = str(self.channel.destination)
        known = (await self.stores.health.load(destination)).bulletins
        since = known.digest_at or self.channel.since or now
        after = replace(known, digest_at=since)
        if now >= next_digest(schedule, since):
            with speaking(self.channel.language):
                message = await self._message(since)
            bulletin = Bulletin(kind="digest", message=message, reason=Reason.DIGEST_DUE)
            await post_bulletin(bulletin, self.sender, self.stores.health, now)
            after = replace(known.settled("digest"), digest_at=now)

        def step(health: ChannelHealth) -> ChannelHealth:
            return replace(health, bulletins=after)

        await self.stores.health.change(destination, step)
        return next_digest(schedule, after.digest_at or now)

    async def _message(self, since: datetime) -> Message:
        destination = str(self.channel.destination)
        ids = await self.stores.outbox.heard(destination, since)
        found = await self.stores.subjects.load(ids)
        records = await self.stores.notifications.load_many(list(found), destination)
        hearing = _with_suspicions(self.channel)
        heard = tuple(
            s
            for s in sorted(found.values(), key=lambda s: (isinstance(s, NoticeSubject), s.at))
            if records[s.id].card or passes(hearing, s)
            if not self._is_test(s)
        )
        own, now = watched(self.channel, self.catalog), self.clock.now()
        wholes = {whole for service in own for whole in self.catalog.ancestors(service)}
        snapshot = await self.stores.snapshots.load(self.catalog.sources_of(sorted(own | wholes)))
        services = [open_at(service, snapshot, self.catalog, now) for service in sorted(own)]
        silent = {s.id: self._silence(s, records[s.id]) for s in heard if _is_silent(records[s.id])}
        return digest_message(
            heard,
            catalog=self.catalog,
            silent=silent,
            beside=[one for one in services if not one.is_open],
            period=(since, local_time(self.channel, now)),
            since_before=[one for one in services if one.is_open and one.service not in _in_news(heard)],
        )

    def _is_test(self, subject: Subject) -> bool:
        """Whether it is a message of our own that somebody asked for: that is about no service."""
        return isinstance(subject, NoticeSubject) and subject.notice.service not in self.catalog.services

    def _silence(self, subject: Subject, record: Notification) -> str:
        """Why nothing was posted about it."""
        if record.dropped:
            return "dropped in quiet hours"
        if record.deferred:
            return "deferred by quiet hours"
        if record.group:
            return "part of a shared incident"
        return "not posted here" if passes(self.channel, subject) else "below this channel's grade"


def _in_news(heard: Iterable[Subject]) -> frozenset[str]:
    """The services of which there is something open in the news."""
    found = set[str]()
    for subject in heard:
        match subject:
            case IncidentSubject(incident=incident) if not subject.is_over:
                found |= {incident.root, *incident.services}
            case NoticeSubject(notice=notice) if not subject.is_over:
                found.add(notice.service)
    return frozenset(found)


def _with_suspicions(channel: Channel) -> Channel:
    """The channel as a digest hears: whatever we claim is in it, though only what is surer is posted."""
    return replace(channel, grade=min(channel.grade, Grade.SUSPECTED, key=lambda grade: grade.rank))


def _is_silent(record: Notification) -> bool:
    """Whether nothing was posted about it."""
    return record.card is None and (record.said is None or record.dropped)
