"""What a channel is told of ourselves, as no provider's page says it."""

from datetime import datetime

from bot.domain.message import Line, Message, Moment, Section, Text, Tone
from bot.domain.report import Report
from bot.domain.subject import Notice
from bot.domain.times import stretch
from bot.rendering.text import clean
from bot.speech.speech import say


def own_message(notice: Notice, now: datetime) -> Message:
    """How it stands with us, as a card or as a post."""
    report = notice.report
    if report is None:
        return Message(headline="Sharedfate")
    newest = clean(report.updates[-1].text if report.updates else "", 300)
    words: tuple[Line, ...] = ((Text(newest),),) if newest else ()
    return Message(
        headline=clean(f"{report.title}.", 200),
        tone=Tone.RESOLVED if notice.is_over else Tone.OUTAGE,
        sections=(Section(lines=(_while(report, notice.at, now), *words)),),
    )


def _while(report: Report, at: datetime, now: datetime) -> Line:
    if report.status.is_open:
        return (Text(say("Since ")), Moment(report.started_at, now))
    first, last = stretch(report.started_at, report.resolved_at or at, now)
    return (Text(say("From ")), first, Text(say(" to ")), last)
