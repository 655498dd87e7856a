"""What the public is shown: nothing of the checks of whoever runs us, nor of what channels watch."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.answers.snapshot import KeptPast, Snapshot
from bot.domain.incident import EvidenceKind, Incident
from bot.domain.kept import Kept, KeptReport


def public_snapshot(snapshot: Snapshot) -> Snapshot:
    """The same for the public."""
    return replace(
        snapshot,
        incidents=tuple(_incidents(snapshot.incidents)),
        early=tuple(_incidents(snapshot.early)),
        looks=tuple(look for look in snapshot.looks if not look.is_of_checks),
        past=public_past(snapshot.past),
    )


def public_past(past: KeptPast) -> KeptPast:
    """The same of what was, without what is kept because somebody watches it."""
    reports = tuple(report for report in past.reports if report.incident is not None)
    incidents = tuple(_incidents(past.incidents))
    return replace(past, reports=reports, incidents=incidents, read={}, is_watched=True)


def public_incident(incident: Incident) -> Incident | None:
    """An incident for the public; None where there is nothing to it but checks."""
    if incident.look is None or not incident.look.is_of_checks:
        return incident
    if not incident.members and incident.root_report is None:
        return None
    said = (one for one in incident.evidence if one.kind is not EvidenceKind.PROBE)
    doubts = (one for one in incident.counter_evidence if one.kind is not EvidenceKind.PROBE)
    return replace(incident, look=None, evidence=tuple(said), counter_evidence=tuple(doubts))


def public_kept(kept: Kept) -> Kept | None:
    """What is kept, for the public: a report as a part of an incident alone.

    None for others: they are kept because somebody watches.
    """
    if isinstance(kept, KeptReport):
        return kept if kept.incident is not None else None
    incident = public_incident(kept.incident)
    return replace(kept, incident=incident) if incident is not None else None


def _incidents(incidents: Iterable[Incident]) -> Iterator[Incident]:
    for incident in incidents:
        if (shown := public_incident(incident)) is not None:
            yield shown
