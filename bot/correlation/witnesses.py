"""The reports that may speak for a hypothesis, and how strongly each would."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Witnesses(NamedTuple):
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


class Hearing:
    """The reports that count at one moment: for an open incident, or for what may open.

    What is asked of them under many hypotheses is answered once, so the draft must not change meanwhile.
    """

    def __init__(self, draft: Draft, now: datetime, incident: Incident | None = None) -> None:
        self.draft = draft
        self.now = now
        self.incident = incident
        self.members = draft.held[incident.id] if incident else frozenset[str]()
        self._since = now - p.LIFE_AS_EVIDENCE
        self._is_sure = incident is not None and is_wide(incident)
        self._counting: dict[str, bool] = {}
        self._fresh: dict[str, bool] = {}
        self._failing: dict[tuple[str, str], bool] = {}
        self._by_level: dict[str, Sequence[Trace]] = {}
        self._by_node: dict[str, Sequence[Heard]] = {}
        self._explaining: dict[str, frozenset[str]] = {}

    def on(self, node: str) -> Sequence[Heard]:
        """Fresh traces on the node and, for a part, those on its wholes that do not name another part.

        Each with a factor: a report that only speaks of the whole is weaker evidence for a part.
        """
        if node not in self._by_node:
            self._by_node[node] = self._on(node)
        return self._by_node[node]

    def explaining(self, trace: Trace) -> frozenset[str]:
        """The providers whose other open incidents explain a report already."""
        if trace.key not in self._explaining:
            draft, this = self.draft, self.incident.id if self.incident else None
            roots = (draft.incidents[id_].root for id_ in draft.homes.get(trace.key, ()) if id_ != this)
            self._explaining[trace.key] = frozenset(
                draft.knowledge.provider(root) for root in roots if not is_unknown(root)
            )
        return self._explaining[trace.key]

    def _on(self, node: str) -> Sequence[Heard]:
        lineage = self.draft.knowledge.lineage(node)
        if len(lineage) == 1:
            return [Heard(trace, 1.0, node) for trace in self._heard(node)]
        found = {trace.key: Heard(trace, 1.0, node) for trace in self._heard(node)}
        for level in lineage[1:]:
            for trace in self._heard(level):
                if trace.key not in found and trace.named.issubset(lineage):
                    share = p.NAMES_WHOLE_OF_PART if trace.named else 1.0
                    found[trace.key] = Heard(trace, p.REACH_OF_UNPROVEN_PART * share, level)
        return [*found.values()]

    def _heard(self, level: str) -> Sequence[Trace]:
        """The traces on one node that count here."""
        if level not in self._by_level:
            window, since, members = self.draft.evidence.get(level, NO_TRACES), self._since, self.members
            self._by_level[level] = [
                trace
                for trace in (*window.newest, *self._resting_on(window))
                if (trace.last_news_at >= since or trace.key in members) and self._is_heard(trace)
            ]
        return self._by_level[level]

    def _resting_on(self, window: NewestFew[Trace]) -> Sequence[Trace]:
        """Of those that are not among the newest, the members on whose words it rests."""
        if not window.rest:
            return ()
        naming = (t for key in self.members if (t := window.rest.get(key)) is not None and t.named)
        return sorted(naming, key=lambda trace: (trace.seen, trace.key))[: p.MAX_WEIGHED]

    def _is_heard(self, trace: Trace) -> bool:
        """Whether it counts here: of one who may be a root himself, what he says, or in a sure cause."""
        key = trace.key
        if key not in self._counting:
            self._counting[key] = self._counts(trace)
        return self._counting[key] and (
            self._is_sure or way_of(trace) is not None or not self._fails_itself(trace)
        )

    def _fails_itself(self, trace: Trace) -> bool:
        """Whether others speak of its service as the cause: that is looked at as a root, no member."""
        who = trace.service, trace.organisation
        if who not in self._failing:
            self._failing[who] = any(
                other.organisation != trace.organisation
                and (other.named or (other.vague and other.is_declared))
                and self._is_fresh(other)
                for other in self.draft.evidence.get(trace.service, NO_TRACES).newest
            )
        return self._failing[who]

    def _counts(self, trace: Trace) -> bool:
        """Whether a report is evidence now: a member, or one of the last hours that nothing has explained."""
        if trace.key in self.members:
            return not self.draft.sightings[trace.key].is_taken_back
        return self._is_fresh(trace)

    def _is_fresh(self, trace: Trace) -> bool:
        key = trace.key
        if key not in self._fresh:
            sighting = self.draft.sightings[key]
            is_late = trace.last_news_at < self._since
            self._fresh[key] = not is_late and not sighting.is_taken_back and not sighting.settled
        return self._fresh[key]


def witnesses_for(node: str, hearing: Hearing, at_least: int) -> Witnesses | None:
    """An open incident's members stay evidence; what another incident explains hardly counts.

    None where fewer organisations than `at_least` have reported.
    """
    fresh = hearing.on(node)
    if len({trace.organisation for trace, _, _ in fresh}) < at_least:
        return None
    before = _before_it_began(fresh)
    during = (heard for heard in fresh if heard.trace.key not in before)
    found = sorted(during, key=lambda heard: (heard.trace.seen, heard.trace.key))
    traces = [trace for trace, _, _ in found]
    provider = hearing.draft.knowledge.provider(node)
    most = _most_that_is_said(found, hearing)
    apart = frozenset(trace.key for trace in _naming_another_part(node, traces, hearing.draft))
    return Witnesses(
        traces=traces,
        strengths=[
            min(trace.strength, max(most[level, way_of(trace)], trace.wordless))
            * scale
            * (p.NAMES_ANOTHER_PART if trace.key in apart else 1.0)
            / (p.EXPLAINED_ELSEWHERE if hearing.explaining(trace) - {provider} else 1.0)
            for trace, scale, level in found
        ],
        apart=apart,
        before=before,
        members=hearing.members,
    )


def is_wide(incident: Incident) -> bool:
    """Whether so many fail by one cause that others, of whom only the time speaks, may fail by it, too."""
    if incident.grade.rank < Grade.PROBABLE.rank or len(incident.members) < p.WIDE_FROM_ORGANISATIONS:
        return False
    return len({member.organisation for member in incident.members}) >= p.WIDE_FROM_ORGANISATIONS


def _most_that_is_said(found: Iterable[Heard], hearing: Hearing) -> Mapping[tuple[str, Way | None], float]:
    """How strongly a report may speak, by its node and its way: by how often the list speaks so."""
    draft, now = hearing.draft, hearing.now
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


def _before_it_began(found: Iterable[Heard]) -> frozenset[str]:
    """Reports of which only the time speaks, and that began well before anybody named the node."""
    traces = [heard.trace for heard in found]
    first = min((trace.hours for trace in traces if trace.named), default=-math.inf)
    since = first - p.BEFORE_IT_IS_NAMED_HOURS
    return frozenset(trace.key for trace in traces if way_of(trace) is None and trace.hours < since)


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
