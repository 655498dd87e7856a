"""What a channel is told of ourselves, as no provider's page says it."""

from bot.domain.message import Message, Section, Text, Tone
from bot.domain.subject import Notice
from bot.rendering.text import clean


def own_message(notice: Notice) -> Message:
    """How it stands with us, as a card or as a post."""
    report = notice.report
    if report is None:
        return Message(headline="Sharedfate")
    newest = report.updates[-1].text if report.updates else ""
    title = f"Over: {report.title}" if notice.is_over else report.title
    return Message(
        headline=clean(f"{title}.", 200),
        tone=Tone.RESOLVED if notice.is_over else Tone.OUTAGE,
        sections=(Section(lines=((Text(clean(newest, 300)),),)),) if newest else (),
    )
