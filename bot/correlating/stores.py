"""What correlating needs of the store."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.correlation.state import State, Touched
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation
from bot.domain.subject import Subject
from bot.storage.lease import Lease
from bot.storage.streams import Entry


class ObservationFeed(Protocol):
    """What the pollers saw, in order, for whoever holds the lease."""

    @property
    def is_behind(self) -> bool:
        """Whether more is known to be there to read, or may have been left."""
        ...

    async def read(self, count: int, lease: Lease) -> list[Entry[Observation]]:
        """Up to `count` of them; those that were read and not acknowledged first. Raises LeaseLost."""
        ...

    async def wait(self, block_ms: int) -> bool:
        """Whether there may be something to read, at the latest after the time given."""
        ...

    def reread(self) -> None:
        """Read what is not acknowledged again."""
        ...

    def acknowledge(self, pipe: Any, *entries: Entry[Observation]) -> None:
        """Queue the acknowledgement in the transaction that stores the effect."""
        ...


class IncidentStore(Protocol):
    """The correlator's state."""

    async def load(self) -> State:
        """The whole state, its index still to be derived."""
        ...

    async def commit(
        self,
        after: State,
        touched: Touched,
        *,
        lease: Lease,
        changes: Sequence[IncidentChange] = (),
        alerts: Sequence[Subject] = (),
        acknowledge: Callable[[Any], None] | None = None,
    ) -> None:
        """Store what was touched and what came of it, all or nothing. Raises LeaseLost or StaleState."""
        ...
