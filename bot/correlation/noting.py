"""What an observation leaves behind, before anything is judged by it."""

from dataclasses import replace
from datetime import datetime

from bot.correlation.draft import NO_POSTS, Draft
from bot.correlation.state import Sighting, SourceHealth
from bot.domain.incident import member_key
from bot.domain.observation import Observation
from bot.domain.report import Report


def heard(draft: Draft, observation: Observation, now: datetime) -> None:
    """Remember what the source's headline says, or that it cannot be read."""
    draft.hear(
        SourceHealth(
            source=observation.source,
            service=observation.service,
            status=observation.status,
            readable=observation.unreadable is None,
            heard=now.replace(hour=0, minute=0, second=0, microsecond=0),
        )
    )


def noted(draft: Draft, observation: Observation, now: datetime) -> tuple[Sighting, tuple[str, ...]] | None:
    """Remember a report, without judging it yet, with the nodes on which it had left traces.

    None where there is no report, or the very one that we know: told twice is told once.
    """
    report = observation.report
    key = member_key(observation.source, report.id) if report is not None else ""
    known = draft.sightings.get(key)
    if report is None or (known is not None and known.report == report):
        return None
    places = draft.places.get(key, ())
    sighting = Sighting(
        key=key,
        service=observation.service,
        organisation=draft.knowledge.catalog.organisation_of(observation.service),
        source=observation.source,
        report=report,
        first_seen=known.first_seen if known else now,
        last_seen=now,
        told=now,
        baseline=known.baseline if known else observation.baseline,
        settled=known is not None and known.settled and not _speaks_anew(draft, known, report),
        shared=known is not None and known.shared,
    )
    if known is not None and sighting.says_the_same(known):
        sighting = replace(sighting, told=known.told)
    draft.see(sighting)
    return sighting, places


def _speaks_anew(draft: Draft, known: Sighting, report: Report) -> bool:
    """Whether a report that had its explanation is open again, or blames who reports trouble again."""
    if not report.status.is_open:
        return False
    if not known.is_open:
        return True
    if len(report.updates) <= len(known.report.updates):
        return False
    organisation_of = draft.knowledge.catalog.organisation_of
    blamed = draft.knowledge.words_in(report.updates[-1].text, known.service).blamed
    return any(
        draft.sightings[post.key].is_open and not draft.sightings[post.key].settled
        for node in blamed
        for post in draft.own.get(organisation_of(node), NO_POSTS).newest
    )
