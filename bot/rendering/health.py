"""How we are ourselves, for who asks in chat: our parts, unreadable pages, trouble with this channel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.heartbeat import is_ill
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.platform import Blindness
from bot.domain.unreadable import unreadable as reason_in_words
from bot.rendering.text import clean, duration, plural

MAX_LINES: Final = 15


def health_message(
    *,
    heartbeats: Mapping[str, datetime],
    unreadable: Sequence[tuple[str, str]],
    watched: int,
    trouble: str,
    catalog: Catalog,
    now: datetime,
) -> Message:
    """`unreadable` are services whose pages we cannot read, with the reason; `watched` how many there are."""
    stalled = {part for part, at in heartbeats.items() if is_ill(part, at, now)}
    parts: list[Line] = [
        (Text(f"{part}: alive {duration(now - at)} ago{' · stalled' if part in stalled else ''}"),)
        for part, at in sorted(heartbeats.items())
    ]
    pages: list[Line] = [
        (Text(f"{clean(catalog.name_of(service), 60)}: {clean(reason_in_words(reason), 100)}"),)
        for service, reason in unreadable
    ]
    sections = (
        _section("Parts", parts),
        _section("Pages that we cannot read: neither up nor down", pages),
        _section("Last trouble with this channel", [(Text(clean(trouble, 300)),)] if trouble else []),
    )
    readable = f"{watched - len(unreadable)} of your {plural(watched, 'service')} readable"
    return Message(
        headline=f"{_alive(heartbeats, stalled)}; {readable if watched else 'nothing watched here'}.",
        tone=Tone.RESOLVED if heartbeats and not stalled else Tone.OUTAGE,
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
    sections = (_section("What is wrong with us", lines), *message.sections)
    return replace(
        message,
        headline=headline,
        tone=Tone.OUTAGE,
        sections=tuple(section for section in sections if section.lines),
    )


def _section(title: str, lines: Sequence[Line]) -> Section:
    return Section(title=title, lines=tuple(lines[:MAX_LINES]), more=max(0, len(lines) - MAX_LINES))


def _alive(heartbeats: Mapping[str, datetime], stalled: Collection[str]) -> str:
    if not heartbeats:
        return "No part has said that it is alive"
    return f"{plural(len(stalled), 'part')} stalled" if stalled else "All parts alive"
