"""The reports that may speak for a hypothesis, and how strongly each would."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.correlation import parameters as p
from bot.correlation.draft import NO_TRACES, Draft
from bot.correlation.knowledge import is_unknown
from bot.correlation.namings import (
    Way,
    expected_rate,
    faded,
    most_it_can_say,
    naming_key,
    rate_per_hour,
    way_of,
)
from bot.correlation.state import NewestFew, ReachTally
from bot.correlation.trace import Trace
from bot.domain.incident import Grade, Incident


class Heard(NamedTuple):
    """A trace that counts, with what a trace on the whole is worth to a part; `level` is its node."""

    trace: Trace
    scale: float
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Traces in the order in which they were seen, with their strengths in hours.

    `apart` are the keys of those that name another part of the node than most do, `before` those of reports
    that are left out since they began before it did; `members` are held by an open incident already.
    """

    traces: Sequence[Trace]
    strengths: Sequence[float]
    apart: frozenset[str]
    before: frozenset[str]
    members: frozenset[str]

    @property
    def organisations(self) -> frozenset[str]:
        """The organisations whose reports these are."""
        return frozenset(trace.organisation for trace in self.traces)


def witnesses_for(
    node: str, draft: Draft, now: datetime, incident: Incident | None, at_least: int
) -> Witnesses | None:
    """An open incident's members stay evidence; what another incident explains hardly counts.

    None where fewer organisations than `at_least` have reported.
    """
    members = draft.held[incident.id] if incident else frozenset()
    fresh = _traces(node, draft, now, members, incident)
    if len({trace.organisation for trace, _, _ in fresh}) < at_least:
        return None
    before = _before_it_began(fresh)
    during = (heard for heard in fresh if heard.trace.key not in before)
    found = sorted(during, key=lambda heard: (heard.trace.seen, heard.trace.key))
    traces = [trace for trace, _, _ in found]
    explained = _explained_elsewhere(node, traces, draft, incident)
    most = _most_that_is_said(found, draft, now)
    apart = frozenset(trace.key for trace in _naming_another_part(node, traces, draft))
    return Witnesses(
        traces=traces,
        strengths=[
            min(trace.strength, max(most[level, way_of(trace)], trace.wordless))
            * scale
            * (p.NAMES_ANOTHER_PART if trace.key in apart else 1.0)
            / (p.EXPLAINED_ELSEWHERE if trace.key in explained else 1.0)
            for trace, scale, level in found
        ],
        apart=apart,
        before=before,
        members=members,
    )


def _most_that_is_said(
    found: Iterable[Heard], draft: Draft, now: datetime
) -> Mapping[tuple[str, Way | None], float]:
    """How strongly a report may speak, by its node and its way: by how often the list speaks so."""
    speaking = {(level, way_of(trace), trace.organisation) for trace, _, level in found}
    ways = Counter((level, way) for level, way, _ in speaking)
    watched_for = now - (draft.since or now)
    most: dict[tuple[str, Way | None], float] = {}
    for (level, way), number in ways.items():
        if way is None:
            most[level, way] = math.inf
            continue
        # What is being judged is not held against itself.
        before = max(0.0, faded(draft.namings.get(naming_key(level, way)), now) - number)
        expected = expected_rate(level, way, draft.organisations, draft.knowledge.learned)
        reached = draft.tallies.get(level, ReachTally()).whole_reach / 1e6
        most[level, way] = most_it_can_say(way, reached, rate_per_hour(before, watched_for, expected))
    return most


def _traces(
    node: str, draft: Draft, now: datetime, members: frozenset[str], incident: Incident | None
) -> list[Heard]:
    """Fresh traces on the node and, for a part, those on its wholes that do not name another part.

    Each with a factor: a report that only speaks of the whole is weaker evidence for a part.
    """
    found: dict[str, Heard] = {}
    wide = incident is not None and is_wide(incident)
    lineage = draft.knowledge.lineage(node)
    since = now - p.LIFE_AS_EVIDENCE
    for level in lineage:
        for trace in _weighed(draft.evidence.get(level, NO_TRACES), members, since):
            if trace.key in found or not _is_heard(trace, draft, now, members, is_sure=wide):
                continue
            if level == node:
                found[trace.key] = Heard(trace, 1.0, level)
            elif trace.named.issubset(lineage):
                share = p.NAMES_WHOLE_OF_PART if trace.named else 1.0
                found[trace.key] = Heard(trace, p.REACH_OF_UNPROVEN_PART * share, level)
    return [*found.values()]


def is_wide(incident: Incident) -> bool:
    """Whether so many fail by one cause that others, of whom only the time speaks, may fail by it, too."""
    if incident.grade.rank < Grade.PROBABLE.rank or len(incident.members) < p.WIDE_FROM_ORGANISATIONS:
        return False
    return len({member.organisation for member in incident.members}) >= p.WIDE_FROM_ORGANISATIONS


def _before_it_began(found: Iterable[Heard]) -> frozenset[str]:
    """Reports of which only the time speaks, and that began well before anybody named the node."""
    traces = [heard.trace for heard in found]
    first = min((trace.hours for trace in traces if trace.named), default=-math.inf)
    since = first - p.BEFORE_IT_IS_NAMED_HOURS
    return frozenset(trace.key for trace in traces if way_of(trace) is None and trace.hours < since)


def _is_heard(trace: Trace, draft: Draft, now: datetime, members: frozenset[str], *, is_sure: bool) -> bool:
    """Whether a report counts here: of one who may be a root himself, what he says, or in a sure cause."""
    if not _counts(trace, draft, now, members):
        return False
    return is_sure or way_of(trace) is not None or not _fails_itself(trace, draft, now)


def _fails_itself(trace: Trace, draft: Draft, now: datetime) -> bool:
    """Whether others speak of the reporting service as the cause: it is looked at as a root, no member."""
    others = draft.evidence.get(trace.service, NO_TRACES).newest
    return any(
        other.organisation != trace.organisation
        and (other.named or (other.vague and other.is_declared))
        and _counts(other, draft, now, frozenset())
        for other in others
    )


def _weighed(window: NewestFew[Trace], members: frozenset[str], since: datetime) -> Iterator[Trace]:
    """The newest with news since then, and members; of older ones the members whose words it rests on."""
    yield from (t for t in window.newest if t.last_news_at >= since or t.key in members)
    if window.rest:
        naming = (trace for key in members if (trace := window.rest.get(key)) is not None and trace.named)
        yield from sorted(naming, key=lambda trace: (trace.seen, trace.key))[: p.MAX_WEIGHED]


def _counts(trace: Trace, draft: Draft, now: datetime, members: frozenset[str]) -> bool:
    """Whether a report is evidence now: a member, or one of the last hours that nothing has explained."""
    is_member = trace.key in members
    if not is_member and now - trace.last_news_at > p.LIFE_AS_EVIDENCE:
        return False
    sighting = draft.sightings[trace.key]
    return not sighting.is_taken_back and (is_member or not sighting.settled)


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
    for trace in (trace for trace in traces if trace.named):
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
