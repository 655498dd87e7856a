"""How an incident ends: resolved, withdrawn, or in another one."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.draft import Draft
from bot.domain.incident import ChangeKind, Incident, IncidentChange, IncidentState, Member
from bot.domain.look import Look
from bot.domain.look_words import end_words

GROUNDLESS: Final = "the reports it rested on left their pages without an all-clear"


def merged(younger: Incident, older: Incident, now: datetime) -> tuple[IncidentChange, IncidentChange]:
    """Two incidents that turn out to have one root: the older takes the younger's members."""
    known = older.keys
    joined = tuple(m for m in younger.members if m.key not in known)
    after = replace(
        older,
        version=older.version + 1,
        members=(*older.members, *joined)[: p.MAX_MEMBERS],
        evidence=(
            *older.evidence,
            *(e for e in younger.evidence if e.service in {m.service for m in joined}),
        ),
        root_report=older.root_report or younger.root_report,
        look=older.look or younger.look,
        started_at=min(older.started_at, younger.started_at),
        updated_at=now,
    )
    return (
        ended_in(younger, older, now),
        IncidentChange(at=now, kind=ChangeKind.UPDATED, incident=after, reason="two incidents were one"),
    )


def ended_in(younger: Incident, older: Incident, now: datetime) -> IncidentChange:
    """An incident that ends in another one of the same root."""
    gone = replace(_ended(younger, IncidentState.MERGED, now), merged_into=older.id)
    return IncidentChange(at=now, kind=ChangeKind.MERGED, incident=gone, reason="both have the same root")


def closing(incident: Incident, moment: datetime) -> IncidentChange:
    """Close an incident whose time has come, naming who has not recovered."""
    stragglers = tuple(dict.fromkeys(m.service for m in incident.members if m.resolved_at is None))
    reason = "the root has recovered" if stragglers else "everybody has recovered"
    if _fell_silent(incident):
        reason = "nobody has said anything for a day"
    after = replace(_ended(incident, IncidentState.RESOLVED, moment), stragglers=stragglers)
    return IncidentChange(at=moment, kind=ChangeKind.RESOLVED, incident=after, reason=reason)


def unseen(incident: Incident, look: Look, draft: Draft, now: datetime) -> IncidentChange:
    """Take back what rested on a look that says nothing any more."""
    reason = end_words(look, draft.knowledge.catalog.name_of)
    return withdrawn(replace(incident, look=look), (), draft, now, reason)


def groundless(incident: Incident, draft: Draft, now: datetime) -> IncidentChange:
    """Take a claim back of whose reports none is left."""
    return withdrawn(incident, incident.members, draft, now, GROUNDLESS)


def withdrawn(
    incident: Incident, members: tuple[Member, ...], draft: Draft, now: datetime, reason: str
) -> IncidentChange:
    """Take a claim back, openly and with the reason, naming whose own reports are open all the same."""
    still_open = (m.service for m in members if (s := draft.sightings.get(m.key)) is not None and s.is_open)
    after = replace(
        _ended(incident, IncidentState.WITHDRAWN, now),
        members=members,
        stragglers=tuple(dict.fromkeys(still_open)),
    )
    return IncidentChange(at=now, kind=ChangeKind.WITHDRAWN, incident=after, reason=reason)


def _fell_silent(incident: Incident) -> bool:
    """Whether an incident that closes has seen neither its root recover nor all of its members."""
    root = incident.root_report
    if root is None:
        return any(member.resolved_at is None for member in incident.members)
    return root.resolved_at is None


def _ended(incident: Incident, state: IncidentState, moment: datetime) -> Incident:
    return replace(incident, version=incident.version + 1, state=state, updated_at=moment, resolved_at=moment)
