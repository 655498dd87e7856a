"""The machine forms: what the command line prints with --json. Times are UTC, ISO 8601 with Z."""

from datetime import datetime
from typing import Any, Final, assert_never

from bot.domain import times
from bot.domain.answer import (
    Answer,
    DependenceAnswer,
    HelpAnswer,
    HistoryAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    SeenTrouble,
    SeveralAnswers,
    StatusAnswer,
    UnknownAnswer,
    Verdict,
)
from bot.domain.incident import Evidence, Incident, IncidentChange, Member
from bot.domain.look import Look, NetworkState, OwnNetwork
from bot.domain.report import Reading, Report
from bot.rendering.question_json import question_json

Json = dict[str, Any]


def instant(moment: datetime | None) -> str | None:
    """A time without fractions of a second."""
    return times.instant(moment) if moment else None


def report_json(report: Report) -> Json:
    """One report, as `check` prints it."""
    return {
        "id": report.id,
        "title": report.title,
        "status": report.status,
        "impact": report.impact,
        "started_at": instant(report.started_at),
        "updated_at": instant(report.updated_at),
        "resolved_at": instant(report.resolved_at),
        "components": list(report.components),
        "regions": list(report.regions),
        "updates": [{"at": instant(u.at), "status": u.status, "text": u.text} for u in report.updates],
        "url": report.url,
    }


def reading_json(reading: Reading) -> Json:
    """A page, as `check` prints it."""
    return {
        "format": reading.format,
        "service": reading.service,
        "page_url": reading.page_url,
        "page_id": reading.page_id,
        "status": reading.status,
        "components": [
            {"id": c.id, "name": c.name, "group": c.group, "region": c.region, "status": c.status}
            for c in reading.components
        ],
        "reports": [report_json(report) for report in reading.reports],
        "maintenances": [
            {
                "id": m.id,
                "title": m.title,
                "status": m.status,
                "starts_at": instant(m.starts_at),
                "ends_at": instant(m.ends_at),
            }
            for m in reading.maintenances
        ],
        "mentions": [
            {"id": m.id, "at": instant(m.at), "title": m.title, "url": m.url} for m in reading.mentions
        ],
    }


def answer_json(answer: Answer | SeveralAnswers) -> Json:
    """An answer, as `ask` prints it: with the same keys, whatever was asked; several in `answers`."""
    match answer:
        case SeveralAnswers():
            left = [question_json(question) for question in answer.unanswered]
            facts = {**_NOTHING, "answers": [answer_json(one) for one in answer.answers], "unanswered": left}
        case StatusAnswer():
            facts = _status(answer)
        case ImpactAnswer():
            facts = _status(answer.itself)
        case HistoryAnswer():
            facts = {**_NOTHING, **_history(answer)}
        case DependenceAnswer():
            facts = {**_NOTHING, "depends_on": [edge.infrastructure for edge in answer.edges]}
        case IncidentsAnswer():
            facts = {**_NOTHING, **_open_now(answer), **_seen(answer)}
        case HelpAnswer() | UnknownAnswer():
            facts = _NOTHING
        case _:
            assert_never(answer)
    return {**question_json(answer.question), **facts}


_NOTHING: Final[Json] = {
    "verdict": Verdict.UNKNOWN,
    "as_of": None,
    "reports": [],
    "incident": None,
    "likely_affected_by": None,
}


def incident_json(incident: Incident) -> Json:
    """An incident of ours as it stands."""
    return {
        "incident": incident.id,
        "grade": incident.grade,
        "probability": incident.probability,
        "root": incident.root,
        "root_candidates": [{"id": c.id, "probability": c.probability} for c in incident.root_candidates],
        "members": [_member(member) for member in incident.members],
        "evidence": [_evidence(evidence) for evidence in incident.evidence],
        "counter_evidence": [_evidence(evidence) for evidence in incident.counter_evidence],
        "merged_into": incident.merged_into,
        "look": look_json(incident.look) if incident.look is not None else None,
    }


def look_json(look: Look) -> Json:
    """What probes of a node come to: who was asked, and what came back."""
    return {
        "node": look.node,
        "rule": look.rule,
        "at": instant(look.at),
        "since": instant(look.since),
        "asked": look.asked,
        "served": look.served,
        "blaming": look.blaming,
        "silent": look.silent,
        "controls_asked": look.controls_asked,
        "controls_answering": look.controls_answering,
        "examples": [
            {"service": one.service, "outcome": one.outcome, "status": one.status} for one in look.examples
        ],
        "vantages": list(look.vantages),
        "end": look.end,
        "says": look.says,
        "url": look.url,
    }


def change_json(change: IncidentChange) -> Json:
    """A change of an incident, as `replay` prints it, one a line."""
    return {"at": instant(change.at), "change": change.kind, **incident_json(change.incident)}


def _status(answer: StatusAnswer) -> Json:
    return {
        "verdict": answer.verdict,
        "as_of": instant(answer.page.read_at),
        "reports": [report_json(report) for report in answer.reports],
        "incident": incident_json(answer.incident) if answer.incident else None,
        "likely_affected_by": answer.likely_affected_by.id if answer.likely_affected_by else None,
        **({"early": [incident_json(incident) for incident in answer.early]} if answer.early else {}),
        **_seen(answer),
    }


def _seen(answer: StatusAnswer | IncidentsAnswer) -> Json:
    """What probes and checks see, and whether it is us, where that is to be said."""
    is_asked = answer.question.asks_of_us
    networks = [own for own in answer.networks if is_asked or own.state is NetworkState.OURS]
    return {
        **({"seen": [_seen_json(one) for one in answer.seen]} if answer.seen else {}),
        **({"networks": [_network(own) for own in networks]} if networks or is_asked else {}),
    }


def _seen_json(one: SeenTrouble) -> Json:
    by = one.edge.infrastructure if one.edge is not None else None
    return {"depends_on": by, "announced": one.is_told, **look_json(one.look)}


def _network(own: OwnNetwork) -> Json:
    return {
        "vantage": own.vantage,
        "at": instant(own.at),
        "since": instant(own.since),
        "state": own.state,
        "asked": own.asked,
        "answering": own.answering,
    }


def _open_now(answer: IncidentsAnswer) -> Json:
    """All that is open; `alone` are services with trouble that is part of nothing shared."""
    return {
        "incidents": [incident_json(incident) for incident in answer.incidents],
        "early": [incident_json(incident) for incident in answer.early],
        "alone": [
            {
                "service": one.service,
                "verdict": one.verdict,
                "reports": [report_json(report) for report in one.reports],
            }
            for one in answer.alone
        ],
    }


def _history(answer: HistoryAnswer) -> Json:
    return {
        "from": instant(answer.start),
        "to": instant(answer.end),
        "kept_since": instant(answer.kept_since),
        **(_time_of_one(answer) if answer.question.service else {}),
        "reports": [{"service": past.service, **report_json(past.report)} for past in answer.reports],
        "incidents": [incident_json(incident) for incident in answer.incidents],
    }


def _time_of_one(answer: HistoryAnswer) -> Json:
    return {
        "seconds_in_trouble": round(answer.time_in_trouble.total_seconds()),
        "seconds_known": round(answer.known_time.total_seconds()),
        "share_without_trouble": answer.share_without_trouble,
    }


def _member(member: Member) -> Json:
    return {
        "service": member.service,
        "report": member.report,
        "since": instant(member.since),
        "status": member.status,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "kind": evidence.kind,
        "service": evidence.service,
        "says": evidence.says,
        "source": evidence.source,
        "weight": evidence.weight,
    }
