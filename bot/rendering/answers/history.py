"""What was, as a message: how long, by whose words, and how far back we can tell."""

from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import HistoryAnswer, PastReport
from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.domain.times import duration, stretch
from bot.rendering.answers.status import linked, summary
from bot.rendering.answers.unknown import name_of
from bot.rendering.text import clean, listing, plural

MAX_LINES: Final = 8


def render_history(answer: HistoryAnswer, catalog: Catalog) -> Message:
    """What was in the stretch that was asked about; calm only where what is kept reaches back so far."""
    incidents = tuple(
        summary(incident, catalog, answer.asked_at) for incident in answer.incidents[-MAX_LINES:]
    )
    newest = answer.reports[-MAX_LINES:]
    reports = tuple(_report(past, catalog, answer.asked_at) for past in reversed(newest))
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


def _report(past: PastReport, catalog: Catalog, now: datetime) -> Line:
    report = past.report
    state = "still open" if report.status.is_open else str(report.status)
    began = Moment(report.started_at, now, is_aged=False)
    span: Line = (began, Text(f", {state}"))
    if report.resolved_at:
        first, last = stretch(report.started_at, report.resolved_at, now)
        span = (first, Text(" to "), last)
    return (
        Text(clean(catalog.name_of(past.service), 60), bold=True),
        Text(" · "),
        linked(report.title, report.url),
        Text(" · from "),
        *span,
    )


def _reach(answer: HistoryAnswer) -> Line:
    """From when to when, and what of it we cannot know."""
    first, last = stretch(answer.start, answer.end, answer.asked_at)
    span: Line = (Text("from "), first, Text(" to "), last, Text(", by status pages"))
    if answer.kept_since is None:
        return (*span, Text("; nothing is kept yet, so that this is not all"))
    if answer.kept_since > answer.start:
        kept = Moment(answer.kept_since, answer.asked_at, is_aged=False)
        return (*span, Text("; what is kept begins at "), kept, Text(": before, we cannot say"))
    return span
