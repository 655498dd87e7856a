"""What a service's trade is: who sells clouds writes of regions, who sells invoices does not."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Trade(StrEnum):
    """Kinds of vendors whose reports read alike, as far as naming others goes."""

    PLATFORM = "platform"  # runs what others build, in regions: clouds, networks, databases
    MODELS = "models"  # serves models, of its own or of others
    OBSERVING = "observing"  # watches what others run
    TOOLS = "tools"  # is used by those who build
    APPLICATION = "application"  # is used by everybody else


_OF: Final[Mapping[str, Trade]] = MappingProxyType(
    {
        "cloud-hosting": Trade.PLATFORM,
        "cdn-dns": Trade.PLATFORM,
        "telecom-network": Trade.PLATFORM,
        "database-data": Trade.PLATFORM,
        "ai": Trade.MODELS,
        "research": Trade.MODELS,
        "observability": Trade.OBSERVING,
        "it-management": Trade.OBSERVING,
        "analytics": Trade.OBSERVING,
        "developer-tools": Trade.TOOLS,
        "security-identity": Trade.TOOLS,
    }
)


def trade_of(category: str) -> Trade:
    """The trade of a category of the catalogue: most sell applications."""
    return _OF.get(category, Trade.APPLICATION)
