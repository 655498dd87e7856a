"""How this process is doing, for whoever asks over HTTP: its parts, and what keeps it from seeing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.web.health import Health
from bot.clock import Clock
from bot.domain.heartbeat import is_ill
from bot.pipeline import Pipeline
from bot.state_metrics import StateMetrics
from bot.storage.heartbeats import Heartbeats
from bot.storage.probes import Probes
from bot.storage.room import shortage_of_room
from bot.storage.sources import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHealth:
    """Looks into the store. `parts` are the names of those of ours that have a heartbeat."""

    pipeline: Pipeline
    started: datetime
    parts: Sequence[str]

    async def load(self) -> Health:
        """How the parts of this process are doing; those of all where this one has none of its own.

        One that has not been well since we started counts from then on. Raises what the store raises.
        """
        client, now = self.pipeline.client, self._clock.now()
        if ailment := client.availability.ailment:
            return Health(store=ailment)
        heartbeats = Heartbeats(client)
        stored, ailments = await heartbeats.load(now), await heartbeats.ailments(now)
        last = {name: max(stored.get(name, self.started), self.started) for name in self.parts} or stored
        return Health(
            last=last,
            ailments=ailments,
            blind=await Sources(client).load_blindness(),
            networks=await Probes(client).load_vantages(),
            shortage=await shortage_of_room(client),
        )

    @property
    def metrics(self) -> StateMetrics:
        """The same and all else that stands in the store, as metrics."""
        return StateMetrics(
            client=self.pipeline.client,
            catalog=self.pipeline.catalog,
            clock=self._clock,
            parts=self._parts_up,
        )

    async def _parts_up(self) -> dict[str, bool]:
        now = self._clock.now()
        return {part: not is_ill(part, at, now) for part, at in (await self.load()).last.items()}

    @property
    def _clock(self) -> Clock:
        return self.pipeline.clock
