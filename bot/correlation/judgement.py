"""One hypothesis judged: which reports it explains, on what evidence, and how probable it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.correlation import parameters as p
from bot.correlation.draft import NO_POSTS, NO_TRACES, Draft, keys_of
from bot.correlation.hypothesis import Fit, Question, delays, fit
from bot.correlation.knowledge import is_unknown
from bot.correlation.state import Sighting, Tally, member_key
from bot.correlation.trace import OwnPost, Trace
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
    """Judge one hypothesis on the reports of the last hours; None where fewer organisations speak for it.

    An open incident's members stay evidence; reports that another announced incident explains hardly count.
    """
    members = keys_of(incident) if incident else frozenset()
    found = _traces(node, draft, now, members)
    traces = sorted((trace for trace, _ in found), key=lambda trace: (trace.seen, trace.key))
    if len({trace.organisation for trace in traces}) < at_least:
        return None
    explained = _explained_elsewhere(node, traces, draft, incident)
    strengths = {
        trace.key: trace.strength * scale / (p.EXPLAINED_ELSEWHERE if trace.key in explained else 1.0)
        for trace, scale in found
    }
    apart = frozenset(trace.key for trace in _naming_another_part(node, traces, draft))
    for key in apart:
        strengths[key] *= p.NAMES_ANOTHER_PART
    posts = [*_own_posts(node, draft, now, incident)]
    tally = _tally(node, draft)
    weighed = fit(
        Question(
            traces=traces,
            strengths=[strengths[trace.key] for trace in traces],
            own=[(post.hours, rate) for post, rate in posts],
            silent=_silent(node, draft, tally, traces),
            scale=_scale(tally, traces),
            anchor=_anchor(traces, incident),
            now=now.timestamp() / 3600,
            monthly=draft.knowledge.failures_a_month(node),
            delays=delays(draft.knowledge.learned.delay_median, draft.knowledge.learned.delay_sigma),
        )
    )
    return Judgement(
        node=node,
        fit=weighed,
        joined=tuple(
            (trace, weight)
            for trace, share, weight in zip(traces, weighed.shares, weighed.weights, strict=True)
            if (trace.key in members or share >= p.JOIN_AT) and not trace.elsewhere
        ),
        own=_gravest(posts, draft),
        tally=tally,
        apart=apart,
    )


def _traces(node: str, draft: Draft, now: datetime, members: frozenset[str]) -> list[tuple[Trace, float]]:
    """Fresh traces on the node and, for a part, those on its wholes that do not name another part.

    Each with a factor: a report that only speaks of the whole is weaker evidence for a part.
    """
    found: dict[str, tuple[Trace, float]] = {}
    lineage = draft.knowledge.lineage(node)
    for level in lineage:
        for trace in draft.evidence.get(level, NO_TRACES).newest:
            if trace.key in found or not (trace.key in members or _counts(trace, draft, now)):
                continue
            if level == node:
                found[trace.key] = trace, 1.0
            elif trace.named.issubset(lineage):
                told = p.NAMES_WHOLE_OF_PART if trace.named else 1.0
                found[trace.key] = trace, p.REACH_OF_UNPROVEN_PART * told
    return [*found.values()]


def _counts(trace: Trace, draft: Draft, now: datetime) -> bool:
    """Whether a report that is nobody's member is evidence now."""
    if now - trace.told > p.LIFE_AS_EVIDENCE:
        return False
    sighting = draft.sightings[trace.key]
    return not (sighting.settled or sighting.is_taken_back)


def _explained_elsewhere(
    node: str, traces: Iterable[Trace], draft: Draft, incident: Incident | None
) -> frozenset[str]:
    """The keys of reports that an open incident of another provider explains already."""
    provider_of = draft.knowledge.provider
    own = provider_of(node)
    this = incident.id if incident is not None else None
    return frozenset(
        trace.key
        for trace in traces
        for id_ in draft.homes.get(trace.key, ())
        if id_ != this and not is_unknown(root := draft.incidents[id_].root) and provider_of(root) != own
    )


