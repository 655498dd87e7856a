"""What is open at what a channel watches, and why it was not told of it, as words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.alerting.reason import Reason
from bot.alerting.withheld import Withheld
from bot.catalog.catalog import Catalog
from bot.domain.answer import OpenAt
from bot.domain.message import Line, Link, Message, Moment, Section, Span, Text
from bot.domain.report import Report
from bot.domain.subject import IncidentSubject, Notice, NoticeSubject, Subject
from bot.rendering.beside import beside_lines
from bot.rendering.card import headline
from bot.rendering.text import clean
from bot.speech.speech import mark, say

MAX_LINES: Final = 15
NOT_POSTED: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.NOT_WANTED: "it is below what this channel wants to hear, see settings",
        Reason.NOT_ANNOUNCED: "it looks like coincidence",
        Reason.MUTED: "muted",
        Reason.QUIET_HOURS: "quiet hours",
        Reason.FLAPPING: "it keeps changing, and its changes are shown on one card",
        Reason.TOO_OFTEN: "there is much news of it, which waits until there is less",
        Reason.CAP_REACHED: "too many messages at once",
        Reason.ON_ITS_WAY: "it is on its way",
        Reason.UNREACHABLE: "I cannot post here at the moment, see health",
        Reason.BEFORE_WATCHED: "it was open before this channel watched it, news of it will be",
    }
)
"""Why it is not, behind "not posted here: "."""
OTHERWISE: Final = "see settings"
_NO_REPORT: Final = mark(
    "its page says that it has trouble, and has no report of it, not posted here: only reports are"
)
_NOT_AT_WATCHED: Final = mark("its page reports trouble, at none of the parts that this channel watches")
TIMED: Final = (Reason.MUTED, Reason.QUIET_HOURS, Reason.CAP_REACHED)
"""Of these it is said until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSubject:
    """Something open, and why the channel was not told of it, if it was not."""

    subject: Subject
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNow:
    """What is open at what a channel watches: `subjects`, and how each of its `services` is by its page."""

    subjects: tuple[OpenSubject, ...] = ()
    services: tuple[OpenAt, ...] = ()


def with_open_now(message: Message, found: OpenNow, catalog: Catalog, now: datetime) -> Message:
    """The message with all that is open, or with that nothing is."""
    lines = [_line(one, catalog, now) for one in found.subjects]
    named = {one.subject.notice.service for one in found.subjects if isinstance(one.subject, NoticeSubject)}
    lines += [
        (_name(one.service, catalog), Text(f": {say(_NOT_AT_WATCHED if one.reports else _NO_REPORT)}"))
        for one in found.services
        if one.is_open and one.service not in named
    ]
    lines += beside_lines(found.services, catalog)
    section = Section(
        title="Open right now",
        lines=tuple(lines[:MAX_LINES]) or ((Text("Nothing, as far as the pages say."),),),
        more=max(0, len(lines) - MAX_LINES),
    )
    return replace(message, sections=(*message.sections, section))


def with_withheld(message: Message, found: OpenNow, catalog: Catalog, now: datetime) -> Message:
    """The message with what is open and was not told here, where there is something."""
    lines = [_line(one, catalog, now) for one in found.subjects if one.withheld is not None]
    if not lines:
        return message
    section = Section(
        title="Not posted here", lines=tuple(lines[:MAX_LINES]), more=max(0, len(lines) - MAX_LINES)
    )
    return replace(message, sections=(*message.sections, section))


def _line(one: OpenSubject, catalog: Catalog, now: datetime) -> Line:
    return (*_what(one.subject, catalog, now), *_why(one.withheld, now))


def _what(subject: Subject, catalog: Catalog, now: datetime) -> tuple[Span, ...]:
    match subject:
        case IncidentSubject(incident=incident):
            since = incident.started_at
            return (Text(headline(incident, catalog), bold=True), Text(" since "), Moment(since, now))
        case NoticeSubject(notice=Notice(report=Report() as report)):
            title = clean(report.title, 110)
            named = Link(title, report.url) if report.url else Text(title)
            name = _name(subject.notice.service, catalog)
            return (name, Text(": "), named, Text(" since "), Moment(report.started_at, now))
        case NoticeSubject(notice=notice):
            return (_name(notice.service, catalog), Text(": planned work"))


def _why(held: Withheld | None, now: datetime) -> tuple[Span, ...]:
    if held is None:
        return ()
    why = Text(f", not posted here: {NOT_POSTED.get(held.reason, OTHERWISE)}")
    if held.until is None or held.reason not in TIMED:
        return (why,)
    return (why, Text(" until "), Moment(held.until, now))


def _name(service: str, catalog: Catalog) -> Text:
    return Text(clean(catalog.name_of(service), 60), bold=True)
