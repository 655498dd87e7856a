"""What a signal is asked, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.correlation.mentions import Mention
from bot.correlation.state import Sighting
from bot.domain.incident import EvidenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One report under one hypothesis: that `node` failed. `upstream` is an unnamed blame's sentence."""

    node: str
    sighting: Sighting
    catalog: Catalog
    mentions: tuple[Mention, ...]
    upstream: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A signal's answer. `reach` is within (0, 1]; `ratio` multiplies; empty `says` is not shown."""

    kind: EvidenceKind
    says: str = ""
    source: str | None = None
    reach: float = 0.0
    ratio: float = 1.0


Signal = Callable[[Look], Finding | None]
