"""One hypothesis judged: which reports it explains, on what evidence, and how probable it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.correlation import parameters as p
from bot.correlation.draft import NO_POSTS, Draft
from bot.correlation.hypothesis import Fit, Question, delays, fit
from bot.correlation.knowledge import is_unknown
from bot.correlation.state import Sighting, Tally
from bot.correlation.trace import OwnPost, Trace
from bot.correlation.witnesses import Witnesses, witnesses_for
from bot.domain.incident import Incident
from bot.domain.status import Impact


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What comes of "this node failed".

    `joined` are the reports that it explains, each with the nats it adds; `apart` the keys of those that name
    another part of the node than most do. `own` is the node's own report; `tally` counts the organisations
    that stand on it.
    """

    node: str
    fit: Fit
    joined: tuple[tuple[Trace, float], ...]
    own: Sighting | None
    tally: Tally
    apart: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the joined reports."""
        return frozenset(trace.key for trace, _ in self.joined)

    @cached_property
    def organisations(self) -> frozenset[str]:
        """The organisations of the joined reports."""
        return frozenset(trace.organisation for trace, _ in self.joined)


def judge(
    node: str, draft: Draft, now: datetime, incident: Incident | None, *, at_least: int = 1
) -> Judgement | None:
    """Judge one hypothesis on the reports of the last hours; None where fewer organisations speak for it."""
    witnesses = witnesses_for(node, draft, now, incident, at_least)
    if witnesses is None:
        return None
    posts = [*_own_posts(node, draft, now, incident)]
    tally = _tally(node, draft)
    learned, hours = draft.knowledge.learned, now.timestamp() / 3600
    weighed = fit(
        Question(
            traces=witnesses.traces,
            strengths=witnesses.strengths,
            own=[(post.hours, rate) for post, rate in posts],
            silent=_silent(node, draft, tally, witnesses.organisations),
            scale=_scale(tally, witnesses),
            earliest=_earliest(witnesses, incident, hours),
            now=hours,
            monthly=draft.knowledge.failures_a_month(node),
            delays=delays(learned.delay_median, learned.delay_sigma),
        )
    )
    return Judgement(
        node=node,
        fit=weighed,
        joined=tuple(_joined(witnesses, weighed, keep=_is_its_own(node, draft, incident))),
        own=_gravest(posts, draft),
        tally=tally,
        apart=witnesses.apart,
    )


def _is_its_own(node: str, draft: Draft, incident: Incident | None) -> bool:
    """Whether it is the incident's own hypothesis, and no rival that would have to win its members first."""
    return incident is not None and draft.knowledge.related(node, incident.root)


def _joined(witnesses: Witnesses, weighed: Fit, *, keep: bool) -> Iterator[tuple[Trace, float]]:
    """What the hypothesis explains well enough, and the members to keep; never who blames another."""
    for trace, share, nats in zip(witnesses.traces, weighed.shares, weighed.weights, strict=True):
        joins = share >= p.JOIN_AT or (keep and trace.key in witnesses.members)
        if joins and not trace.elsewhere:
            yield trace, nats


def _own_posts(
    node: str, draft: Draft, now: datetime, incident: Incident | None
) -> Iterator[tuple[OwnPost, float]]:
    """The node's own posts of the time in question, with the rate of such posts by chance."""
    knowledge = draft.knowledge
    if not knowledge.switches.root_page or is_unknown(node):
        return
    since = (incident.started_at if incident else now) - p.OWN_LIFE_AS_EVIDENCE
    posts = [
        post
        for post in draft.own.get(knowledge.catalog.organisation_of(node), NO_POSTS).newest
        if post.seen >= since
        and knowledge.related(post.service, node)
        and _is_timely(draft.sightings[post.key], incident)
    ]
    for post in posts:
        together = sum(1 for other in posts if abs(other.hours - post.hours) <= 1.0)
        rarity = min(1.0, p.USUAL_BREADTH / (post.breadth + together)) ** p.RARITY_OF_BREADTH
        elsewhere = bool(post.parts) and not any(knowledge.related(part, node) for part in post.parts)
        yield post, post.rate * rarity * (p.OWN_OTHER_PART if elsewhere else 1.0)


def _is_timely(sighting: Sighting, incident: Incident | None) -> bool:
    """Whether a provider's own report may be about it: open, or still open when the incident began."""
    if incident is None:
        return sighting.is_open and not sighting.settled
    shown = incident.root_report
    if shown is not None and (shown.source, shown.report) == (sighting.source, sighting.report.id):
        return True
    return not sighting.settled and (sighting.is_open or sighting.ended_at >= incident.started_at)


def _tally(node: str, draft: Draft) -> Tally:
    """Who stands on the node; for a part, those on the whole count by the chance that they use the part."""
    tally = draft.tallies.get(node, Tally())
    whole = draft.tallies.get(draft.knowledge.provider(node), Tally())
    if is_unknown(node) or draft.knowledge.provider(node) == node:
        return tally
    return Tally(
        watched=max(tally.watched, whole.watched),
        healthy=max(tally.healthy, whole.healthy),
        reach=tally.reach + round(max(0, whole.reach - tally.reach) * p.REACH_OF_UNPROVEN_PART),
    )


def _silent(node: str, draft: Draft, tally: Tally, reporting: Iterable[str]) -> float:
    """The summed reach of those that are fine and have not reported: who has recovered is not silent."""
    if not draft.knowledge.switches.silence:
        return 0.0
    recovered = 0
    for organisation in reporting:
        watch = draft.watches.get(organisation)
        if watch is not None and watch.is_healthy:
            recovered += draft.knowledge.reaches(organisation).get(node, 0)
    return max(0, tally.reach - recovered) / 1e6


def _scale(tally: Tally, witnesses: Witnesses) -> float:
    """How many organisations stand behind each that is weighed, where there are too many to weigh."""
    if len(witnesses.traces) < p.MAX_WEIGHED:
        return 1.0
    return max(1.0, (tally.watched - tally.healthy) / len(witnesses.organisations))


def _earliest(witnesses: Witnesses, incident: Incident | None, now: float) -> float:
    """The first onset to try: three hours before the first report, of an old incident only of the last day.

    An incident may see a second wave, so that later onsets are always tried, too.
    """
    if incident is not None:
        return max(incident.started_at.timestamp() / 3600 - p.ONSET_SPAN_HOURS, now - p.ONSET_LIMIT_HOURS)
    first = min(trace.hours for trace in witnesses.traces)
    return max(first, now - p.ONSET_SPAN_HOURS) - p.ONSET_SPAN_HOURS


def _gravest(posts: Iterable[tuple[OwnPost, float]], draft: Draft) -> Sighting | None:
    """The node's own report to show: an open one, of the rarest kind, the oldest of equals."""

    def order(item: tuple[OwnPost, float]) -> tuple[bool, float, float, str]:
        post, rate = item
        return not draft.sightings[post.key].is_open, rate, post.hours, post.key

    best = min(posts, key=order, default=None)
    return draft.sightings[best[0].key] if best is not None else None


def is_grave(sighting: Sighting | None) -> bool:
    """Whether a provider itself calls its trouble major or critical."""
    return sighting is not None and sighting.report.impact in (Impact.MAJOR, Impact.CRITICAL)
