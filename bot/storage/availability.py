"""Whether the store serves us, and what becomes of a command while it does not: it waits.

A store that is away, read-only, full or loading is one state with one sentence, whoever waits for it: said
once when it begins and once when it is over. What is asked of it meanwhile is carried out when it is back, so
that nothing is lost and nobody has to start again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bot.logger import logger_of
from bot.storage.failures import passing_trouble

logger = logger_of(__name__)

T = TypeVar("T")

FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 1.0
# A connection that was cut is made anew within this: nobody need hear of it.
SAID_AFTER: Final = 1.0
# No command of ours takes so long: reads that block do so for two seconds.
SILENT_AFTER: Final = 5.0
# How long each command may take once we are told to stop.
STOPPING_SECONDS: Final = 1.0
# How long whoever runs within `impatiently` waits for a command; None: for as long as it takes.
_PATIENCE: Final[ContextVar[float | None]] = ContextVar("patience", default=None)


@contextmanager
def impatiently(seconds: float) -> Iterator[None]:
    """Within, and in all tasks begun there, a store that does not serve us is a failure after so long."""
    token = _PATIENCE.set(seconds)
    try:
        yield
    finally:
        _PATIENCE.reset(token)


@dataclass(slots=True, eq=False)
class _Command:
    """One that is under way: since when, by the loop's time, and what ends it."""

    since: float
    limit: asyncio.Timeout


@dataclass(slots=True, kw_only=True)
class Availability:
    """The state of one store, as all who use one client see it.

    Who does not wait (a short look from the command line) gets every failure as it comes. What is not
    answered for longer than `silent_after`, in seconds, is looked into. `troubles` counts how often it was
    found not to serve us.
    """

    waits: bool
    silent_after: float = SILENT_AFTER
    troubles: int = field(default=0, init=False)
    _trouble: str = field(default="", init=False)
    _since: float | None = field(default=None, init=False)
    _is_said: bool = field(default=False, init=False)
    _waiting: int = field(default=0, init=False)
    _commands: set[_Command] = field(default_factory=set, init=False)
    _serves: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        """It is fit to be used until somebody finds that it is not."""
        self._serves.set()

    @property
    def ailment(self) -> str:
        """What ails the store now, as one sentence; empty while it serves us."""
        if self._since is None or not self._is_said:
            return ""
        return f"the store {self._trouble}: we have waited for it for {self._time() - self._since:.0f} s"

    @property
    def goes_on(self) -> bool:
        """Whether who fails now is to try again."""
        return self.waits and not self._stopping.is_set() and _PATIENCE.get() is None

    async def carried_out(
        self, attempt: Callable[[], Awaitable[T]], probe: Callable[[], Awaitable[object]]
    ) -> T:
        """What an attempt comes to, after as many as it takes where the trouble passes.

        Between them the store is only asked whether it serves us again, by a `probe` that changes nothing:
        what was sent and not answered may still be carried out, and is not to be sent again and again.
        """
        pause = 0.0
        while True:
            if not self._serves.is_set():
                await self._unless_stopping(self._serves.wait(), _PATIENCE.get())
            try:
                return await self.limited(attempt)
            except Exception as error:
                trouble = passing_trouble(error)
                if trouble is None or not self.goes_on:
                    raise
            await self.outlasted(trouble, probe, pause)
            # What a probe does not find is asked for less and less often, too.
            pause = _longer(pause)

    async def outlasted(
        self, trouble: str, probe: Callable[[], Awaitable[object]], pause: float = 0.0
    ) -> None:
        """Return when a probe finds that trouble has passed, or when we are to stop."""
        began = self._time()
        self.troubles += 1
        with self._waits_for():
            while not self._stopping.is_set():
                self._ails(trouble, began)
                await self._unless_stopping(asyncio.Event().wait(), pause)
                pause = _longer(pause)
                try:
                    await self.limited(probe)
                except Exception as error:  # noqa: BLE001  -- whatever it is, the attempt will say so itself
                    found = passing_trouble(error)
                    if found is None:
                        return
                    trouble = found
                else:
                    return

    def hold(self, trouble: str) -> None:
        """Have all commands wait until `release`: what is stored now would not be safe."""
        self._serves.clear()
        self._ails(trouble)

    def release(self) -> None:
        """Let them go on."""
        self._serves.set()
        self._passed()

    def stop(self) -> None:
        """Nothing waits for the store from now on: the process is to end."""
        self._stopping.set()
        for command in self._commands:
            command.limit.reschedule(self._time() + STOPPING_SECONDS)

    async def watch_for_silence(self, ping: Callable[[], Awaitable[object]]) -> None:
        """For ever see to commands that nobody answers. `ping` asks over a connection of its own.

        While that is not answered either the store stands still, and will answer; where it is, those
        connections are dead, and what was sent over them is to be sent anew.
        """
        while True:
            await asyncio.sleep(self._until_silent())  # noqa: TID251  -- connections live in real time
            if not self._silent():
                continue
            with self._waits_for():
                while self._silent():
                    self._ails("does not answer")
                    try:
                        await ping()
                    except Exception:  # noqa: BLE001, S110  -- any failure says the same: not yet
                        pass
                    else:
                        await asyncio.sleep(FIRST_PAUSE)  # noqa: TID251  -- answers may be on their way
                        self._cut(self._silent())
                    await asyncio.sleep(LONGEST_PAUSE)  # noqa: TID251

    def _until_silent(self) -> float:
        """In how many seconds a command that is under way may have been silent for too long."""
        oldest = min((command.since for command in self._commands), default=self._time())
        return max(self.silent_after / 4, oldest + self.silent_after - self._time())

    def _silent(self) -> list[_Command]:
        now = self._time()
        return [command for command in self._commands if now - command.since > self.silent_after]

    def _cut(self, commands: list[_Command]) -> None:
        for command in commands:
            command.limit.reschedule(self._time())

    async def limited(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What one attempt comes to. Raises TimeoutError where its connection turns out to be dead."""
        now = self._time()
        seconds = STOPPING_SECONDS if self._stopping.is_set() else _PATIENCE.get()
        async with asyncio.timeout(seconds) as limit:
            command = _Command(now, limit)
            self._commands.add(command)
            try:
                return await attempt()
            finally:
                self._commands.discard(command)

    async def _unless_stopping(self, what: Awaitable[object], seconds: float | None) -> None:
        """Wait for something, for so long at most, and no longer than until we are to stop."""
        waiting = [asyncio.ensure_future(what), asyncio.ensure_future(self._stopping.wait())]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    @contextmanager
    def _waits_for(self) -> Iterator[None]:
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            self._passed()

    def _ails(self, trouble: str, began: float | None = None) -> None:
        """It ails: found by who has waited since it `began`, or beyond doubt."""
        now = self._time()
        self._since = now if self._since is None else self._since
        self._trouble = trouble
        if not self._is_said and (began is None or now - began >= SAID_AFTER):
            self._is_said = True
            logger.warning(f"The store {trouble}: waiting for it")  # noqa: G004  -- one line for people

    def _passed(self) -> None:
        """Unless somebody still waits, it is well."""
        if self._waiting or not self._serves.is_set() or self._since is None:
            return
        if self._is_said and not self._stopping.is_set():
            logger.warning("The store serves us again", after_seconds=round(self._time() - self._since, 1))
        self._since, self._is_said = None, False

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()


def _longer(pause: float) -> float:
    return min(LONGEST_PAUSE, pause * 2 or FIRST_PAUSE)
