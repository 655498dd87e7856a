"""Which claims speak of which events.

A claim matches an *event* when it stood announced at some time from 15 minutes before the event's start to
60 minutes after its end, and then either named the right provider as root, or at least two of its member
groups, and a third of them, are labelled affected by that event. A claim that matches by its members alone
is found with the wrong root.

It matches a *cluster* judged `yes` or `unsure` when it named that provider while it stood within six hours
of one of the cluster's records, or when at least two of the records are its members.

A claim that matches neither is *wrong*, at every grade it reached. One that was merged into a matching claim
is a duplicate of that one, not wrong. A claim with the provider of a cluster judged `no`, two or more of
whose records are its members at `probable` or above, is an *offence*: coincidence taken for a cause.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import Claim, Stage
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.truth import CLUSTER_REACH, Cluster, Event, OneCause, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMatch:
    """A claim speaks of an event, from `at` on. `stages` are those that stood in the event's window."""

    event: str
    at: datetime
    by_root: bool
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim beside the truth. `providers` are those of what it matches; ids of clusters elsewhere."""

    claim: Claim
    matches: tuple[EventMatch, ...] = ()
    clusters: tuple[str, ...] = ()
    offences: tuple[str, ...] = ()
    providers: frozenset[str] = frozenset()
    is_duplicate: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether it was announced and speaks of nothing that happened."""
        return not (self.matches or self.clusters or self.is_duplicate)

    @property
    def has_wrong_root(self) -> bool:
        """Whether it speaks of events, and never named the right provider for one."""
        return bool(self.matches) and not self.clusters and not any(m.by_root for m in self.matches)


def judged(claims: Iterable[Claim], truth: Truth, naming: Naming) -> list[Judged]:
    """Every claim that was announced, beside the truth."""
    found = [_judge(claim, truth, naming) for claim in claims if claim.peak.is_announced]
    right = {one.claim.id for one in found if not one.is_wrong}
    return [
        replace(one, is_duplicate=True) if one.is_wrong and one.claim.merged_into in right else one
        for one in found
    ]


def match(claim: Claim, event: Event, naming: Naming) -> EventMatch | None:
    """How a claim speaks of an event, None when it does not."""
    start, end = event.window
    stages = tuple(claim.standing(start, end))
    by_root = [stage for stage in stages if naming.provider(stage.root) == event.provider]
    by_members = [stage for stage in stages if _shares_members(stage, event, naming)]
    if not by_root and not by_members:
        return None
    return EventMatch(
        event=event.id,
        at=max(min(stage.at for stage in (*by_root, *by_members)), start),
        by_root=bool(by_root),
        stages=stages,
    )


def _judge(claim: Claim, truth: Truth, naming: Naming) -> Judged:
    matches = [found for event in truth.events if (found := match(claim, event, naming))]
    clusters = [c for c in truth.clusters if c.verdict is not OneCause.NO and _is_near(claim, c, naming)]
    offences = [c for c in truth.clusters if c.verdict is OneCause.NO and _offends(claim, c, naming)]
    events = {event.id: event.provider for event in truth.events}
    return Judged(
        claim=claim,
        matches=tuple(matches),
        clusters=tuple(c.id for c in clusters),
        offences=tuple(c.id for c in offences),
        providers=frozenset([*(events[m.event] for m in matches), *(c.provider for c in clusters)]),
    )


def _shares_members(stage: Stage, event: Event, naming: Naming) -> bool:
    own = naming.group(stage.root)
    groups = {naming.group(service) for service, _ in stage.members} - {own}
    shared = {event.affected[key] for key in stage.members if key in event.affected}
    return len(shared) >= 2 and 3 * len(shared) >= len(groups)


def _is_near(claim: Claim, cluster: Cluster, naming: Naming) -> bool:
    if len(cluster.keys & claim.members) >= 2:
        return True
    return any(
        naming.provider(stage.root) == cluster.provider
        for at in cluster.times
        for stage in claim.standing(at - CLUSTER_REACH, at + CLUSTER_REACH)
    )


def _offends(claim: Claim, cluster: Cluster, naming: Naming) -> bool:
    return any(
        naming.provider(stage.root) == cluster.provider and len(cluster.keys & stage.members) >= 2
        for stage in claim.stages
        if stage.grade.rank >= Grade.PROBABLE.rank
    )
