"""What was, as a message: how long, by whose words, and how far back we can tell."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import HistoryAnswer, PastReport
from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.rendering.answers.status import linked, summary
from bot.rendering.answers.unknown import name_of
from bot.rendering.text import clean, duration, listing, plural

MAX_LINES: Final = 8


def render_history(answer: HistoryAnswer, catalog: Catalog) -> Message:
    """What was in the stretch that was asked about; calm only where what is kept reaches back so far."""
    incidents = tuple(summary(incident, catalog) for incident in answer.incidents[-MAX_LINES:])
    newest = answer.reports[-MAX_LINES:]
    reports = tuple(_report(past, catalog) for past in reversed(newest))
    return Message(
        headline=clean(_headline(answer, catalog), 200),
        tone=Tone.DEGRADED if answer.reports or answer.incidents else Tone.NEUTRAL,
        sections=(
            *((Section(title="Shared", lines=incidents),) if incidents else ()),
            *((Section(lines=reports, more=len(answer.reports) - len(newest)),) if reports else ()),
        ),
        footer=_reach(answer),
    )


def _headline(answer: HistoryAnswer, catalog: Catalog) -> str:
    assert answer.question.past is not None
    said, is_one = answer.question.past.said, answer.question.service is not None
    if is_one and answer.reports:
        spent = duration(answer.time_in_trouble)
        name = name_of(answer.question, catalog)
        return f"{name} {said}: {plural(len(answer.reports), 'report')} of trouble, {spent} in all"
    who = name_of(answer.question, catalog) if is_one else "What broke"
    if not answer.reports and not answer.incidents:
        return f"{who} {said}: no report of trouble that we have kept"
    services = list(dict.fromkeys(catalog.name_of(past.service) for past in reversed(answer.reports)))
    shared = plural(len(answer.incidents), "shared incident") if answer.incidents else ""
    at = f"trouble at {listing(services, 5)}" if services else ""
    return f"{who} {said}: {'; '.join(filter(None, (shared, at)))}"


def _report(past: PastReport, catalog: Catalog) -> Line:
    report = past.report
    stop: Line = (Text(" to "), Moment(report.resolved_at)) if report.resolved_at else (Text(", still open"),)
    if not report.resolved_at and not report.status.is_open:
        stop = (Text(f", {report.status}"),)
    return (
        Text(clean(catalog.name_of(past.service), 60), bold=True),
        Text(" · "),
        linked(report.title, report.url),
        Text(" · from "),
        Moment(report.started_at),
        *stop,
    )


def _reach(answer: HistoryAnswer) -> Line:
    """From when to when, and what of it we cannot know."""
    span: Line = (
        Text("from "),
        Moment(answer.start),
        Text(" to "),
        Moment(answer.end),
        Text(", by status pages"),
    )
    if answer.kept_since is None:
        return (*span, Text("; nothing is kept yet, so that this is not all"))
    if answer.kept_since > answer.start:
        return (
            *span,
            Text("; what is kept begins at "),
            Moment(answer.kept_since),
            Text(": before, we cannot say"),
        )
    return span
