"""What many channels see alike is rendered once: a message of a moment ago is as true as one of now."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.alerting.hours import local_time
from bot.alerting.notification import Act
from bot.alerting.reason import Reason
from bot.catalog.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.message import Message
from bot.domain.subject import IncidentSubject, Subject
from bot.notifying.messages import NotificationTask, before_of, message_for
from bot.rendering.subject_messages import pinging
from bot.rendering.view import View, spoken_of
from bot.speech.speech import speaking

# The finest time that a message names is a minute, and it takes as long to arrive.
GOOD_FOR: Final = timedelta(seconds=1)
# So many are kept at most; then they are made anew.
MOST: Final = 256
# Stands for services of which nothing is said about a subject.
_OTHERS: Final = frozenset({""})


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A message, when it was begun, and of what: as long as that is held, its ids are nobody else's."""

    at: datetime
    task: NotificationTask
    message: "asyncio.Future[Message]"


@dataclass(slots=True, kw_only=True)
class Renderings:
    """Messages about subjects. What goes into them is told apart by identity, or by all that is shown."""

    catalog: Catalog
    _kept: dict[Hashable, _Rendered] = field(default_factory=dict)
    _spoken_of: dict[int, tuple[Subject, frozenset[str]]] = field(default_factory=dict)

    async def message_for(self, act: Act, task: NotificationTask, channel: Channel, now: datetime) -> Message:
        """The message for an act in a channel, in its language and by its clocks, calling whom it wants."""
        read_at, seen = local_time(channel, now), self._seen_services(task.subject, task.view)
        sight = _sight(act, task, seen, channel, read_at)
        kept = self._kept.get(sight)
        if kept is None or not timedelta(0) <= now - kept.at < GOOD_FOR or _has_failed(kept.message):
            task = replace(task, view=replace(task.view, watched=seen))
            with speaking(channel.language):
                message = asyncio.ensure_future(message_for(act, task, self.catalog, read_at))
            kept = _Rendered(now, task, message)
            self._keep(sight, kept)
        found = await asyncio.shield(kept.message)
        calls = act in (Act.POST_CARD, Act.POST_ANEW)
        return pinging(found, task.subject, channel.ping) if calls else found

    def _keep(self, sight: Hashable, rendered: _Rendered) -> None:
        """Keep it as the newest, and let go of what is good no more."""
        self._kept.pop(sight, None)
        while self._kept:
            oldest = next(iter(self._kept))
            if len(self._kept) < MOST and rendered.at - self._kept[oldest].at < GOOD_FOR:
                break
            del self._kept[oldest]
        self._kept[sight] = rendered

    def _seen_services(self, subject: Subject, view: View) -> frozenset[str]:
        """What is watched, without the services of which a card does not speak."""
        if not view.watched or not isinstance(subject, IncidentSubject):
            return view.watched
        known = self._spoken_of.get(id(subject))
        if known is None:
            if len(self._spoken_of) >= MOST:
                self._spoken_of.clear()
            known = self._spoken_of[id(subject)] = subject, spoken_of(subject.incident, self.catalog)
        return (view.watched & known[1]) or _OTHERS


def _sight(
    act: Act, task: NotificationTask, watched: frozenset[str], channel: Channel, read_at: datetime
) -> Hashable:
    """All that the words depend on, but for the time, which is that of a moment ago."""
    flapping, view = task.flapping, task.view
    return (
        act,
        channel.language,
        read_at.tzinfo,
        id(task.subject),
        id(task.group),
        id(task.said),
        (watched, view.reactions, view.speaks_for, view.is_anyones, view.board),
        *map(id, view.networks),
        None if flapping is None else flapping.turns_in_an_hour(read_at),
        task.plan.after.updates if task.plan.reason is Reason.TOO_OFTEN else None,
        None if act in (Act.POST_CARD, Act.EDIT_CARD) else (before_of(task.record), id(task.timeline)),
    )


def _has_failed(message: "asyncio.Future[Message]") -> bool:
    return message.done() and (message.cancelled() or message.exception() is not None)
