"""A judgement in sentences: what speaks for it, and what against."""

import math
from collections.abc import Iterable, Sequence

from bot.catalog.catalog import Catalog
from bot.correlation.judgement import Judgement, Witness
from bot.correlation.mentions import cut
from bot.domain.incident import Evidence, EvidenceKind


def evidence_for(judgement: Judgement, catalog: Catalog) -> tuple[Evidence, ...]:
    """The root's own page first, then each member's reasons in the order in which they were seen."""
    own = tuple(_own_page(judgement, catalog))
    members = (item for witness in judgement.joined for item in _of_witness(judgement, witness))
    return (*own, *members)


def counter_evidence_for(
    judgement: Judgement, rivals: Sequence[Judgement], catalog: Catalog
) -> tuple[Evidence, ...]:
    """The watched dependents that are fine, and why other roots were rejected."""
    silence = judgement.silence
    healthy = Evidence(
        kind=EvidenceKind.HEALTHY_DEPENDENTS,
        service=None,
        says=f"{silence.healthy} of {silence.watched} watched dependents are fine",
        source=None,
        weight=_rounded(judgement.fit.silence_weight),
    )
    rejected = (
        Evidence(
            kind=EvidenceKind.REJECTED_ROOT,
            service=rival.node,
            says=(
                f"Not {catalog.name_of(rival.node)}: it would explain {len(rival.joined)} of "
                f"{len(judgement.joined)} reports, and {rival.silence.healthy} of {rival.silence.watched} "
                "watched dependents are fine"
            ),
            source=None,
            weight=_rounded(rival.fit.log_odds - judgement.fit.log_odds),
        )
        for rival in rivals[:3]
    )
    return (healthy, *rejected) if silence.healthy else tuple(rejected)


def _own_page(judgement: Judgement, catalog: Catalog) -> Iterable[Evidence]:
    if judgement.own is None:
        return
    report = judgement.own.report
    yield Evidence(
        kind=EvidenceKind.ROOT_PAGE,
        service=judgement.own.service,
        says=f"{catalog.name_of(judgement.own.service)} reports on its own page: “{cut(report.title)}”",
        source=report.url,
        weight=_rounded(judgement.fit.own_weight),
    )


def _of_witness(judgement: Judgement, witness: Witness) -> Iterable[Evidence]:
    """Split a report's weight: what its place and time say without words, and what the words add."""
    intensity = judgement.fit.intensity(witness.explained)
    ratio = witness.explained.ratio
    wordless = math.log1p(intensity / ratio)
    for finding in witness.findings:
        if not finding.says:
            continue
        by_words = finding.kind is EvidenceKind.TEXT
        yield Evidence(
            kind=finding.kind,
            service=witness.sighting.service,
            says=finding.says,
            source=finding.source,
            weight=_rounded(math.log1p(intensity) - wordless if by_words else wordless),
        )


def _rounded(nats: float) -> float:
    return round(nats, 2) + 0.0
