"""How we are ourselves, for who asks in chat: our parts, unreadable pages, trouble with this channel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.heartbeat import is_ill
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.platform import Blindness
from bot.domain.times import ago, when
from bot.domain.unreadable import unreadable as reason_in_words
from bot.rendering.text import clean
from bot.speech.speech import say, say_many

MAX_LINES: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHealth:
    """How many services a channel watches, those whose pages we cannot read, with the reason, and the unread.

    These have no fresh reading though nothing failed: with when they were last read, None for never.
    """

    watched: int
    unreadable: Sequence[tuple[str, str]] = ()
    unread: Sequence[tuple[str, datetime | None]] = ()

    @property
    def read(self) -> int:
        """How many were read lately."""
        return self.watched - len(self.unreadable) - len(self.unread)


def health_message(
    *,
    heartbeats: Mapping[str, datetime],
    pages: PageHealth,
    trouble: str,
    catalog: Catalog,
    now: datetime,
) -> Message:
    """`heartbeats` are when each part last said that it is well; `trouble` is this channel's last."""
    stalled = {part for part, at in heartbeats.items() if is_ill(part, at, now)}
    parts: list[Line] = [
        (Text(_beat(part, ago(at, now), is_stalled=part in stalled)),)
        for part, at in sorted(heartbeats.items())
    ]
    failed: list[Line] = [
        (Text(f"{clean(catalog.name_of(service), 60)}: {clean(reason_in_words(reason), 100)}"),)
        for service, reason in pages.unreadable
    ]
    named = [(clean(catalog.name_of(service), 60), at) for service, at in pages.unread]
    sections = (
        _section(say("Parts"), parts),
        _section(say("Pages that we cannot read: neither up nor down"), failed),
        _section(say("Pages that we have not read"), [_unread_line(name, at, now) for name, at in named]),
        _section(say("Last trouble with this channel"), [(Text(clean(trouble, 300)),)] if trouble else []),
    )
    return Message(
        headline=f"{_alive(heartbeats, stalled)}; {_readable(pages)}.",
        tone=_tone(heartbeats, stalled, is_blind=pages.watched > 0 and not pages.read),
        sections=tuple(section for section in sections if section.lines),
    )


def with_ailments(
    message: Message, ailments: Mapping[str, str], blind: Blindness | None, now: datetime
) -> Message:
    """The same, and what ails parts of ours, or all of us."""
    lines = [(Text(clean(f"{part}: {why}", 300)),) for part, why in sorted(ailments.items())]
    if not lines and blind is None:
        return message
    headline = f"{blind.words(now)}." if blind is not None else message.headline
    sections = (_section(say("What is wrong with us"), lines), *message.sections)
    return replace(
        message,
        headline=headline,
        tone=Tone.OUTAGE,
        sections=tuple(section for section in sections if section.lines),
    )


def _beat(part: str, age: str, *, is_stalled: bool) -> str:
    stalled = say(" · stalled") if is_stalled else ""
    return say("{part}: alive {since}{stalled}", part=part, since=age or say("just now"), stalled=stalled)


def _readable(pages: PageHealth) -> str:
    if not pages.watched:
        return say("nothing watched here")
    return say(
        "{read} of your {counted} read{waiting}",
        read=pages.read,
        counted=say_many("{number} service", "{number} services", pages.watched),
        waiting=say(", {number} not read yet", number=len(pages.unread)) if pages.unread else "",
    )


def _unread_line(name: str, at: datetime | None, now: datetime) -> Line:
    return (
        Text(
            say("{name}: not read yet", name=name)
            if at is None
            else say("{name}: last read {when}", name=name, when=when(at, now))
        ),
    )


def _tone(heartbeats: Mapping[str, datetime], stalled: Collection[str], *, is_blind: bool) -> Tone:
    if not heartbeats or stalled:
        return Tone.OUTAGE
    return Tone.DEGRADED if is_blind else Tone.RESOLVED


def _section(title: str, lines: Sequence[Line]) -> Section:
    return Section(title=title, lines=tuple(lines[:MAX_LINES]), more=max(0, len(lines) - MAX_LINES))


def _alive(heartbeats: Mapping[str, datetime], stalled: Collection[str]) -> str:
    if not heartbeats:
        return say("No part has said that it is alive")
    return (
        say_many("{number} part stalled", "{number} parts stalled", len(stalled))
        if stalled
        else say("All parts alive")
    )