def _naming_another_part(node: str, traces: list[Trace], draft: Draft) -> Iterator[Trace]:
    """Those that place themselves in another part of the node than most organisations that name one do.

    Where no two organisations name the same part, all of them do.
    """
    parts: dict[str, list[Trace]] = {}
    for trace in traces:
        for part in {_part_of(node, named, draft) for named in trace.named} - {None}:
            parts.setdefault(str(part), []).append(trace)
    if len(parts) < 2:
        return
    sizes = {part: len({trace.organisation for trace in own}) for part, own in parts.items()}
    most = max(parts, key=lambda part: (sizes[part], part))
    agreeing = {trace.key for trace in parts[most]} if sizes[most] > 1 else set()
    yield from (trace for part in sorted(parts) for trace in parts[part] if trace.key not in agreeing)


def _part_of(node: str, named: str, draft: Draft) -> str | None:
    """The part of the node, one level down, that a name below it belongs to."""
    lineage = draft.knowledge.lineage(named)
    return lineage[lineage.index(node) - 1] if node in lineage[1:] else None


def _own_posts(
    node: str, draft: Draft, now: datetime, incident: Incident | None
) -> Iterator[tuple[OwnPost, float]]:
    """The node's own posts of the time in question, with the rate of such posts by chance."""
    knowledge = draft.knowledge
    if not knowledge.switches.root_page or is_unknown(node):
        return
    since = (incident.started_at if incident else now) - p.OWN_LIFE_AS_EVIDENCE
    known = incident.root_report if incident is not None else None
    shown = member_key(known.source, known.report) if known is not None else None
    posts = [
        post
        for post in draft.own.get(knowledge.catalog.organisation_of(node), NO_POSTS).newest
        if post.seen >= since
        and knowledge.related(post.service, node)
        and (post.key == shown or not draft.sightings[post.key].settled)
    ]
    for post in posts:
        together = sum(1 for other in posts if abs(other.hours - post.hours) <= 1.0)
        rarity = min(1.0, p.USUAL_BREADTH / (post.breadth + together)) ** p.RARITY_OF_BREADTH
        elsewhere = bool(post.parts) and not any(knowledge.related(part, node) for part in post.parts)
        yield post, post.rate * rarity * (p.OWN_OTHER_PART if elsewhere else 1.0)


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


def _silent(node: str, draft: Draft, tally: Tally, traces: Iterable[Trace]) -> float:
    """The summed reach of those that are fine and have not reported: who has recovered is not silent."""
    if not draft.knowledge.switches.silence:
        return 0.0
    recovered = 0
    for organisation in {trace.organisation for trace in traces}:
        watch = draft.watches.get(organisation)
        if watch is not None and watch.is_healthy:
            recovered += draft.knowledge.reaches(organisation).get(node, 0)
    return max(0, tally.reach - recovered) / 1e6


def _scale(tally: Tally, traces: list[Trace]) -> float:
    """How many organisations stand behind each that is weighed, where there are too many to weigh."""
    if len(traces) < p.MAX_WEIGHED:
        return 1.0
    weighed = len({trace.organisation for trace in traces})
    return max(1.0, (tally.watched - tally.healthy) / weighed)


def _anchor(traces: list[Trace], incident: Incident | None) -> float:
    if incident is not None:
        return incident.started_at.timestamp() / 3600
    return min(trace.hours for trace in traces)


def _gravest(posts: Iterable[tuple[OwnPost, float]], draft: Draft) -> Sighting | None:
    """The node's own report to show: the rarest kind of post, the oldest of equals."""
    best = min(posts, key=lambda item: (item[1], item[0].hours, item[0].key), default=None)
    return draft.sightings.get(best[0].key) if best is not None else None


def is_grave(sighting: Sighting | None) -> bool:
    """Whether a provider itself calls its trouble major or critical."""
    return sighting is not None and sighting.report.impact in (Impact.MAJOR, Impact.CRITICAL)
