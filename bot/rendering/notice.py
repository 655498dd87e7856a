"""What a channel is told of a provider's own page: one report, or planned work."""

from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.message import MAX_QUOTE_CHARACTERS, Line, Link, Message, Moment, Quote, Section, Text, Tone
from bot.domain.report import Maintenance, Report
from bot.domain.status import Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import Notice
from bot.rendering.card import headline
from bot.rendering.text import clean, duration, listing
from bot.rendering.view import View, buttons_for, reactions_section
from bot.rendering.witness import word_of_one, word_section

_OVER: Final = {
    ReportStatus.WITHDRAWN: "no longer on its page",
    ReportStatus.STALE: "without news for two days",
}
_PLANNED: Final = {
    MaintenanceStatus.SCHEDULED: "planned work ahead",
    MaintenanceStatus.IN_PROGRESS: "planned work has begun",
    MaintenanceStatus.COMPLETED: "planned work is over",
}


def notice_card(
    notice: Notice,
    catalog: Catalog,
    now: datetime,
    view: View,
    group: Incident | None,
    said: Incident | None = None,
) -> Message:
    """The message that is kept current. With a `group` it says which incident speaks for it.

    `said` is what the report said of its cause itself.
    """
    word = word_section(said, catalog) if group is None else None
    sections = [reactions_section(view), _group_section(group, catalog), word, *_body(notice)]
    is_open = group is None and not notice.is_over
    return Message(
        headline=_part_headline(notice, catalog) if group else notice_headline(notice, catalog),
        tone=Tone.NEUTRAL if group is not None else _tone(notice),
        sections=tuple(section for section in sections if section is not None),
        footer=(Text(f"read from {clean(catalog.name_of(notice.service), 60)}'s page · as of "), Moment(now)),
        buttons=buttons_for(notice.subject, view.reactions, is_open=is_open, is_claim=False),
    )


def notice_headline(notice: Notice, catalog: Catalog) -> str:
    """One line that is enough by itself."""
    name = clean(catalog.name_of(notice.service), 60)
    if notice.report is None:
        planned = notice.maintenance
        stage = _PLANNED[planned.status] if planned else "planned work"
        return clean(f"{name}, {stage}: {planned.title if planned else ''}", 200)
    report = notice.report
    if report.status.is_open:
        return f"{name}: {clean(report.title, 110)} ({_degree(report)})"
    return clean(f"{name}, {_ended(report)}: {report.title}", 200)


def notice_update(
    notice: Notice,
    catalog: Catalog,
    *,
    was_over: bool,
    was: Impact | None = None,
    said: Incident | None = None,
) -> Message:
    """A post about what has changed: worse than it `was`, open again, over, or simply the newest words.

    Where these are its first or its last of the cause that it has `said`, the post says so.
    """
    name = clean(catalog.name_of(notice.service), 60)
    report = notice.report
    if report is None:
        return Message(headline=notice_headline(notice, catalog), tone=_tone(notice), sections=_body(notice))
    title = clean(report.title, 110)
    if not report.status.is_open:
        lasted = duration((report.resolved_at or notice.at) - report.started_at)
        text = f"{name}, {_ended(report)} after {lasted}: {title}"
    elif was_over:
        text = f"{name}, open again: {title} ({_degree(report)})"
    elif was is not None and report.impact is not None and report.impact.rank > was.rank:
        text = f"{name}, worse: {title} ({report.impact}, was {was})"
    else:
        text = f"{name}: {title} ({_degree(report)})"
    return Message(
        headline=clean(text, 200),
        tone=_tone(notice),
        sections=(Section(lines=(*_new_word(notice, said, catalog), *_newest_words(report))),),
        footer=(Moment(notice.at),),
    )


def _body(notice: Notice) -> tuple[Section, ...]:
    if notice.report is not None:
        return (_report_section(notice.report),)
    return (_plan_section(notice.maintenance),) if notice.maintenance else ()


def _report_section(report: Report) -> Section:
    named = Link("its report", report.url) if report.url else Text("its report")
    lines: list[Line] = [(named, Text(f" · {report.status} since "), Moment(report.started_at))]
    if report.components:
        lines.append((Text(f"Parts: {listing(report.components, 6)}"),))
    if report.regions:
        lines.append((Text(f"Regions: {listing(report.regions, 6)}"),))
    return Section(title="In its own words", lines=(*lines, *_newest_words(report)))


def _plan_section(maintenance: Maintenance) -> Section:
    line: list[Text | Moment] = [Text(clean(maintenance.title, 150))]
    if maintenance.starts_at is not None:
        line += [Text(" · from "), Moment(maintenance.starts_at)]
    if maintenance.ends_at is not None:
        line += [Text(" to "), Moment(maintenance.ends_at)]
    return Section(title="Planned work, no outage", lines=(tuple(line),))


def _newest_words(report: Report) -> tuple[Line, ...]:
    words = next((update for update in reversed(report.updates) if update.text), None)
    if words is None:
        return ()
    return ((Quote(clean(words.text, MAX_QUOTE_CHARACTERS)),),)


def _new_word(notice: Notice, said: Incident | None, catalog: Catalog) -> tuple[Line, ...]:
    """The word on the cause, where this notice brings or withdraws it."""
    if said is None:
        return ()
    is_first = said.state is IncidentState.OPEN and said.opened_at >= notice.at
    is_last = said.state is IncidentState.WITHDRAWN and said.updated_at >= notice.at
    return ((Text(f"{word_of_one(said, catalog)} (one witness)"),),) if is_first or is_last else ()


def _group_section(group: Incident | None, catalog: Catalog) -> Section | None:
    if group is None:
        return None
    line = (Text(f"{headline(group, catalog)} ({group.id}). That message is kept current; this one is not."),)
    return Section(title="Part of a shared incident", lines=(line,))


def _part_headline(notice: Notice, catalog: Catalog) -> str:
    name = clean(catalog.name_of(notice.service), 60)
    title = notice.report.title if notice.report else ""
    return clean(f"{name}, part of a shared incident: {title}", 200)


def _ended(report: Report) -> str:
    return _OVER.get(report.status, "over")


def _degree(report: Report) -> str:
    """How bad, and how far they are."""
    has_impact = report.impact not in (None, Impact.NONE)
    return f"{report.impact}, {report.status}" if has_impact else str(report.status)


def _tone(notice: Notice) -> Tone:
    if notice.report is None:
        return Tone.MAINTENANCE
    if not notice.report.status.is_open:
        return Tone.RESOLVED if notice.report.status not in _OVER else Tone.WITHDRAWN
    return Tone.OUTAGE if notice.report.impact in (Impact.MAJOR, Impact.CRITICAL) else Tone.DEGRADED
