"""What flaps, as messages: the card that is kept current while it does, and that it has been calm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.catalog.catalog import Catalog
from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.domain.times import duration
from bot.rendering.digest import subject_line
from bot.rendering.text import clean, plural

MAX_LINES = 6


def flapping_words(turns: int, what: str = "turn") -> str:
    """How often it has turned: "flapping: 5 turns in the last hour"."""
    return f"flapping: {plural(turns, what)} in the last hour"


def with_flapping(message: Message, words: str) -> Message:
    """A card of something that flaps, which says so in these words."""
    line: Line = (Text(f"{words[:1].upper()}{words[1:]}; it is shown here, without a post"),)
    return replace(message, sections=(Section(lines=(line,)), *message.sections))


def flapping_card(
    turns: int, subjects: Sequence[Subject], catalog: Catalog, now: datetime, calm_after: timedelta
) -> Message:
    """The message that is kept current while it flaps, with so many turns in the last hour."""
    rules = f"I post again when it has been calm for {duration(calm_after)}, or when it is worse than before."
    is_open = any(not subject.is_over for subject in subjects)
    return Message(
        headline=clean(f"{_name(subjects, catalog)} keeps changing, {flapping_words(turns)}", 200),
        tone=Tone.DEGRADED if is_open else Tone.NEUTRAL,
        sections=(_now_section(subjects, catalog, now), Section(lines=((Text(rules),),))),
        footer=(Text("Updated "), Moment(now, now, is_brief=True)),
    )


def calm_message(
    subjects: Sequence[Subject], catalog: Catalog, now: datetime, calm_after: timedelta
) -> Message:
    """That it has been calm for so long, and what it has come to."""
    still = [subject for subject in subjects if not subject.is_over]
    state = f"still open: {plural(len(still), 'report')}" if still else "it is over"
    if still and isinstance(still[0], IncidentSubject):
        state = "still open"
    return Message(
        headline=clean(f"{_name(subjects, catalog)}, calm for {duration(calm_after)} now: {state}", 200),
        tone=Tone.DEGRADED if still else Tone.RESOLVED,
        sections=(_now_section(subjects, catalog, now),),
        footer=(Moment(now, now),),
    )


def _now_section(subjects: Sequence[Subject], catalog: Catalog, now: datetime) -> Section:
    """What is open first, the newest of it first."""
    ordered = sorted(subjects, key=lambda subject: (not subject.is_over, subject.at), reverse=True)
    lines: tuple[Line, ...] = tuple(
        (Text(f"{subject_line(subject, catalog)} · "), Moment(subject.at, now))
        for subject in ordered[:MAX_LINES]
    )
    return Section(title="Now", lines=lines, more=max(0, len(ordered) - MAX_LINES))


def _name(subjects: Sequence[Subject], catalog: Catalog) -> str:
    """Of whom it is: the service, or the root of the claims."""
    match subjects[-1] if subjects else None:
        case IncidentSubject(incident=incident):
            return catalog.name_of(incident.root)
        case NoticeSubject(notice=notice):
            return catalog.name_of(notice.service)
        case None:
            return "Something"
