"""Which claims speak of which events, and what each claim turned out to be.

A claim matches an *event* when it stood announced at some time from 15 minutes before the event's start to
60 minutes after its end (six hours around the records where the event is a judged cluster), and then either
named the right provider as root (unless labels know another cause of all its members), or at least two of its
member groups, and a third of them, are labelled affected by that event. By such members it matches until six
hours after the end: some reports are only seen then. What comes of it, the first that fits:

1. It named the provider of an event: *right*, or *one victim* where labels know fewer than two of its member
   groups to be affected, and nobody who read it again found more.
2. Somebody read it again, that is a claim of this provider within three hours: what they found. It names whom
   they found to be the provider of a claim with the wrong root: *one victim*.
3. It matches an event by its members alone: *wrong root*.
4. It speaks of a cluster judged `unsure`, by provider within six hours or by two records: *unclear*.
5. It was merged into another claim: what that one is, as its duplicate.
6. *Coincidence*: nobody knows of anything that happened.

A claim with the provider of a cluster judged `no`, two or more of whose records are its members at `probable`
or above, is an *offence* besides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import Claim, Stage
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.truth import CLUSTER_REACH, Cluster, Event, Label, OneCause, Outcome, Reread, Truth

# A claim this near to one that was read again, with the same provider, is the same claim.
REREAD_REACH: Final = timedelta(hours=3)
LEAST_VICTIMS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMatch:
    """A claim speaks of an event, from `at` on. `stages` are those that stood in the event's window."""

    event: str
    at: datetime
    by_root: bool
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim beside the truth. `providers` are those that had failed; `offences` are ids of clusters."""

    claim: Claim
    outcome: Outcome
    matches: tuple[EventMatch, ...] = ()
    offences: tuple[str, ...] = ()
    providers: frozenset[str] = frozenset()
    is_duplicate: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether it was announced and had no business to be."""
        return self.outcome.is_wrong

    @property
    def has_wrong_root(self) -> bool:
        """Whether it speaks of something that happened, and never named the right provider for it."""
        return self.outcome is Outcome.WRONG_ROOT


def judged(claims: Iterable[Claim], truth: Truth, naming: Naming) -> list[Judged]:
    """Every claim that was announced, beside the truth."""
    found = [_judge(claim, truth, naming) for claim in claims if claim.peak.is_announced]
    right = {one.claim.id: one for one in found if one.outcome is not Outcome.COINCIDENCE}
    return [
        replace(one, is_duplicate=True, outcome=kept.outcome, providers=kept.providers)
        if one.outcome is Outcome.COINCIDENCE and (kept := right.get(one.claim.merged_into or "")) is not None
        else one
        for one in found
    ]


def match(claim: Claim, event: Event, naming: Naming) -> EventMatch | None:
    """How a claim speaks of an event, None when it does not."""
    start, end = event.window
    stages = tuple(claim.standing(start, max(end, event.end + CLUSTER_REACH)))
    by_members = [stage for stage in stages if _shares_members(stage, event, naming)]
    by_root = [
        stage
        for stage in (stages if by_members else claim.standing(start, end))
        if naming.provider(stage.root) == event.provider and not _is_all_unrelated(stage, event)
    ]
    if not by_root and not by_members:
        return None
    return EventMatch(
        event=event.id,
        at=max(min(stage.at for stage in (*by_root, *by_members)), start),
        by_root=bool(by_root),
        stages=stages if by_members else tuple(claim.standing(start, end)),
    )


def _judge(claim: Claim, truth: Truth, naming: Naming) -> Judged:
    matches = {event.id: (event, found) for event in truth.events if (found := match(claim, event, naming))}
    reread = next((row for row in truth.rereads if _was_read_again(claim, row, naming)), None)
    outcome = _outcome(claim, tuple(matches.values()), reread, truth.clusters, naming)
    offences = [c for c in truth.clusters if c.verdict is OneCause.NO and _offends(claim, c, naming)]
    providers = {event.provider for event, _ in matches.values()}
    if reread is not None and outcome.is_right:
        providers.add(reread.right_provider or reread.provider)
    return Judged(
        claim=claim,
        outcome=outcome,
        matches=tuple(found for _, found in matches.values()),
        offences=tuple(c.id for c in offences),
        providers=frozenset(providers),
    )


def _outcome(
    claim: Claim,
    matches: Sequence[tuple[Event, EventMatch]],
    reread: Reread | None,
    clusters: Iterable[Cluster],
    naming: Naming,
) -> Outcome:
    named = [_victims(event, found) for event, found in matches if found.by_root]
    if named:
        found_more = reread is not None and reread.outcome is Outcome.RIGHT
        return Outcome.RIGHT if found_more or max(named) >= LEAST_VICTIMS else Outcome.ONE_VICTIM
    if reread is not None:
        names_right = reread.right_provider is not None and _names(claim, reread.right_provider, naming)
        return Outcome.ONE_VICTIM if names_right else reread.outcome
    if matches:
        return Outcome.WRONG_ROOT
    unsure = any(c.verdict is OneCause.UNSURE and _is_near(claim, c, naming) for c in clusters)
    return Outcome.UNCLEAR if unsure else Outcome.COINCIDENCE


def _victims(event: Event, found: EventMatch) -> int:
    """Affected groups among the members that the claim had at some time in the event's window."""
    keys = {key for stage in found.stages for key in stage.members}
    return len({event.affected[key] for key in keys if key in event.affected})


def _was_read_again(claim: Claim, row: Reread, naming: Naming) -> bool:
    standing = claim.standing(row.at - REREAD_REACH, row.at + REREAD_REACH)
    wanted = {row.provider, row.right_provider}
    return any(naming.provider(stage.root) in wanted for stage in standing)


def _names(claim: Claim, provider: str, naming: Naming) -> bool:
    return any(naming.provider(stage.root) == provider for stage in claim.announced)


def _is_all_unrelated(stage: Stage, event: Event) -> bool:
    """Whether labels know each of its members to have had another cause: then the provider was luck."""
    return bool(stage.members) and all(event.labels.get(key) is Label.UNRELATED for key in stage.members)


def _shares_members(stage: Stage, event: Event, naming: Naming) -> bool:
    own = naming.group(stage.root)
    groups = {naming.group(service) for service, _ in stage.members} - {own}
    shared = {event.affected[key] for key in stage.members if key in event.affected}
    return len(shared) >= LEAST_VICTIMS and 3 * len(shared) >= len(groups)


def _is_near(claim: Claim, cluster: Cluster, naming: Naming) -> bool:
    if len(cluster.labels.keys() & claim.members) >= LEAST_VICTIMS:
        return True
    return any(
        naming.provider(stage.root) == cluster.provider
        for at in cluster.times
        for stage in claim.standing(at - CLUSTER_REACH, at + CLUSTER_REACH)
    )


def _offends(claim: Claim, cluster: Cluster, naming: Naming) -> bool:
    return any(
        naming.provider(stage.root) == cluster.provider
        and len(cluster.labels.keys() & stage.members) >= LEAST_VICTIMS
        for stage in claim.stages
        if stage.grade.rank >= Grade.PROBABLE.rank
    )
