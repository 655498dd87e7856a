"""An event loop that is patient: its time is what we work and what we choose to wait, not what others take.

On a busy machine a process stands still for a while, again and again. Timers that count that, too, run out
before the work that they watch over has had its turn; here they do not.
"""

import asyncio
import selectors
import time
from collections.abc import Sequence


class PatientSelector(selectors.DefaultSelector):
    """Knows for how long it has been asked to wait and has waited."""

    waited_seconds = 0.0

    def select(self, timeout: float | None = None) -> Sequence[tuple[selectors.SelectorKey, int]]:  # type: ignore[override]
        """Wait as ever. Who is woken later than he asked to be has not waited any longer for it."""
        began = time.monotonic()
        ready = super().select(timeout)
        waited = time.monotonic() - began
        self.waited_seconds += waited if timeout is None else min(waited, max(0.0, timeout))
        return ready


class PatientLoop(asyncio.SelectorEventLoop):
    """The event loop of every test."""

    def __init__(self) -> None:
        self._patient = PatientSelector()
        super().__init__(self._patient)

    def time(self) -> float:
        """Seconds of work, ours alone, and of waiting."""
        return time.process_time() + self._patient.waited_seconds
