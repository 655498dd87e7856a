"""Who may fail by a wide incident's cause without anybody's knowing that he stands on it.

Most organisations stand on something that nobody has found out. While a failure is sure and wide, one that
begins to report and says nothing of a cause is rather a part of it; that is a guess, and evidence of nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from bot.catalog.catalog import UNKNOWN
from bot.correlation import parameters as p
from bot.correlation.draft import NO_TRACES, Draft
from bot.correlation.trace import Trace
from bot.domain.incident import EvidenceKind, Grade, Incident


def is_sure_and_wide(incident: Incident) -> bool:
    """Whether the root's own page, many words, or a high probability speak for it, and enough are members."""
    if incident.grade.rank < Grade.PROBABLE.rank:
        return False
    organisations = len({member.organisation for member in incident.members})
    if incident.grade is Grade.CONFIRMED or incident.root_report is not None:
        return organisations >= p.GUESSED_FROM_ORGANISATIONS
    return incident.probability >= p.SURE_AND_WIDE and organisations >= p.WIDE_FROM_ORGANISATIONS


def guesses_for(
    node: str, draft: Draft, now: datetime, known: Collection[str], members: Collection[str]
) -> Iterator[Trace]:
    """Reports of the last hours that say nothing of any cause, as traces on a widely used provider or part.

    `known` are the keys of reports that leave traces of their own.
    """
    provider = draft.knowledge.provider(node)
    leak = draft.knowledge.leaks.get(provider, 0.0)
    reach = leak if node == provider else leak * p.REACH_OF_UNPROVEN_PART
    if not reach:
        return
    for trace in draft.evidence.get(UNKNOWN, NO_TRACES).newest:
        is_member = trace.key in members
        is_fresh = is_member or now - trace.last_news_at <= p.LIFE_AS_EVIDENCE
        if trace.key in known or not is_fresh or not _says_nothing(trace, provider, draft):
            continue
        findings = tuple(f for f in trace.findings if f.kind is EvidenceKind.TIMING)
        yield replace(trace, reach=reach, ratio=1.0, findings=findings, vague=False, guessed=True)


def _says_nothing(trace: Trace, provider: str, draft: Draft) -> bool:
    """Whether a report blames and places nobody, and is not the provider's own."""
    if trace.elsewhere or draft.knowledge.catalog.organisation_of(provider) == trace.organisation:
        return False
    sighting = draft.sightings[trace.key]
    if sighting.is_taken_back or (sighting.settled and not draft.homes.get(trace.key)):
        return False
    places = draft.places.get(trace.key, ())
    return not any(
        other.key == trace.key and other.named for n in places for other in draft.evidence[n].newest
    )
