"""What was, as a message: how long, by whose words, and how far back we can tell."""

import math
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import HistoryAnswer, PastReport
from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.domain.times import duration, stretch
from bot.rendering.answers.status import linked, summary
from bot.rendering.answers.unknown import name_of
from bot.rendering.text import clean, listing
from bot.speech.speech import say, say_many

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
            *((Section(title=say("Shared"), lines=incidents),) if incidents else ()),
            *((Section(lines=reports, more=len(answer.reports) - len(newest)),) if reports else ()),
            *((Section(lines=(counted,)),) if (counted := _counted(answer)) else ()),
        ),
        footer=_reach(answer),
    )


def _headline(answer: HistoryAnswer, catalog: Catalog) -> str:
    assert answer.question.past is not None
    said, is_one = answer.question.past.said, answer.question.service is not None
    if is_one and answer.question.past.of_uptime:
        return _uptime(answer, name_of(answer.question, catalog), said)
    if is_one and answer.reports:
        spent = duration(answer.time_in_trouble)
        name = name_of(answer.question, catalog)
        return say(
            "{name} {said}: {counted} of trouble, {spent} in all",
            name=name,
            said=said,
            counted=say_many("{number} report", "{number} reports", len(answer.reports)),
            spent=spent,
        )
    who = name_of(answer.question, catalog) if is_one else say("What broke")
    if not answer.reports and not answer.incidents:
        return say("{who} {said}: no report of trouble that we have kept", who=who, said=said)
    services = list(dict.fromkeys(catalog.name_of(past.service) for past in reversed(answer.reports)))
    shared = (
        say_many("{number} shared incident", "{number} shared incidents", len(answer.incidents))
        if answer.incidents
        else ""
    )
    at = say("trouble at {services}", services=listing(services, 5)) if services else ""
    return f"{who} {said}: {'; '.join(filter(None, (shared, at)))}"


def _uptime(answer: HistoryAnswer, name: str, said: str) -> str:
    share = answer.share_without_trouble
    if share is None:
        return say("{name} {said}: we did not read its page then, so we cannot tell", name=name, said=said)
    return say(
        "{name} {said}: {share} % without an open report; {counted}, {spent} in all",
        name=name,
        said=said,
        share=percent(share),
        counted=say_many("{number} report", "{number} reports", len(answer.reports)),
        spent=duration(answer.time_in_trouble),
    )


def percent(share: float) -> str:
    """Two digits, and never all of it where something is missing: 99.99."""
    shown = f"{math.floor(share * 10_000) / 100:.2f}" if share < 1 else "100"
    return shown.removesuffix(".00")


def _counted(answer: HistoryAnswer) -> Line:
    """What an uptime counts, and what not."""
    assert answer.question.past is not None
    if not answer.question.past.of_uptime or answer.share_without_trouble is None:
        return ()
    return (
        Text(
            say(
                "Of {whole} we count {known}, in which we could read its page or a report was open. What a "
                "provider does not report is not in it.",
                known=duration(answer.known_time),
                whole=duration(answer.end - answer.start),
            )
        ),
    )


def _report(past: PastReport, catalog: Catalog, now: datetime) -> Line:
    report = past.report
    state = say("still open") if report.status.is_open else say(report.status)
    began = Moment(report.started_at, now, is_aged=False)
    span: Line = (began, Text(f", {state}"))
    if report.resolved_at:
        first, last = stretch(report.started_at, report.resolved_at, now)
        span = (first, Text(say(" to ")), last)
    return (
        Text(clean(catalog.name_of(past.service), 60), bold=True),
        Text(" · "),
        linked(report.title, report.url),
        Text(say(" · from ")),
        *span,
    )


def _reach(answer: HistoryAnswer) -> Line:
    """From when to when, and what of it we cannot know."""
    first, last = stretch(answer.start, answer.end, answer.asked_at)
    span: Line = (Text(say("from ")), first, Text(say(" to ")), last, Text(say(", by status pages")))
    if answer.kept_since is None:
        return (*span, Text(say("; nothing is kept yet, so that this is not all")))
    if answer.kept_since > answer.start:
        kept = Moment(answer.kept_since, answer.asked_at, is_aged=False)
        more = "" if answer.is_watched else say("; 400 days are kept of what a channel watches")
        return (
            *span,
            Text(say("; what is kept begins at ")),
            kept,
            Text(say(": before, we cannot say") + more),
        )
    return span
