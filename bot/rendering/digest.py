"""Bulletins: what is held back in a storm, what a channel has missed, and the digest of a day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from bot.catalog.catalog import Catalog
from bot.domain.answer import OpenAt
from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.domain.times import stretch
from bot.rendering.baseline import HEADLINE_ONLY
from bot.rendering.beside import beside_lines
from bot.rendering.card import headline
from bot.rendering.notice import notice_headline
from bot.rendering.text import clean
from bot.speech.speech import say, say_many

MAX_LINES = 15


def storm_message(held: Sequence[Subject], catalog: Catalog, cap: int) -> Message:
    """What a channel's cap keeps back; without anything, that all of it has been told or is over."""
    if not held:
        return Message(headline=say("Nothing is held back any more."), tone=Tone.RESOLVED)
    lines = tuple((Text(subject_line(subject, catalog)),) for subject in held[:MAX_LINES])
    return Message(
        headline=say(
            "Holding back {counted}: more than {cap} in ten minutes.",
            counted=say_many("{number} message", "{number} messages", len(held)),
            cap=cap,
        ),
        tone=Tone.NEUTRAL,
        sections=(
            Section(
                title=say("They follow as soon as there is room"),
                lines=lines,
                more=max(0, len(held) - MAX_LINES),
            ),
        ),
    )


def missed_message(
    missed: Sequence[Subject], since: datetime | None, why: str, catalog: Catalog, now: datetime
) -> Message:
    """What began and ended while a channel could not be told: since when, and why."""
    lines = tuple(_dated(subject, "", catalog, now) for subject in missed[:MAX_LINES])
    reason: Line = (Text(f"{clean(why)} · " if why else ""),)
    return Message(
        headline=say(
            "Missed while we could not post here: {counted}, over by now.",
            counted=say_many("{number} event", "{number} events", len(missed)),
        ),
        tone=Tone.NEUTRAL,
        sections=(Section(lines=lines, more=max(0, len(missed) - MAX_LINES)),),
        footer=(*reason, Text(say("since ")), Moment(since, now)) if since is not None else reason,
    )


def digest_message(
    heard: Sequence[Subject],
    *,
    catalog: Catalog,
    silent: Mapping[str, str],
    beside: Sequence[OpenAt],
    period: tuple[datetime, datetime],
    since_before: Sequence[OpenAt] = (),
) -> Message:
    """What happened since the last digest: still open, over, dropped or deferred by quiet hours.

    `silent` says of a subject that got no message why, `since_before` are services with trouble of which
    there was no news, and `beside` those without. An empty digest says whether it is empty because nothing
    happened or because we could not read.
    """
    since, now = period
    ongoing = [s for s in heard if not s.is_over]
    ended = [s for s in heard if s.is_over]
    sections = [
        _section(say("Still open"), ongoing, silent, catalog, now),
        _unchanged(since_before, catalog, now),
        _section(say("Ended"), ended, silent, catalog, now),
        Section(title=say("Beside these"), lines=beside_lines(beside, catalog)),
    ]
    first, last = stretch(since, now, now)
    open_now = len(ongoing) + len(since_before)
    is_calm = not heard and not since_before
    happened = (
        say("nothing happened that you watch")
        if is_calm
        else say("{open_now} open, {number} ended", open_now=open_now, number=len(ended))
    )
    unread = sum(not one.is_read for one in beside)
    blind = (
        say_many("; {number} page could not be read", "; {number} pages could not be read", unread)
        if unread
        else ""
    )
    return Message(
        headline=say("Digest: {happened}{blind}", happened=happened, blind=blind),
        tone=Tone.DEGRADED if open_now else Tone.NEUTRAL,
        sections=tuple(section for section in sections if section.lines),
        footer=(Text(say("From ")), first, Text(say(" to ")), last),
    )


def subject_line(subject: Subject, catalog: Catalog) -> str:
    """A subject in one line."""
    match subject:
        case IncidentSubject():
            return headline(subject.incident, catalog)
        case NoticeSubject():
            return notice_headline(subject.notice, catalog)
        case _:
            assert_never(subject)


def _section(
    title: str, subjects: Sequence[Subject], silent: Mapping[str, str], catalog: Catalog, now: datetime
) -> Section:
    shown = subjects[:MAX_LINES]
    lines = tuple(_dated(subject, silent.get(subject.id, ""), catalog, now) for subject in shown)
    return Section(title=title, lines=lines, more=max(0, len(subjects) - MAX_LINES))


def _dated(subject: Subject, aside: str, catalog: Catalog, now: datetime) -> Line:
    """A subject in one line, with what is to be added about it and when it last changed."""
    beside = f" ({aside})" if aside else ""
    return (Text(f"{subject_line(subject, catalog)}{beside} · "), Moment(subject.at, now))


def _unchanged(services: Sequence[OpenAt], catalog: Catalog, now: datetime) -> Section:
    lines: list[Line] = []
    for one in services[:MAX_LINES]:
        name = clean(catalog.name_of(one.service), 60)
        if one.since is None:
            lines.append((Text(f"{name}: {say(HEADLINE_ONLY)}"),))
        else:
            title = clean(one.reports[0].title, 110)
            lines.append(
                (Text(say("{name}: {title} · since ", name=name, title=title)), Moment(one.since, now))
            )
    return Section(
        title=say("Open since before, without news"),
        lines=tuple(lines),
        more=max(0, len(services) - MAX_LINES),
    )
