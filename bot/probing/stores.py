"""What probing needs of the store."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from bot.domain.look import Look, OwnNetwork
from bot.domain.observation import Observation
from bot.domain.probe import ProbeResult
from bot.panels.standing import TargetState
from bot.panels.vantage import VantageState
from bot.storage.lease import Lease


class VantageStore(Protocol):
    """What one vantage knows."""

    async def load_state(self, vantage: str) -> VantageState:
        """All of it, save for whom it asks."""
        ...

    async def commit_state(
        self, vantage: str, before: VantageState, after: VantageState, *, lease: Lease
    ) -> None:
        """Store what has changed. Raises LeaseLost."""
        ...


class LookStore(Protocol):
    """What all vantages see, and what it comes to."""

    async def load_vantages(self) -> Mapping[str, OwnNetwork]:
        """How sites elsewhere answer from each place that probes."""
        ...

    async def load_standings(self, vantages: Collection[str]) -> Mapping[str, Mapping[str, TargetState]]:
        """Where the targets of these vantages stand, by vantage and target."""
        ...

    async def load_page_results(self, vantages: Collection[str]) -> Mapping[str, Sequence[ProbeResult]]:
        """What polls of status pages from these places came to, by place."""
        ...

    async def load_looks(self) -> Mapping[str, Look]:
        """The looks by node."""
        ...

    async def load_handed(self) -> Mapping[str, Look]:
        """What the correlator last got of each node, and still holds."""
        ...

    async def commit_looks(
        self,
        looks: Mapping[str, Look],
        handed: Mapping[str, Look],
        observations: Iterable[Observation],
        *,
        gone: Collection[str] = (),
        lease: Lease,
    ) -> None:
        """Store looks, and hand some on, all or nothing. Raises LeaseLost."""
        ...
