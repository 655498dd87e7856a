"""Bulletins: what a destination is told beside its incidents, about what is held back and as a digest."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.alerting.hours import next_digest
from bot.alerting.matching import passes, watched
from bot.alerting.notification import Notification
from bot.domain.message import Message, MessageRef
from bot.domain.subject import Subject
from bot.errors import Undeliverable
from bot.notifying.notifier import Notifier
from bot.rendering.digest import digest_message, storm_message
from bot.storage.channel_health import ChannelHealths
from bot.storage.client import Client
from bot.storage.notifications import Notifications
from bot.storage.outbox import Outbox
from bot.storage.snapshot import load_snapshot
from bot.storage.subjects import Subjects

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Posts them for the destination that `tell` holds."""

    tell: Notifier
    client: Client
    outbox: Outbox

    async def storm(self) -> datetime | None:
        """Say what the cap holds back: one message, edited as that changes."""
        tell, pace = self.tell, self.tell.pace
        names = tuple(subject.id for subject in tell.held)
        if names == pace.held:
            return None
        message = storm_message(tell.held, tell.catalog, tell.channel.cap)
        storm = pace.storm
        if storm is None and names:
            storm = await self._send(message, "storm")
        elif storm is not None and tell.edits:
            await self._edit(storm, message)
        await self._keep(storm=storm if names else None, held=names, sending=None)
        return None

    async def digest(self) -> datetime | None:
        """Post the digest if it is due; return when the next one is."""
        tell, digest, now = self.tell, self.tell.channel.digest, self.tell.clock.now()
        if digest is None:
            return None
        since = tell.pace.digest_at or tell.channel.since or now
        due = next_digest(digest, since)
        if now >= due:
            await self._send(await self._digest(since), "digest")
            await self._keep(sending=None, digest_at=now)
            since = now
        await self._keep(digest_at=since)
        return next_digest(digest, since)

    async def _send(self, message: Message, kind: str) -> MessageRef | None:
        """Post under a nonce that is remembered until it is known what came of it; None if it was refused."""
        tell, sending = self.tell, self.tell.pace.sending
        is_again = sending is not None and sending.startswith(f"{kind}:")
        nonce = sending if is_again and sending else f"{kind}:{tell.clock.now():%Y%m%d%H%M%S}"
        await self._keep(sending=nonce)
        await tell.hold()
        try:
            ref = await tell.platform.send(message, tell.channel.destination, nonce=nonce, uncertain=is_again)
        except Undeliverable as error:
            logger.warning("Undeliverable", to=str(tell.channel.destination), error=str(error))
            return None
        if is_again and tell.edits:
            await self._edit(ref, message)
        return ref

    async def _edit(self, ref: MessageRef, message: Message) -> None:
        await self.tell.hold()
        try:
            await self.tell.platform.edit(ref, message)
        except Undeliverable as error:
            logger.warning("Undeliverable", to=str(self.tell.channel.destination), error=str(error))

    async def _digest(self, since: datetime) -> Message:
        tell = self.tell
        destination = str(tell.channel.destination)
        found = await Subjects(self.client).load(await self.outbox.heard(destination, since))
        told = await Notifications(self.client).load_many(list(found), destination)
        heard = tuple(
            s
            for id_, s in sorted(found.items(), key=lambda item: (item[1].change is None, item[1].at))
            if told[id_].card or passes(tell.channel, s)
            if not _is_test(s, tell)
        )
        own = watched(tell.channel, tell.catalog)
        snapshot = await load_snapshot(self.client, tell.catalog.sources_of(sorted(own)))
        untold = {i: r for i, r in told.items() if r.card is None and (r.said is None or r.dropped)}
        silent = {id_: _silence(record) for id_, record in untold.items()}
        return digest_message(
            heard,
            catalog=tell.catalog,
            silent=silent,
            unreadable=[service for service, _ in snapshot.unreadable],
            period=(since, tell.clock.now()),
        )

    async def _keep(self, **changes: object) -> None:
        after = replace(self.tell.pace, **changes)  # type: ignore[arg-type]  # fields of Pace
        if after != self.tell.pace:
            self.tell.pace = after
            await ChannelHealths(self.client).save(str(self.tell.channel.destination), after)


def _is_test(subject: Subject, tell: Notifier) -> bool:
    """Whether it is a message of our own that somebody asked for: that is about no service."""
    return subject.notice is not None and subject.notice.service not in tell.catalog.services


def _silence(record: Notification) -> str:
    """Why nothing was posted about it."""
    if record.dropped:
        return "dropped in quiet hours"
    if record.deferred:
        return "deferred by quiet hours"
    return "part of a shared incident" if record.group else "not posted here"
