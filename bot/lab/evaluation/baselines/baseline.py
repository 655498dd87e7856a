"""What a baseline is, and the claim it writes while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.incident import Grade, IncidentState
from bot.lab.evaluation.baselines.feed import Feed
from bot.lab.evaluation.claims import Claim, Stage
from bot.lab.evaluation.records import Key

Setting = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """One entry of the registry.

    `usual` is what its own documentation sets, or what is commonly set; `settings` are those among which the
    best is chosen; `shape` words one of them. `claims` must not look ahead of the post it is at.
    """

    name: str
    says: str
    shape: str
    usual: Setting
    settings: tuple[Setting, ...]
    claims: Callable[[Feed, Setting], list[Claim]]


@dataclass(slots=True, kw_only=True)
class ClaimDraft:
    """A claim in the making: one root, growing members."""

    root: str
    stages: list[Stage] = field(default_factory=list)

    @property
    def members(self) -> frozenset[Key]:
        """Members as of the last stage."""
        return self.stages[-1].members if self.stages else frozenset()

    def say(self, at: datetime, members: frozenset[Key]) -> None:
        """Claim these members from now on."""
        if not self.stages or members != self.members:
            self.stages.append(
                Stage(at=at, grade=Grade.PROBABLE, probability=1.0, root=self.root, members=members)
            )

    def claim(self, closed_at: datetime | None) -> Claim:
        """The finished claim."""
        first = self.stages[0].at
        return Claim(
            id=f"{self.root}-{first:%Y%m%dT%H%M%S}",
            stages=tuple(self.stages),
            closed_at=closed_at,
            ending=IncidentState.RESOLVED if closed_at else IncidentState.OPEN,
        )
