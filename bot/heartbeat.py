"""The heartbeat of a part: it beats when work was done or a connection stands, not because it runs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.clock import Clock
from bot.domain.heartbeat import BEAT_EVERY
from bot.metrics import LAST
from bot.storage.heartbeats import Heartbeats

logger = structlog.get_logger(__name__)

# Who crashes again and again does a little work each time: that is no health. It counts from the first of it.
CALM_AFTER_CRASH: Final = timedelta(seconds=30)
# How soon we look again at what is ill.
LOOK_AGAIN: Final = timedelta(seconds=3)


@dataclass(slots=True, kw_only=True, eq=False)
class Pulse:
    """The heartbeat of one part of a process, over all its restarts.

    `pulses` are those of the whole process, by part: what they have to store is stored together.
    """

    part: str
    heartbeats: Heartbeats
    clock: Clock
    pulses: Mapping[str, "Pulse"] = field(default_factory=dict)
    _beat_at: datetime | None = field(default=None, init=False)
    _saved_at: datetime | None = field(default=None, init=False)
    _has_crashed: bool = field(default=False, init=False)
    _calm_since: datetime | None = field(default=None, init=False)
    _why: str = field(default="", init=False)

    async def beat(self) -> None:
        """Something was done, be it to look and find nothing. Stored every few seconds at most."""
        now = self.clock.now()
        if self._has_crashed:
            self._calm_since = self._calm_since or now
            if timedelta(0) <= now - self._calm_since < CALM_AFTER_CRASH:
                return
        self._beat_at = now
        if self._saved_at is not None and timedelta(0) <= now - self._saved_at < BEAT_EVERY:
            return
        others = {pulse: at for pulse in self.pulses.values() if (at := pulse.unsaved) is not None}
        beats = {self: now, **others}
        await self.heartbeats.save({pulse.part: at for pulse, at in beats.items()})
        for pulse, at in beats.items():
            pulse.saved(at)

    async def ail(self, why: str) -> None:
        """Something keeps it from its work: said once in the log, and kept for who asks."""
        if not self._why:
            logger.warning("Part is not well", part=self.part, why=why)
        self._why, self._beat_at, self._saved_at = why, None, None
        await self.heartbeats.ail(self.part, why, self.clock.now())

    async def crashed(self, why: str) -> None:
        """It has to start again. Its supervisor says so in the log."""
        self._why, self._beat_at, self._saved_at = why, None, None
        self._has_crashed, self._calm_since = True, None
        await self.heartbeats.ail(self.part, why, self.clock.now())

    async def follow(self, ailment: Callable[[], Awaitable[str]]) -> None:
        """Beat for ever while nothing ails what is asked; whatever fails here ends nothing but a beat."""
        while True:
            is_well = False
            try:
                why = await ailment()
                is_well = not why
                await (self.ail(why) if why else self.beat())
            except Exception as error:  # noqa: BLE001  -- a store that is away must not end a connection
                logger.debug("Cannot follow a part", part=self.part, error=str(error))
            await self.clock.sleep(BEAT_EVERY if is_well else LOOK_AGAIN)

    @property
    def unsaved(self) -> datetime | None:
        """A beat of one that is well which is not stored yet."""
        return self._beat_at if self._saved_at is not None and self._beat_at != self._saved_at else None

    def saved(self, at: datetime) -> None:
        """Know that a beat is stored."""
        if self._beat_at is None:
            return  # it has become ill meanwhile
        LAST.labels(part=self.part).set(at.timestamp())
        self._saved_at, self._has_crashed = at, False
        if self._why:
            logger.info("Part is well again", part=self.part)
            self._why = ""
