"""Which evidence of an edge is cited."""

from typing import Final
from urllib.parse import urlsplit

from bot.domain.service import EdgeEvidence, Strength, Tier

# Who sells status monitoring writes of outages to be found: cited only where nobody else says it.
VENDORS_OF_MONITORING: Final = frozenset(
    {"isdown.app", "pingoru.io", "statusgator.com", "incidenthub.cloud", "catchpoint.com"}
)


def rank(evidence: EdgeEvidence) -> tuple[bool, int, Tier]:
    """Its place among the evidence of an edge, the one to cite first."""
    host = urlsplit(evidence.source).netloc.removeprefix("www.")
    return host in VENDORS_OF_MONITORING, tuple(Strength).index(evidence.strength), evidence.tier
