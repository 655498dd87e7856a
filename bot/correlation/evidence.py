"""A judgement in sentences: what speaks for it, and what against."""

import math
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from bot.correlation.customers import customers_beside
from bot.correlation.draft import Draft
from bot.correlation.judgement import Judgement
from bot.correlation.knowledge import is_unknown
from bot.correlation.roots import RootVerdict
from bot.correlation.trace import Trace
from bot.domain.incident import Evidence, EvidenceKind, Member
from bot.domain.look_words import look_sentence
from bot.wording.words import cut

MAX_REJECTED = 3


def evidence_for(
    judgement: Judgement, members: Iterable[Member], known: Iterable[Evidence], draft: Draft
) -> tuple[Evidence, ...]:
    """The root's own page first, then what probes see, then each member's reasons in the order of joining.

    A member that is no longer weighed keeps the evidence that is `known` of it.
    """
    fresh: dict[tuple[str, str | None], tuple[Evidence, ...]] = {}
    for trace, nats in judgement.joined:
        report = draft.sightings[trace.key].report.id
        fresh[trace.service, report] = tuple(_of(trace, nats, report))
    old: dict[tuple[str | None, str | None], list[Evidence]] = {}
    for evidence in known:
        if evidence.kind is not EvidenceKind.ROOT_PAGE:
            old.setdefault((evidence.service, evidence.report), []).append(evidence)
    found = [*_own_page(judgement, draft), *_supports(judgement, draft)]
    for member in members:
        key = (member.service, member.report)
        found += fresh[key] if key in fresh else old.get(key, ())
    return tuple(found)


def counter_evidence_for(
    verdict: RootVerdict, members: Iterable[Member], draft: Draft
) -> tuple[Evidence, ...]:
    """Who else depends on it and is fine, a page of the root's own that is quiet, and rejected roots."""
    judgement = verdict.judgement
    hit = judgement.organisations | {member.organisation for member in members}
    return (*_healthy(judgement, hit, draft), *_quiet_page(judgement, draft), *_rejected(verdict, hit, draft))


def _healthy(judgement: Judgement, hit: AbstractSet[str], draft: Draft) -> Iterator[Evidence]:
    others = customers_beside(judgement.node, hit, draft)
    if others.healthy and not is_unknown(judgement.node):
        name = draft.knowledge.catalog.name_of(judgement.node)
        yield Evidence(
            kind=EvidenceKind.HEALTHY_DEPENDENTS,
            service=None,
            says=f"{others.healthy} of {others.watched} other {name} customers report no problem",
            source=None,
            weight=_rounded(judgement.fit.silence_weight),
        )


def _quiet_page(judgement: Judgement, draft: Draft) -> Iterator[Evidence]:
    """The root's page can be read and says nothing of it."""
    if judgement.own is not None or is_unknown(judgement.node):
        return
    provider = draft.knowledge.provider(judgement.node)
    known = draft.knowledge.catalog.services.get(provider)
    if known is None or not any(
        source.id in draft.sources and draft.sources[source.id].readable for source in known.sources
    ):
        return
    yield Evidence(
        kind=EvidenceKind.ROOT_PAGE,
        service=provider,
        says=f"{known.name}'s own status page does not mention it",
        source=known.status_url,
        weight=0.0,
    )


def _rejected(verdict: RootVerdict, hit: AbstractSet[str], draft: Draft) -> Iterator[Evidence]:
    """Why it is not another provider."""
    judgement, knowledge = verdict.judgement, draft.knowledge
    provider = knowledge.provider(judgement.node)
    shown: set[str] = set()
    for rival in sorted(verdict.rivals, key=lambda j: (-j.fit.log_odds, j.node)):
        other = knowledge.provider(rival.node)
        if other in (provider, *shown) or is_unknown(rival.node) or len(shown) == MAX_REJECTED:
            continue
        shown.add(other)
        yield Evidence(
            kind=EvidenceKind.REJECTED_ROOT,
            service=rival.node,
            says=(
                f"Not {knowledge.catalog.name_of(rival.node)}: it would explain "
                f"{len(rival.keys & judgement.keys)} of {len(judgement.keys)} reports"
                f"{_fine_beside(rival, hit, draft)}"
            ),
            source=None,
            weight=_rounded(rival.fit.log_odds - judgement.fit.log_odds),
        )


def _fine_beside(rival: Judgement, hit: AbstractSet[str], draft: Draft) -> str:
    """Of those on another provider who are not hit, how many are fine; nothing where none is."""
    others = customers_beside(rival.node, hit | rival.organisations, draft)
    if not others.healthy:
        return ""
    return f", and {others.healthy} of {others.watched} of its other customers report no problem"


def _own_page(judgement: Judgement, draft: Draft) -> Iterator[Evidence]:
    if judgement.own is None:
        return
    report = judgement.own.report
    yield Evidence(
        kind=EvidenceKind.ROOT_PAGE,
        service=judgement.own.service,
        says=f"{draft.knowledge.catalog.name_of(judgement.own.service)}'s status page: “{cut(report.title)}”",
        source=report.url,
        weight=_rounded(judgement.own_weight),
        report=report.id,
    )


def _supports(judgement: Judgement, draft: Draft) -> Iterator[Evidence]:
    """What probes see, what people ask and what is in the news, in the order of their supports."""
    backing, weights = judgement.backing, judgement.fit.support_weights
    says = [(EvidenceKind(one.kind), one.service, one.says, one.url) for one in backing.corroborations]
    if (look := backing.look) is not None:
        sentence = look_sentence(look, draft.knowledge.catalog.name_of)
        says.insert(0, (EvidenceKind.PROBE, look.node, sentence, look.url))
    for (kind, service, said, url), nats in zip(says, weights, strict=True):
        yield Evidence(kind=kind, service=service, says=said, source=url, weight=_rounded(nats))


def _of(trace: Trace, nats: float, report: str) -> Iterator[Evidence]:
    """Split a report's weight: what its place and time say without words, and what the words add."""
    wordless = math.log1p(math.expm1(min(nats, 500.0)) / trace.ratio)
    for finding in trace.findings:
        by_words = finding.kind is EvidenceKind.TEXT
        yield Evidence(
            kind=finding.kind,
            service=trace.service,
            says=finding.says,
            source=finding.source,
            weight=_rounded(nats - wordless if by_words else wordless),
            report=report,
        )


def _rounded(nats: float) -> float:
    return round(nats, 2) + 0.0
