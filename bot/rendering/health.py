"""How we are ourselves, for who asks in chat: our parts, unreadable pages, trouble with this channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.rendering.text import clean, duration, plural
from bot.rendering.words import unreadable as said_unreadable

# Parts beat every 15 s: four missed beats are a death.
STALLED_AFTER: Final = timedelta(seconds=60)
MAX_LINES: Final = 15


def health_message(
    *,
    beats: Mapping[str, datetime],
    unreadable: Sequence[tuple[str, str]],
    watched: int,
    trouble: str,
    catalog: Catalog,
    now: datetime,
) -> Message:
    """`unreadable` are services whose pages we cannot read, with the reason; `watched` how many there are."""
    stalled = sorted(part for part, at in beats.items() if now - at > STALLED_AFTER)
    parts: list[Line] = [
        (Text(f"{part}: alive {duration(now - at)} ago{' · stalled' if part in stalled else ''}"),)
        for part, at in sorted(beats.items())
    ]
    pages: list[Line] = [
        (Text(f"{clean(catalog.name_of(service), 60)}: {clean(said_unreadable(reason), 100)}"),)
        for service, reason in unreadable
    ]
    sections = [
        Section(title="Parts", lines=tuple(parts[:MAX_LINES]), more=max(0, len(parts) - MAX_LINES)),
        Section(
            title="Pages that we cannot read: neither up nor down",
            lines=tuple(pages[:MAX_LINES]),
            more=max(0, len(pages) - MAX_LINES),
        ),
        Section(
            title="Last trouble with this channel", lines=((Text(clean(trouble, 300)),),) if trouble else ()
        ),
    ]
    said = f"{plural(len(stalled), 'part')} stalled" if stalled else "all parts alive"
    if not beats:
        said = "no part has said that it is alive"
    read = (
        f"{watched - len(unreadable)} of your {plural(watched, 'service')} readable"
        if watched
        else "nothing watched here"
    )
    is_well = bool(beats) and not stalled
    return Message(
        headline=f"{said[:1].upper()}{said[1:]}; {read}.",
        tone=Tone.RESOLVED if is_well else Tone.OUTAGE,
        sections=tuple(section for section in sections if section.lines),
    )
