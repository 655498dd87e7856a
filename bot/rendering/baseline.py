"""What is open at the moment when a channel begins to watch: said once, with the answer to the command."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident
from bot.domain.message import Line, Link, Message, Moment, Section, Text
from bot.domain.report import Report
from bot.rendering.card import headline
from bot.rendering.text import clean, plural

MAX_LINES: Final = 10


def with_baseline(
    message: Message,
    reports: Mapping[str, Sequence[Report]],
    incidents: Sequence[Incident],
    unread: int,
    catalog: Catalog,
) -> Message:
    """The message with what is open now, or that nothing is. `unread` services have no page read yet."""
    lines: list[Line] = [
        (Text(f"{headline(incident, catalog)} · since "), Moment(incident.started_at))
        for incident in incidents
    ]
    lines += [
        _report_line(report, clean(catalog.name_of(service), 60))
        for service, found in reports.items()
        for report in found
    ]
    if not lines:
        lines = [(Text("Nothing, as far as the pages say."),)]
    if unread:
        lines.insert(0, (Text(f"Of {plural(unread, 'service')} we have read no page yet."),))
    section = Section(
        title="Open right now", lines=tuple(lines[:MAX_LINES]), more=max(0, len(lines) - MAX_LINES)
    )
    return replace(message, sections=(*message.sections, section))


def _report_line(report: Report, name: str) -> Line:
    title = clean(report.title, 120)
    named = Link(title, report.url) if report.url else Text(title)
    return (
        Text(name, bold=True),
        Text(" · "),
        named,
        Text(f" · {report.status} since "),
        Moment(report.started_at),
    )
