"""A signal's answer: why a report may belong to a hypothesis, and how much that is worth."""

from dataclasses import dataclass

from bot.domain.incident import EvidenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a signal has found out about one report under one hypothesis.

    `reach` is the chance, within (0, 1], that the service reports when the node fails; 0 says nothing of it.
    `ratio` multiplies: how many times likelier the report looks under the hypothesis than by chance. An empty
    `says` is not shown.
    """

    kind: EvidenceKind
    says: str = ""
    source: str | None = None
    reach: float = 0.0
    ratio: float = 1.0
