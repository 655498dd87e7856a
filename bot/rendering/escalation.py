"""A subject as an alert: how urgent it is, whether it is over, and what it is about."""

from typing import Final, assert_never

from bot.catalog.catalog import Catalog
from bot.domain.alert import Alert, AlertKind, AlertSeverity
from bot.domain.incident import Grade, Incident
from bot.domain.status import Impact
from bot.domain.subject import OURSELVES, IncidentSubject, Notice, NoticeSubject, Subject
from bot.rendering.text import clean
from bot.rendering.view import page_of

# What is confirmed wakes somebody; what is merely suspected may wait for the morning.
_OF_GRADE: Final = {
    Grade.COINCIDENT: AlertSeverity.INFO,
    Grade.EARLY: AlertSeverity.INFO,
    Grade.SUSPECTED: AlertSeverity.WARNING,
    Grade.PROBABLE: AlertSeverity.ERROR,
    Grade.CONFIRMED: AlertSeverity.CRITICAL,
}
_OF_IMPACT: Final = {
    None: AlertSeverity.WARNING,  # the page names no degree
    Impact.NONE: AlertSeverity.INFO,
    Impact.MINOR: AlertSeverity.WARNING,
    Impact.MAJOR: AlertSeverity.ERROR,
    Impact.CRITICAL: AlertSeverity.CRITICAL,
}
_MAX_NAME: Final = 100


def alert_of(subject: Subject, catalog: Catalog, *, is_news: bool, board: str = "") -> Alert:
    """The alert that a message about a subject belongs to.

    `board` is where our pages are, empty where people cannot reach them.
    """
    match subject:
        case IncidentSubject():
            return _of_incident(subject, catalog, board, is_news=is_news)
        case NoticeSubject():
            return _of_notice(subject.notice, catalog, is_news=is_news)
        case _:
            assert_never(subject)


def _of_incident(subject: IncidentSubject, catalog: Catalog, board: str, *, is_news: bool) -> Alert:
    incident = subject.incident
    return Alert(
        key=incident.id,
        kind=AlertKind.INCIDENT,
        severity=_OF_GRADE[incident.grade],
        is_over=incident.is_over,
        cause=incident.root,
        cause_name=clean(catalog.name_of(incident.root), _MAX_NAME),
        started_at=incident.started_at,
        updated_at=incident.updated_at,
        ended_at=(incident.resolved_at or incident.updated_at) if incident.is_over else None,
        affected=incident.services,
        grade=incident.grade,
        url=page_of(incident.id, board) if board else _told_at(incident),
        is_news=is_news,
    )


def _of_notice(notice: Notice, catalog: Catalog, *, is_news: bool) -> Alert:
    report, work = notice.report, notice.maintenance
    kind, severity = AlertKind.REPORT, _OF_IMPACT[report.impact if report else None]
    if notice.is_test:
        kind = AlertKind.TEST
    elif notice.source == OURSELVES:
        kind = AlertKind.OURSELVES
    elif report is None:
        kind, severity = AlertKind.MAINTENANCE, AlertSeverity.INFO
    began = report.started_at if report else (work.starts_at if work else None)
    ended = report.resolved_at if report else (work.ends_at if work else None)
    return Alert(
        key=notice.subject,
        kind=kind,
        severity=severity,
        is_over=notice.is_over,
        cause=notice.service,
        cause_name=clean(catalog.name_of(notice.service), _MAX_NAME),
        started_at=began or notice.at,
        updated_at=notice.at,
        ended_at=(ended or notice.at) if notice.is_over else None,
        affected=(notice.service,),
        url=report.url if report else None,
        is_news=is_news,
    )


def _told_at(incident: Incident) -> str | None:
    """Where most is said of it: the root's own report, else the first that has an address."""
    told = (incident.root_report, *incident.members)
    return next((one.url for one in told if one is not None and one.url), None)
