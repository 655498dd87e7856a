"""What speaks for a failure beside reports and pages: looks of probes, people who ask, and news.

It adds to what is known of a hypothesis, within the same budget. What is graded above suspected rests on
reports and pages alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.draft import Draft
from bot.correlation.hypothesis import Support
from bot.domain.incident import EvidenceKind, Incident
from bot.domain.look import Corroboration, CorroborationKind, Look, LookEnd
from bot.domain.observation import CHECKS, PROBES

OF_SUPPORTS: Final = frozenset({EvidenceKind.PROBE, EvidenceKind.PEOPLE, EvidenceKind.NEWS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What stands behind a hypothesis: what probes of its node come to, and what else speaks for it."""

    look: Look | None = None
    corroborations: tuple[Corroboration, ...] = ()

    def supports(self) -> Iterator[Support]:
        """What it is worth: the look first."""
        if self.look is not None and self.look.rule is not None:
            yield Support(
                since=_hours(self.look.since), delay=p.LOOK_DELAY_HOURS, nats=p.LOOK_NATS[self.look.rule]
            )
        for one in self.corroborations:
            nats = min(one.nats, p.CORROBORATION_NATS[one.kind])
            yield Support(since=_hours(one.since), delay=p.CORROBORATION_DELAY_HOURS, nats=nats)


def look_key(node: str, *, is_check: bool) -> str:
    """By what the newest look at a node is kept: probes and checks may see the same one."""
    return f"{CHECKS if is_check else PROBES}{node}"


def looks_at(node: str, draft: Draft) -> list[Look]:
    """The newest looks at a node, that of probes first."""
    if not draft.looks:
        return []
    keys = (look_key(node, is_check=is_check) for is_check in (False, True))
    return [draft.looks[key] for key in keys if key in draft.looks]


def backing_of(node: str, draft: Draft, now: datetime, incident: Incident | None) -> Backing:
    """What speaks for the failure of a node now; for an open incident also what did when it began."""
    if not draft.looks and not draft.corroborations:
        return Backing()
    return Backing(
        look=_look_at(node, draft, now, incident), corroborations=tuple(_corroborations(node, draft, now))
    )


def fewest_for(node: str, draft: Draft) -> int:
    """How many organisations have to report for a hypothesis to be weighed: none where probes see it."""
    return 0 if any(look.is_telling for look in looks_at(node, draft)) else p.FEWEST_TO_JUDGE


def look_essence(look: Look | None) -> tuple[object, ...]:
    """What makes a change of a look worth telling: how many fail, to the next doubling, and how it ends."""
    if look is None:
        return ()
    return look.since, look.rule, look.end, (look.blaming + look.silent).bit_length()


def has_lapsed(look: Look, now: datetime) -> bool:
    """Whether nobody has said for long that it still holds."""
    return now - look.at >= p.LOOK_LAPSES


def _look_at(node: str, draft: Draft, now: datetime, incident: Incident | None) -> Look | None:
    """The look at a node, where it tells something; what has ended well stays what an incident began with."""
    return next((look for look in looks_at(node, draft) if _tells(look, now, incident)), None)


def _tells(look: Look, now: datetime, incident: Incident | None) -> bool:
    if look.rule is None or look.end is LookEnd.OURS:
        return False
    if look.is_telling and not has_lapsed(look, now):
        return True
    began_with = incident.look if incident is not None else None
    return began_with is not None and (began_with.node, began_with.since) == (look.node, look.since)


def _corroborations(node: str, draft: Draft, now: datetime) -> Iterator[Corroboration]:
    """What people and news say of the node or of a part of it."""
    for kind in CorroborationKind:
        found = [
            one
            for key in draft.corroborations
            if (one := draft.corroborations[key]).kind is kind
            and one.nats > 0
            and now - one.at < p.CORROBORATION_LASTS
            and node in draft.knowledge.lineage(one.service)
        ]
        if found:
            yield max(found, key=lambda one: (one.nats, one.at, one.service))


def _hours(at: datetime) -> float:
    return at.timestamp() / 3600
