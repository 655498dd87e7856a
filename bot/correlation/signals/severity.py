"""Severity: shared failures are graver than what an organisation posts on an ordinary day."""

from bot.correlation import parameters as p
from bot.correlation.signals.signal import Placement
from bot.correlation.trace import Finding
from bot.domain.incident import EvidenceKind
from bot.learned.learned import LEAST_SHARE


def graver_than_usual(placed: Placement) -> Finding | None:
    """How the report's impact compares with what this organisation usually posts."""
    sighting, learned = placed.report.sighting, placed.report.knowledge.learned
    impact = sighting.report.impact
    if impact is None:
        return None
    shares = learned.impacts.get(sighting.organisation, learned.impact_shares)
    ratio = p.IMPACT_WHEN_CAUSED[impact] / max(shares.get(impact.value, 0.0), LEAST_SHARE)
    within = max(p.MIN_RATIO_OF_IMPACT, min(p.MAX_RATIO_OF_IMPACT, ratio))
    return Finding(kind=EvidenceKind.TIMING, ratio=within)
