"""What a channel was told of a subject, as short as it is kept for a month: a line of JSON for each.

Where it was told, and of what, its key and its field say. Times are microseconds: of the first post since
1970, all others since that. What is as it mostly is, is left out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from bot.alerting.flapping import Flapping, topic_of_root
from bot.alerting.notification import Announcement, Notification
from bot.alerting.plan import UNTOUCHED
from bot.alerting.setback import Setback
from bot.domain.incident import Grade
from bot.domain.message import MessageRef
from bot.storage.codec import SCHEMA, decode, encode_as

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
# In front of a record instead of the schema of all else: an earlier version, which cannot read it, is to
# refuse such a store. It would drop the record as unreadable, and tell all that is open once more.
FORM: Final = b"5"
# So begins what an earlier version stored: it names its subject and its destination.
_EARLIER: Final = b'{"subject"'

Time = int | None
# Platform, channel, id, thread and team of a message.
_Handle = tuple[str, str, str, str | None, str]


class _Said(msgspec.Struct, array_like=True, frozen=True):
    """An Announcement."""

    grade: Grade | None
    root: str
    peak: int
    is_over: bool
    at: Time


class _Flapping(msgspec.Struct, array_like=True, frozen=True):
    """What flaps."""

    turns: tuple[int, ...]
    posts: tuple[int, ...]
    peak: int
    parts: tuple[str, ...]
    subjects: tuple[str, ...]
    is_held: bool


class _Told(msgspec.Struct, omit_defaults=True, frozen=True):
    """A Notification: the card's id, or all of its handle where it is not the destination's own.

    `version` stands for what is shown where no group speaks for it and nobody has done anything; the letters
    in `flags` for what is true of it.
    """

    card: str | _Handle = msgspec.field(default="", name="c")
    thread: str | None = msgspec.field(default=None, name="t")
    posted: Time = msgspec.field(default=None, name="p")
    shown: str = msgspec.field(default="", name="s")
    version: str | None = msgspec.field(default=None, name="v")
    shown_at: Time | UnsetType = msgspec.field(default=UNSET, name="e")
    said: _Said | None = msgspec.field(default=None, name="d")
    sending: str | None = msgspec.field(default=None, name="n")
    over_since: Time = msgspec.field(default=None, name="o")
    group: str | None = msgspec.field(default=None, name="g")
    flags: str = msgspec.field(default="", name="f")
    updates: tuple[int, ...] = msgspec.field(default=(), name="u")
    topic: str | None = msgspec.field(default=None, name="k")
    flapping: _Flapping | None = msgspec.field(default=None, name="l")
    setback: Setback | None = msgspec.field(default=None, name="b")


def encode_record(record: Notification) -> bytes:
    """A record to store."""
    times, is_untouched = _Times(record.posted_at), record.shown.endswith(UNTOUCHED)
    told = _Told(
        card=_card_of(record),
        thread=record.thread,
        posted=_since(record.posted_at, _EPOCH),
        shown="" if is_untouched else record.shown,
        version=record.shown.removesuffix(UNTOUCHED) if is_untouched else None,
        shown_at=UNSET if record.shown_at == record.posted_at else times.short(record.shown_at),
        said=_said(record.said, times),
        sending=record.sending,
        over_since=times.short(record.over_since),
        group=record.group,
        flags="".join(flag for flag, is_set in _flags(record) if is_set),
        updates=times.all_short(record.updates),
        topic=_topic_to_keep(record),
        flapping=_flapping(record.flapping, times),
        setback=record.setback,
    )
    return encode_as(FORM, told)


def record_in(data: bytes | None, subject: str, destination: str) -> Notification:
    """A record as it is stored, or an empty one. Raises StoreUnavailable as `decode` does."""
    if data is None:
        return Notification(subject=subject, destination=destination)
    if data.startswith(_EARLIER, 1):
        return decode(data, Notification)
    told = decode(SCHEMA + data.removeprefix(FORM) if data.startswith(FORM) else data, _Told)
    posted = None if told.posted is None else _EPOCH + told.posted * _MICROSECOND
    times = _Times(posted)
    return Notification(
        subject=subject,
        destination=destination,
        card=_card_in(told.card, destination),
        thread=told.thread,
        posted_at=posted,
        shown=told.shown if told.version is None else told.version + UNTOUCHED,
        shown_at=posted if isinstance(told.shown_at, UnsetType) else times.full(told.shown_at),
        said=_said_in(told.said, times),
        sending=told.sending,
        over_since=times.full(told.over_since),
        group=told.group,
        dropped="d" in told.flags,
        deferred="q" in told.flags,
        updates=times.all_full(told.updates),
        held="h" in told.flags,
        topic=_topic_of(told.said) if told.topic == "" else told.topic,
        flapping=_flapping_in(told.flapping, times),
        setback=told.setback,
    )


def told_in(data: bytes) -> Notification:
    """The same, whatever it is about. Raises StoreUnavailable as `decode` does."""
    return record_in(data, "", "")


class _Times:
    """Times as their distance from a first one, in microseconds, and back."""

    def __init__(self, first: datetime | None) -> None:
        self._first = first or _EPOCH

    def short(self, at: datetime | None) -> Time:
        return _since(at, self._first)

    def full(self, at: Time) -> datetime | None:
        return None if at is None else self._first + at * _MICROSECOND

    def all_short(self, moments: Iterable[datetime]) -> tuple[int, ...]:
        return tuple((at - self._first) // _MICROSECOND for at in moments)

    def all_full(self, moments: Iterable[int]) -> tuple[datetime, ...]:
        return tuple(self._first + at * _MICROSECOND for at in moments)


def _since(at: datetime | None, first: datetime) -> Time:
    return None if at is None else (at - first) // _MICROSECOND


def _flags(record: Notification) -> tuple[tuple[str, bool], ...]:
    return ("d", record.dropped), ("q", record.deferred), ("h", record.held)


def _topic_to_keep(record: Notification) -> str | None:
    """Empty for that of the cause that was named: it is known."""
    is_known = record.said is not None and record.topic == _topic_of(record.said)
    return "" if is_known else record.topic


def _topic_of(said: Announcement | _Said | None) -> str | None:
    return topic_of_root(said.root) if said is not None and said.root else None


def _card_of(record: Notification) -> str | _Handle:
    card = record.card
    if card is None:
        return ""
    is_own = card.id != "" and card == _own(card.id, record.destination)
    return card.id if is_own else (card.platform, card.channel, card.id, card.thread, card.team)


def _card_in(card: str | _Handle, destination: str) -> MessageRef | None:
    if isinstance(card, str):
        return _own(card, destination) if card else None
    platform, channel, id_, thread, team = card
    return MessageRef(platform=platform, channel=channel, id=id_, thread=thread, team=team)


def _own(id_: str, destination: str) -> MessageRef:
    """The handle of a message in the very channel that a destination names."""
    platform, _, place = destination.partition(":")
    team, slash, channel = place.partition("/")
    if not slash:
        team, channel = "", place
    return MessageRef(platform=platform, channel=channel, id=id_, team=team)


def _said(said: Announcement | None, times: _Times) -> _Said | None:
    if said is None:
        return None
    return _Said(said.grade, said.root, said.peak, said.is_over, times.short(said.at))


def _said_in(said: _Said | None, times: _Times) -> Announcement | None:
    if said is None:
        return None
    at = times.full(said.at)
    return Announcement(grade=said.grade, root=said.root, peak=said.peak, is_over=said.is_over, at=at)


def _flapping(flapping: Flapping | None, times: _Times) -> _Flapping | None:
    if flapping is None:
        return None
    turns, posts = times.all_short(flapping.turns), times.all_short(flapping.posts)
    return _Flapping(turns, posts, flapping.peak, flapping.parts, flapping.subjects, flapping.is_held)


def _flapping_in(stored: _Flapping | None, times: _Times) -> Flapping | None:
    if stored is None:
        return None
    return Flapping(
        turns=times.all_full(stored.turns),
        posts=times.all_full(stored.posts),
        peak=stored.peak,
        parts=stored.parts,
        subjects=stored.subjects,
        is_held=stored.is_held,
    )
