"""A question and what we know to an answer: a function of values."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.answers.dependencies import standing_on, trouble_below
from bot.answers.page import page_of, speaker_for
from bot.answers.snapshot import Snapshot, newest_first
from bot.answers.verdicts import is_elsewhere, verdict_of
from bot.catalog.catalog import Catalog
from bot.domain.answer import (
    Answer,
    HelpAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    StatusAnswer,
    UnknownAnswer,
)
from bot.domain.question import Intent, Question
from bot.domain.report import NewsEntry, Report

NEWS_FOR: Final = timedelta(hours=2)


def answer(question: Question, snapshot: Snapshot, catalog: Catalog, now: datetime) -> Answer:
    """Answer from what is known. Without a fresh reading of the service the verdict is unknown."""
    known = replace(snapshot, incidents=tuple(i for i in snapshot.incidents if i.grade.is_announced))
    service = question.service
    match question.intent:
        case Intent.HELP:
            return HelpAnswer(question=question)
        case Intent.INCIDENTS:
            return _incidents(question, known, now)
        case Intent.IMPACT if service is not None:
            itself = _status(question, service, known, catalog, now)
            return ImpactAnswer(question=question, itself=itself, incidents=known.incidents)
        case Intent.IS_DOWN | Intent.STATUS | Intent.WHY if service is not None:
            return _status(question, service, known, catalog, now)
        case Intent.IS_DOWN | Intent.STATUS | Intent.WHY | Intent.IMPACT | Intent.UNKNOWN:
            return UnknownAnswer(question=question)
        case _:
            assert_never(question.intent)


def _status(
    question: Question, service: str, snapshot: Snapshot, catalog: Catalog, now: datetime
) -> StatusAnswer:
    speaker = speaker_for(service, snapshot, catalog)
    states = snapshot.sources.get(speaker, ())
    fresh = [state for state in states if state.is_fresh(now)]
    upstream = standing_on(service, snapshot.incidents, catalog)
    return StatusAnswer(
        question=question,
        verdict=verdict_of(question, fresh, catalog, is_its_own=speaker == service),
        asked_at=now,
        page=page_of(service, speaker, snapshot, catalog),
        reports=newest_first(report for state in states for report in state.reports),
        stale=tuple(report for state in states for report in state.stale),
        incident=next(
            (i for i in snapshot.incidents if service in (i.root, *catalog.ancestors(i.root), *i.services)),
            None,
        ),
        likely_affected_by=upstream.incident if upstream and not fresh else None,
        standing_on=upstream,
        below=() if fresh or upstream else tuple(trouble_below(service, snapshot, catalog, now)),
        news=tuple(_news(service, snapshot, now)),
        is_elsewhere=is_elsewhere(question, fresh, catalog),
    )


def _news(service: str, snapshot: Snapshot, now: datetime) -> Iterator[NewsEntry]:
    for news in snapshot.news:
        if service in news.services and now - news.mention.at <= NEWS_FOR:
            yield news.mention


def _incidents(question: Question, snapshot: Snapshot, now: datetime) -> IncidentsAnswer:
    return IncidentsAnswer(
        question=question,
        incidents=snapshot.incidents,
        alone=_alone(snapshot, now),
        read=frozenset(
            service
            for service, states in snapshot.sources.items()
            if any(state.is_fresh(now) for state in states)
        ),
    )


def _alone(snapshot: Snapshot, now: datetime) -> tuple[tuple[str, Report], ...]:
    """The newest open report of each service that has trouble and is part of no shared incident."""
    shared = {service for incident in snapshot.incidents for service in (incident.root, *incident.services)}
    found = [
        (service, reports[0])
        for service in snapshot.sources
        if service not in shared and (reports := snapshot.trouble_at(service, now))
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].started_at))
