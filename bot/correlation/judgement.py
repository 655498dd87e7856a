"""One hypothesis judged: which reports it explains, on what evidence, and how probable it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.hypothesis import Explained, Fit, Silence, fit
from bot.correlation.mentions import Manner, Mention, mentions_in, unnamed_upstream
from bot.correlation.signals import SIGNALS
from bot.correlation.signals.edge import reach_of
from bot.correlation.signals.signal import Finding, Look
from bot.correlation.state import Sighting, State
from bot.domain.incident import EvidenceKind, Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A report that the hypothesis could explain, and why."""

    explained: Explained
    findings: tuple[Finding, ...]
    mentions: tuple[Mention, ...]

    @property
    def sighting(self) -> Sighting:
        """The report itself."""
        return self.explained.sighting

    @property
    def has_words(self) -> bool:
        """Whether its own words speak for the hypothesis."""
        return any(f.kind is EvidenceKind.TEXT and f.ratio > 1 for f in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What comes of "this node failed": the fit, the reports that join, the node's own report, the silent."""

    node: str
    fit: Fit
    joined: tuple[Witness, ...]
    own: Sighting | None
    silence: Silence

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the joined reports."""
        return frozenset(witness.sighting.key for witness in self.joined)

    @property
    def organisations(self) -> frozenset[str]:
        """The organisations of the joined reports."""
        return frozenset(witness.sighting.organisation for witness in self.joined)


def judge(node: str, state: State, catalog: Catalog, now: datetime, incident: Incident | None) -> Judgement:
    """Judge one hypothesis on the open reports. An open incident's members stay members."""
    members = frozenset(member_key(m.source, m.report) for m in incident.members) if incident else frozenset()
    taken = _members_elsewhere(state, catalog, node)
    witnesses = [
        witness
        for sighting in _eligible(node, state, catalog, now, members)
        if (witness := _witness(node, sighting, catalog, explained_elsewhere=sighting.key in taken))
    ]
    own = _own_report(node, state, catalog, incident)
    silence = _silence(node, state, catalog, {witness.sighting.service for witness in witnesses})
    counted = [witness.explained for witness in _one_an_organisation(witnesses)]
    weighed = fit(counted, _own_post(own), silence, now)
    joined = tuple(
        w for w in witnesses if w.sighting.key in members or weighed.share(w.explained) >= p.JOIN_AT
    )
    return Judgement(node=node, fit=weighed, joined=joined, own=own, silence=silence)


def member_key(source: str, report: str) -> str:
    """The key of a sighting: unique over all sources."""
    return f"{source}\x1f{report}"


@lru_cache(maxsize=4096)
def read_words(text: str, service: str, catalog_key: "_ByIdentity") -> tuple[tuple[Mention, ...], str | None]:
    """Who a text names, and the sentence that blames an unnamed upstream. Cached: texts rarely change."""
    return mentions_in(text, service, catalog_key.catalog), unnamed_upstream(text)


@dataclass(frozen=True, slots=True, eq=False)
class _ByIdentity:
    """A catalogue as a cache key: by its mention phrases, which are all that reading words depends on."""

    catalog: Catalog

    def __hash__(self) -> int:
        return hash(self.catalog.mention_phrases)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _ByIdentity) and other.catalog.mention_phrases == self.catalog.mention_phrases
        )


def words_of(sighting: Sighting, catalog: Catalog) -> tuple[tuple[Mention, ...], str | None]:
    """Who a report's text names, and the sentence that blames an unnamed upstream."""
    return read_words(sighting.report.text, sighting.service, _ByIdentity(catalog))


def _eligible(
    node: str, state: State, catalog: Catalog, now: datetime, members: frozenset[str]
) -> Iterable[Sighting]:
    """Reports that may be evidence: members, and open ones of other companies, new and lately seen.

    In the order in which they were seen: a state loaded from the store has forgotten any other.
    """
    own = catalog.organisation_of(node)
    for sighting in sorted(state.sightings.values(), key=lambda s: (s.first_seen, s.key)):
        if sighting.organisation == own or sighting.baseline:
            continue
        recent = sighting.is_open and now - sighting.first_seen <= p.REPORT_LIFE_AS_EVIDENCE
        if sighting.key in members or recent:
            yield sighting


