"""Wrong claims where everything is chance, measured on null histories: a score is shown beside them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceRate:
    """Wrong claims per 30 days by grade, over the seeds of one size: on average, and in the worst of them.

    `kind` is whose records were given to the services.
    """

    kind: str
    learns: bool
    services: int
    seeds: int
    mean: Mapping[str, float]
    most: Mapping[str, float]
