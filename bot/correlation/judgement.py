"""One hypothesis judged: which reports it explains, on what evidence, and how probable it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.correlation import parameters as p
from bot.correlation.draft import NO_POSTS, Draft
from bot.correlation.hypothesis import Fit, HypothesisInput, Support, delays, fit
from bot.correlation.knowledge import is_unknown
from bot.correlation.state import ReachTally, Sighting
from bot.correlation.supports import Backing, backing_of
from bot.correlation.trace import OwnPost, Trace
from bot.correlation.witnesses import Hearing, Witnesses, witnesses_for
from bot.domain.incident import Incident
from bot.domain.status import Impact
from bot.wording.scope import Extent


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What comes of "this node failed".

    `joined` are the reports that it explains, each with the nats it adds; `apart` the keys of those that name
    another part of the node than most do, `before` those of reports that began before it did. `own` is the
    node's own report, where it speaks for it with so many nats; `tally` counts the organisations that stand
    on it. `backing` is what else speaks for it; `reported` is the fit without that.
    """

    node: str
    fit: Fit
    reported: Fit
    joined: tuple[tuple[Trace, float], ...]
    own: Sighting | None
    own_weight: float
    tally: ReachTally
    apart: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    backing: Backing = field(default_factory=Backing)

    @cached_property
    def is_named(self) -> bool:
        """Whether words, the node's own page or probes name it."""
        return (
            self.own is not None
            or self.backing.look is not None
            or any(trace.named for trace, _ in self.joined)
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the joined reports."""
        return frozenset(trace.key for trace, _ in self.joined)

    @cached_property
    def organisations(self) -> frozenset[str]:
        """The organisations of the joined reports."""
        return frozenset(trace.organisation for trace, _ in self.joined)


def judge(node: str, hearing: Hearing, *, at_least: int = 1) -> Judgement | None:
    """Judge one hypothesis on the reports of the last hours; None where fewer organisations speak for it."""
    witnesses = witnesses_for(node, hearing, at_least)
    if witnesses is None:
        return None
    draft, now, incident = hearing.draft, hearing.now, hearing.incident
    posts = [*own_posts(node, hearing, witnesses.traces)]
    tally = _tally(node, draft)
    learned, hours = draft.knowledge.learned, now.timestamp() / 3600
    backing = backing_of(node, draft, now, incident)
    supports = [*backing.supports()]
    earliest = _earliest(witnesses, supports, incident, hours)
    asked = HypothesisInput(
        traces=witnesses.traces,
        strengths=witnesses.strengths,
        own=[(post.hours, rate) for post, rate in posts],
        silent=_silent(node, draft, tally, witnesses.organisations),
        scale=_scale(tally, witnesses),
        earliest=earliest,
        latest=earliest + p.ONSET_LIMIT_HOURS,
        now=hours,
        monthly=draft.knowledge.failures_a_month(node) * _share_of_budget(draft),
        delays=delays(learned.delay_median, learned.delay_sigma),
    )
    reported = fit(asked)
    weighed = fit(asked._replace(supports=supports)) if supports else reported
    own = _telling([post for post, _ in posts], weighed.own_weights, incident)
    return Judgement(
        node=node,
        fit=weighed,
        reported=reported,
        joined=tuple(_joined(witnesses, weighed, keep=_is_its_own(node, draft, incident))),
        own=draft.sightings[own[0].key] if own is not None else None,
        own_weight=own[1] if own is not None else 0.0,
        tally=tally,
        apart=witnesses.apart,
        before=witnesses.before,
        backing=backing,
    )


def _share_of_budget(draft: Draft) -> float:
    """What is left of the prior of one failure on a list of so many: the weights of an e-detector sum up."""
    return min(p.MOST_OF_BUDGET, p.BUDGET_FOR_ORGANISATIONS / max(1, draft.organisations))


def is_grave(sighting: Sighting | None) -> bool:
    """Whether a provider itself calls its trouble major or critical."""
    return sighting is not None and sighting.report.impact in (Impact.MAJOR, Impact.CRITICAL)


def _is_its_own(node: str, draft: Draft, incident: Incident | None) -> bool:
    """Whether it is the incident's own hypothesis, and no rival that would have to win its members first."""
    return incident is not None and draft.knowledge.related(node, incident.root)


def _joined(witnesses: Witnesses, weighed: Fit, *, keep: bool) -> Iterator[tuple[Trace, float]]:
    """What the hypothesis explains well enough; of an open incident, its members and who blames its root.

    Never who blames another.
    """
    for trace, share, nats in zip(witnesses.traces, weighed.shares, weighed.weights, strict=True):
        blames = trace.blames and trace.is_telling and trace.key not in witnesses.apart
        kept = keep and (trace.key in witnesses.members or blames)
        if (share >= p.JOIN_AT or kept) and not trace.elsewhere:
            yield trace, nats


def own_posts(node: str, hearing: Hearing, traces: Sequence[Trace]) -> Iterator[tuple[OwnPost, float]]:
    """The node's own posts of the time in question about what others use, with their rate by chance.

    The rate is higher where none of `traces` speaks of the part that a post is about.
    """
    draft, now, incident = hearing.draft, hearing.now, hearing.incident
    knowledge = draft.knowledge
    if not knowledge.switches.root_page or is_unknown(node):
        return
    since = (incident.started_at if incident else now) - p.OWN_LIFE_AS_EVIDENCE
    posts = [
        post
        for post in draft.own.get(knowledge.catalog.organisation_of(node), NO_POSTS).newest
        if post.seen >= since
        and knowledge.related(post.service, node)
        and post.scope.extent is not Extent.PERIPHERAL
        and _is_timely(draft.sightings[post.key], incident, now)
    ]
    for post in posts:
        together = sum(1 for other in posts if abs(other.hours - post.hours) <= 1.0)
        rarity = min(1.0, p.USUAL_BREADTH / (post.breadth + together)) ** p.RARITY_OF_BREADTH
        elsewhere = bool(post.parts) and not any(knowledge.related(part, node) for part in post.parts)
        elsewhere = elsewhere or _is_about_a_part_nobody_names(post, traces)
        yield post, post.rate * rarity * (p.OWN_OTHER_PART if elsewhere else 1.0)


def _is_about_a_part_nobody_names(post: OwnPost, traces: Sequence[Trace]) -> bool:
    """Whether a post is about one product of many, and no other report speaks of that one."""
    if post.scope.extent is not Extent.PART:
        return False
    return not any(post.scope.is_part_named_by(trace.scope) for trace in traces)


def _is_timely(sighting: Sighting, incident: Incident | None, now: datetime) -> bool:
    """Whether a provider's own report may be about it: open or just over, or still open when it began."""
    if sighting.is_taken_back:
        return False
    if incident is None:
        return not sighting.settled and (sighting.is_open or now - sighting.ended_at <= p.JUST_OVER)
    shown = incident.root_report
    if shown is not None and shown.key == sighting.key:
        return True
    return not sighting.settled and (sighting.is_open or sighting.ended_at >= incident.started_at)


def _tally(node: str, draft: Draft) -> ReachTally:
    """Who stands on the node; for a part, those on the whole count by the chance that they use the part."""
    tally = draft.tallies.get(node, ReachTally())
    whole = draft.tallies.get(draft.knowledge.provider(node), ReachTally())
    if is_unknown(node) or draft.knowledge.provider(node) == node:
        return tally
    return ReachTally(
        watched=max(tally.watched, whole.watched),
        healthy=max(tally.healthy, whole.healthy),
        reach=tally.reach + round(max(0, whole.reach - tally.reach) * p.REACH_OF_UNPROVEN_PART),
    )


def _silent(node: str, draft: Draft, tally: ReachTally, reporting: Iterable[str]) -> float:
    """The summed reach of those that are fine and have not reported: who has recovered is not silent."""
    if not draft.knowledge.switches.silence:
        return 0.0
    recovered = 0
    for organisation in reporting:
        watch = draft.watches.get(organisation)
        if watch is not None and watch.is_healthy:
            recovered += draft.knowledge.reaches(organisation).get(node, 0)
    return max(0, tally.reach - recovered) / 1e6


def _scale(tally: ReachTally, witnesses: Witnesses) -> float:
    """How many organisations stand behind each that is weighed, where there are too many to weigh."""
    if len(witnesses.traces) < p.MAX_WEIGHED:
        return 1.0
    return max(1.0, (tally.watched - tally.healthy) / len(witnesses.organisations))


def _earliest(
    witnesses: Witnesses, supports: Iterable[Support], incident: Incident | None, now: float
) -> float:
    """The first onset to try: three hours before an incident's first report, or before the newest reports.

    A day of onsets is tried from there, so that an incident may see a second wave.
    """
    if incident is not None:
        return incident.started_at.timestamp() / 3600 - p.ONSET_SPAN_HOURS
    seen = (*(trace.hours for trace in witnesses.traces), *(support.since for support in supports))
    first = min(seen, default=now)
    return max(first, now - p.ONSET_SPAN_HOURS) - p.ONSET_SPAN_HOURS


def _telling(
    posts: Sequence[OwnPost], weights: Sequence[float], incident: Incident | None
) -> tuple[OwnPost, float] | None:
    """The post that speaks most for the hypothesis, if any does; what an incident shows stays, if it can."""
    shown = incident.root_report if incident is not None else None
    ranked = sorted(zip(posts, weights, strict=True), key=lambda item: (-item[1], item[0].hours, item[0].key))
    if not ranked:
        return None
    best = ranked[0]
    for post, weight in ranked:
        if shown is not None and post.key == shown.key:
            return (post, weight) if best[1] < weight + p.REROOT_MARGIN else best
    return best if best[1] >= p.TELLING_POST_NATS else None