def _witness(node: str, sighting: Sighting, catalog: Catalog, *, explained_elsewhere: bool) -> Witness | None:
    mentions, upstream = words_of(sighting, catalog)
    look = Look(node=node, sighting=sighting, catalog=catalog, mentions=mentions, upstream=upstream)
    findings = tuple(finding for signal in SIGNALS if (finding := signal(look)))
    reach = max((finding.reach for finding in findings), default=0.0)
    if reach == 0.0:
        return None
    ratio = 1.0
    for finding in findings:
        ratio *= finding.ratio
    background = p.BUSY.get(sighting.organisation, p.BACKGROUND)
    if explained_elsewhere:
        background *= p.EXPLAINED_ELSEWHERE
    return Witness(
        explained=Explained(sighting=sighting, reach=reach, ratio=ratio, background=background),
        findings=findings,
        mentions=mentions,
    )


def _one_an_organisation(witnesses: list[Witness]) -> Iterable[Witness]:
    """The strongest report of each company: sister pages count once."""
    best: dict[str, Witness] = {}
    for witness in witnesses:
        known = best.get(witness.sighting.organisation)
        if known is None or witness.explained.strength > known.explained.strength:
            best[witness.sighting.organisation] = witness
    return best.values()


def _members_elsewhere(state: State, catalog: Catalog, node: str) -> frozenset[str]:
    """Reports that another open incident with an unrelated root explains already."""
    organisation = catalog.organisation_of(node)
    return frozenset(
        member_key(member.source, member.report)
        for incident in state.incidents.values()
        if incident.grade.is_announced and catalog.organisation_of(incident.root) != organisation
        for member in incident.members
    )


def _own_report(node: str, state: State, catalog: Catalog, incident: Incident | None) -> Sighting | None:
    """The gravest open report on the node's own page, the oldest of equals.

    The one that an open incident rests on stays, also closed: recovery is no evidence against the claim.
    """
    lineage = {node, *catalog.ancestors(node)}
    known = incident.root_report if incident is not None else None
    key = member_key(known.source, known.report) if known is not None else None
    own = [s for s in state.sightings.values() if s.service in lineage and (s.is_open or s.key == key)]
    return min(own, key=lambda s: (-s.status.severity, s.onset, s.key), default=None)


def _own_post(own: Sighting | None) -> tuple[datetime, float] | None:
    if own is None:
        return None
    background = p.BUSY.get(own.organisation, p.BACKGROUND)
    return own.onset, background * p.OWN_POST_RARITY[own.report.impact]


def _silence(node: str, state: State, catalog: Catalog, reporting: set[str]) -> Silence:
    """Dependents that we watch, can read, and that are fine; sister pages count once."""
    lineage = (node, *catalog.ancestors(node))
    dependents = {edge.service for infrastructure in lineage for edge in catalog.edges_to(infrastructure)}
    readable = {health.service for health in state.sources.values() if health.readable}
    failing = {s.service for s in state.sightings.values() if s.is_open} | reporting
    failing |= {health.service for health in state.sources.values() if health.status.is_failing}
    watched = sorted(dependents & readable - {node})
    reach: dict[str, float] = {}
    for service in (s for s in watched if s not in failing):
        found = reach_of(catalog, service, node)
        organisation = catalog.organisation_of(service)
        reach[organisation] = max(reach.get(organisation, 0.0), found[0] if found else 0.0)
    healthy = sum(1 for service in watched if service not in failing)
    return Silence(healthy=healthy, watched=len(watched), reach=sum(reach.values()))


def plainly_blames(witness: Witness, node: str, catalog: Catalog) -> bool:
    """Whether a report's words blame the node or a part of it in so many words."""
    return any(
        mention.manner is Manner.BLAMED and node in (mention.node, *catalog.ancestors(mention.node))
        for mention in witness.mentions
    )
