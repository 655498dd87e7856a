"""What probes see before anybody has reported it: an incident without members, graded early.

The first claim with its root takes its place, under the same id; it is withdrawn when what is asked answers
again, or when it was our own network.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.correlation.draft import Draft, sorted_incidents
from bot.correlation.early import applied
from bot.correlation.endings import unseen
from bot.correlation.judgement import judge
from bot.correlation.lifecycle import grade_on, opened, refreshed
from bot.correlation.roots import RootVerdict, verdict_on
from bot.correlation.state import Sighting
from bot.correlation.supports import backing_of
from bot.correlation.witnesses import Hearing
from bot.domain.incident import Grade, Incident, IncidentChange
from bot.domain.look import Look


def looked(draft: Draft, look: Look, now: datetime) -> Iterator[IncidentChange]:
    """What a look changes about what is seen without anybody's report."""
    current = backing_of(look.node, draft, now, None).look
    known = next((i for i in draft.early.values() if not i.members and i.root == look.node), None)
    change = None
    if known is not None and current is None:
        change = unseen(known, look, draft, now)
    elif known is not None:
        change = _refreshed(draft, known, now)
        if change is None:
            draft.put_early(known.id, replace(known, look=current))
    elif current is not None and _is_new(draft, look):
        change = _opened(draft, look, now)
    if change is not None:
        yield applied(draft, change)


def heard(draft: Draft, sighting: Sighting, now: datetime) -> Iterator[IncidentChange]:
    """What a report of the root's own changes about what is seen, where the two make no claim together."""
    for incident in sorted_incidents(draft.early.values()):
        own = draft.knowledge.catalog.organisation_of(incident.root) == sighting.organisation
        if own and not incident.members and (change := _refreshed(draft, incident, now)) is not None:
            yield applied(draft, change)


def _is_new(draft: Draft, look: Look) -> bool:
    """Whether nobody speaks of the node yet."""
    return not any(
        draft.knowledge.related(look.node, incident.root)
        for incident in (*draft.incidents.values(), *sorted_incidents(draft.early.values()))
    )


def _opened(draft: Draft, look: Look, now: datetime) -> IncidentChange | None:
    verdict = _verdict(draft, look.node, now, None)
    is_early = verdict is not None and grade_on(verdict, draft) is Grade.EARLY
    return opened(verdict, draft, now) if verdict is not None and is_early else None


def _refreshed(draft: Draft, incident: Incident, now: datetime) -> IncidentChange | None:
    verdict = _verdict(draft, incident.root, now, incident)
    return refreshed(incident, verdict, draft, now) if verdict is not None else None


def _verdict(draft: Draft, node: str, now: datetime, incident: Incident | None) -> RootVerdict | None:
    """The look by itself: reports that do not make a claim together with it are no members here."""
    judgement = judge(node, Hearing(draft, now, incident), at_least=0)
    if judgement is None:
        return None
    return verdict_on(replace(judgement, joined=()), (), draft.knowledge)
