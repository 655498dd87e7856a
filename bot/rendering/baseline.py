"""What is open at the moment when a channel begins to watch: said once, with the answer to the command."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident
from bot.domain.message import Line, Link, Message, Moment, Section, Text
from bot.domain.report import Report
from bot.rendering.card import headline
from bot.rendering.text import clean, listing, plural

MAX_LINES: Final = 10
HEADLINE_ONLY: Final = "its page says that it has trouble, and has no report of it"


def with_baseline(
    message: Message,
    reports: Mapping[str, Sequence[Report]],
    incidents: Sequence[Incident],
    unread: int,
    catalog: Catalog,
    *,
    unclear: Sequence[str] = (),
) -> Message:
    """The message with what is open now, or that nothing is.

    A service without reports has trouble by its headline alone. `unread` services have no page read yet, and
    of those that are `unclear` it cannot be read now.
    """
    lines: list[Line] = [
        (Text(f"{headline(incident, catalog)} · since "), Moment(incident.started_at))
        for incident in incidents
    ]
    lines += [
        _report_line(report, clean(catalog.name_of(service), 60))
        for service, found in reports.items()
        for report in found
    ]
    lines += [
        (Text(clean(catalog.name_of(service), 60), bold=True), Text(f" · {HEADLINE_ONLY}"))
        for service, found in reports.items()
        if not found
    ]
    if unclear:
        names = listing([catalog.name_of(service) for service in unclear])
        lines.append((Text(f"{names}: cannot be read now, so neither up nor down."),))
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
