"""What a channel is told of a provider's own page: one report, or planned work."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.message import MAX_QUOTE_CHARACTERS, Line, Link, Message, Moment, Quote, Section, Text, Tone
from bot.domain.report import Maintenance, Report
from bot.domain.status import Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import Notice
from bot.domain.times import duration, stretch
from bot.rendering.card import headline
from bot.rendering.text import clean, listing
from bot.rendering.view import View, buttons_for, reaction_words
from bot.rendering.witness import one_witness_line
from bot.speech.speech import mark, say

_OVER: Final = {
    ReportStatus.WITHDRAWN: mark("no longer on its page"),
    ReportStatus.STALE: mark("without news for two days"),
}
_PLANNED: Final = {
    MaintenanceStatus.SCHEDULED: mark("planned work ahead"),
    MaintenanceStatus.IN_PROGRESS: mark("planned work has begun"),
    MaintenanceStatus.COMPLETED: mark("planned work is over"),
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
    is_open = group is None and not notice.is_over
    lines = (
        *_state_lines(notice, now, reaction_words(view, now)),
        *_about(notice, catalog, group, said),
        *(_newest_words(notice.report) if notice.report else ()),
    )
    name = clean(catalog.name_of(notice.service), 60)
    return Message(
        headline=_part_headline(notice, catalog) if group else notice_headline(notice, catalog),
        tone=Tone.NEUTRAL if group is not None else _tone(notice),
        sections=(Section(lines=lines),),
        footer=(Text(say("By {name}'s status page · updated ", name=name)), Moment(now, now, is_brief=True)),
        buttons=buttons_for(notice.subject, view.reactions, is_open=is_open, is_claim=False),
    )


def notice_headline(notice: Notice, catalog: Catalog) -> str:
    """One line that is enough by itself."""
    name = clean(catalog.name_of(notice.service), 60)
    if notice.report is None:
        planned = notice.maintenance
        stage = say(_PLANNED[planned.status]) if planned else say("planned work")
        return clean(f"{name}, {stage}: {planned.title if planned else ''}", 200)
    report = notice.report
    if report.status.is_open:
        return f"{name}: {clean(report.title, 110)} ({_degree(report)})"
    return clean(f"{name}, {_ended(report)}: {report.title}", 200)


def notice_update(
    notice: Notice,
    catalog: Catalog,
    now: datetime,
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
        lines = tuple(_state_lines(notice, now))
        return Message(
            headline=notice_headline(notice, catalog), tone=_tone(notice), sections=(Section(lines=lines),)
        )
    title = clean(report.title, 110)
    if not report.status.is_open:
        lasted = duration((report.resolved_at or notice.at) - report.started_at)
        end = f"{name}, {_ended(report)}"
        text = say("{end} after {lasted}: {title}", end=end, lasted=lasted, title=title)
    elif was_over:
        text = say("{name}, open again: {title} ({degree})", name=name, title=title, degree=_degree(report))
    elif was is not None and report.impact is not None and report.impact.rank > was.rank:
        worse = say("{impact}, was {was}", impact=report.impact, was=was)
        text = say("{name}, worse: {title} ({worse})", name=name, title=title, worse=worse)
    else:
        text = f"{name}: {title} ({_degree(report)})"
    return Message(
        headline=clean(text, 200),
        tone=_tone(notice),
        sections=(Section(lines=(*_new_word(notice, said, catalog), *_newest_words(report))),),
        footer=(Moment(notice.at, now),),
    )


def _state_lines(notice: Notice, now: datetime, reactions: Line = ()) -> Iterator[Line]:
    """How far they are, of what, and what people here did about it."""
    if notice.report is not None:
        yield (*_report_state(notice.report, now), *reactions)
    elif notice.maintenance is not None:
        yield (Text(say("Planned work, no outage")), *_planned(notice.maintenance, now), *reactions)


def _about(
    notice: Notice, catalog: Catalog, group: Incident | None, said: Incident | None
) -> tuple[Line, ...]:
    """What it is part of, or what it says of its cause, or else which parts it is about."""
    if group is not None:
        part_of = clean(headline(group, catalog), 120)
        return (
            (
                Text(
                    say("Part of: {part_of}. That message is kept current; this one is not.", part_of=part_of)
                ),
            ),
        )
    if said is not None:
        return (one_witness_line(said, catalog),)
    parts = _parts(notice.report) if notice.report else ""
    return ((Text(parts),),) if parts else ()


def _report_state(report: Report, now: datetime) -> Line:
    named = Link(say("Its report"), report.url) if report.url else Text(say("Its report"))
    return (named, Text(say(": {status} since ", status=report.status)), Moment(report.started_at, now))


def _parts(report: Report) -> str:
    parts = say("Parts: {components}", components=listing(report.components, 4)) if report.components else ""
    regions = say("Regions: {regions}", regions=listing(report.regions, 4)) if report.regions else ""
    return " · ".join(filter(None, (parts, regions)))


def _planned(maintenance: Maintenance, now: datetime) -> Line:
    """From when to when, as far as that is known."""
    starts, ends = maintenance.starts_at, maintenance.ends_at
    if starts is not None and ends is not None:
        first, last = stretch(starts, ends, now)
        return (Text(say(" · from ")), first, Text(say(" to ")), last)
    if starts is not None:
        return (Text(say(" · from ")), Moment(starts, now))
    return (Text(say(" · until ")), Moment(ends, now)) if ends is not None else ()


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
    return (one_witness_line(said, catalog),) if is_first or is_last else ()


def _part_headline(notice: Notice, catalog: Catalog) -> str:
    name = clean(catalog.name_of(notice.service), 60)
    title = notice.report.title if notice.report else ""
    return clean(say("{name}, part of a shared incident: {title}", name=name, title=title), 200)


def _ended(report: Report) -> str:
    return say(_OVER.get(report.status, ReportStatus.RESOLVED))


def _degree(report: Report) -> str:
    """How bad, and how far they are."""
    has_impact = report.impact not in (None, Impact.NONE)
    return f"{say(str(report.impact))}, {say(report.status)}" if has_impact else say(report.status)


def _tone(notice: Notice) -> Tone:
    if notice.report is None:
        return Tone.MAINTENANCE
    if not notice.report.status.is_open:
        return Tone.RESOLVED if notice.report.status not in _OVER else Tone.WITHDRAWN
    return Tone.OUTAGE if notice.report.impact in (Impact.MAJOR, Impact.CRITICAL) else Tone.DEGRADED
