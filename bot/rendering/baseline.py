"""What is open at the moment when a channel begins to watch: said once, with the answer to the command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import OpenAt
from bot.domain.incident import Incident
from bot.domain.message import Line, Link, Message, Moment, Section, Text
from bot.domain.report import Report
from bot.rendering.beside import beside_lines
from bot.rendering.card import headline
from bot.rendering.text import clean
from bot.speech.speech import mark, say, say_many

MAX_LINES: Final = 10
HEADLINE_ONLY: Final = mark("its page says that it has trouble, and has no report of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSight:
    """What is open at what a channel begins to watch: `reports` by service, and `incidents`.

    A service without reports has trouble by its headline alone. `unread` services have no page read yet;
    `beside` are the others without trouble. `is_any_read`: of another one it was read.
    """

    reports: Mapping[str, Sequence[Report]] = field(default_factory=dict)
    incidents: Sequence[Incident] = ()
    unread: int = 0
    beside: Sequence[OpenAt] = ()
    is_any_read: bool = False


def with_baseline(message: Message, found: FirstSight, catalog: Catalog, now: datetime) -> Message:
    """The message with what is open now; that nothing is only where something was read."""
    lines: list[Line] = [
        (
            Text(say("{headline} · since ", headline=headline(incident, catalog))),
            Moment(incident.started_at, now),
        )
        for incident in found.incidents
    ]
    lines += [
        _report_line(report, clean(catalog.name_of(service), 60), now)
        for service, reports in found.reports.items()
        for report in reports
    ]
    lines += [
        (Text(clean(catalog.name_of(service), 60), bold=True), Text(f" · {say(HEADLINE_ONLY)}"))
        for service, reports in found.reports.items()
        if not reports
    ]
    lines += beside_lines(found.beside, catalog)
    if not lines and (found.is_any_read or not found.unread):
        lines = [(Text(say("Nothing, as far as the pages say.")),)]
    if found.unread:
        lines.insert(
            0,
            (
                Text(
                    say(
                        "Of {counted} we have read no page yet.",
                        counted=say_many("{number} service", "{number} services", found.unread),
                    )
                ),
            ),
        )
    section = Section(
        title=say("Open right now"), lines=tuple(lines[:MAX_LINES]), more=max(0, len(lines) - MAX_LINES)
    )
    return replace(message, sections=(*message.sections, section))


def _report_line(report: Report, name: str, now: datetime) -> Line:
    title = clean(report.title, 120)
    named = Link(title, report.url) if report.url else Text(title)
    return (
        Text(name, bold=True),
        Text(" · "),
        named,
        Text(say(" · {status} since ", status=report.status)),
        Moment(report.started_at, now),
    )
