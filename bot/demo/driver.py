"""The demo: one day of status pages through the whole system, in lockstep with a simulated clock.

Everything but the clock and the pages is what `sharedfate run` uses. Killed and started again on the same
data directory it goes on where it was, and says nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.alerting.routing import fixed_channels
from bot.catalog.catalog import Catalog
from bot.chat.responder import Responder
from bot.clock import SimulatedClock, SystemClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.correlation.knowledge import Knowledge
from bot.demo.recording import Recording, learned_before
from bot.demo.sources import recorded_catalog
from bot.demo.summary import summary
from bot.demo.time_machine import time_machine
from bot.demo.voice import Voice
from bot.domain.chat_traits import Traits
from bot.domain.message import Destination
from bot.domain.times import hour
from bot.notifying.deliverer import Deliverer
from bot.notifying.router import Router
from bot.pipeline import Pipeline, drain
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.ports import ChatPlatform, Format
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from bot.storage.keys import DEMO

TICK: Final = timedelta(seconds=30)
HOLDER: Final = "demo"
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "12:10": ("is anthropic down?", "is chatgpt down?"),
    "13:10": ("is X down?", "why is discord down?"),
    "15:00": ("impact of cloudflare", "is circleci down?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo needs: a store, a catalogue, formats, and where its messages go."""

    client: Client
    catalog: Catalog
    formats: Mapping[str, Format]
    traits: Traits
    outlets: Sequence[tuple[ChatPlatform, Destination]]
    speed: float

    @property
    def _voice(self) -> Voice:
        return Voice(outlets=self.outlets)

    async def run(self, recording: Recording) -> None:
        """Run from where the store says we were, to the end of the recording."""
        clock = SimulatedClock(await reached(self.client) or recording.starts)
        async with (
            time_machine(recording.page, clock.now) as machine,
            Fetcher("sharedfate-demo", keep_alive=2) as fetcher,
        ):
            day = recording.starts.date()
            catalog = recorded_catalog(self.catalog, recording.page, machine, day)
            known = Knowledge(catalog=catalog.known_on(day), learned=learned_before(), day=day)
            workers = await self._workers(catalog, known, fetcher, clock)
            await workers.poller.schedule()
            while clock.now() < recording.ends:
                await self._tick(workers, clock)
                await self._move_on(clock, workers, recording)
            await self._tick(workers, clock)
            changes = await Incidents(self.client).changes()
            await self._voice.say(summary(changes, recording.page, catalog, clock.now()), "summary")

    async def _workers(
        self, catalog: Catalog, known: Knowledge, fetcher: Fetcher, clock: SimulatedClock
    ) -> "_Workers":
        """Build the workers. The correlator has only what was known before that day."""
        pipeline = Pipeline(
            client=self.client,
            catalog=catalog,
            clock=clock,
            holder=HOLDER,
            consumer=HOLDER,
            traits=self.traits,
            # Each of our outlets hears of every shared incident.
            fixed=fixed_channels((to for _, to in self.outlets), clock.now()),
        )
        await pipeline.prepare(tells=True)
        return _Workers(
            poller=pipeline.poller(reader_of(fetcher, self.formats), concurrency=1, lease=timedelta(0)),
            correlator=pipeline.correlator(known),
            router=pipeline.router(),
            deliverer=pipeline.deliverer({to.platform: platform for platform, to in self.outlets}),
            responder=pipeline.responder(),
        )

    async def _tick(self, workers: "_Workers", clock: SimulatedClock) -> None:
        """Do everything that is to be done at this moment, then answer the questions asked at it."""
        await drain(workers.poller.step, workers.correlator.step)
        await workers.correlator.pass_time()
        await drain(workers.router.step, workers.deliverer.step)
        for number, text in enumerate(QUESTIONS.get(hour(clock.now()), ())):
            if clock.now().second == 0:
                await self._voice.answer(text, workers.responder, clock.now(), number)

    async def _move_on(self, clock: SimulatedClock, workers: "_Workers", recording: Recording) -> None:
        """To the next tick at which something is due; real time passes as the speed says."""
        due = await workers.poller.sources.next_due() or recording.ends
        steps = max(1, -(-(due - clock.now()) // TICK))
        stops = [clock.now() + steps * TICK, recording.ends]
        stops += [moment for text in QUESTIONS if (moment := _moment(recording, text)) > clock.now()]
        target = min(stops)
        if self.speed > 0:
            await SystemClock().sleep((target - clock.now()) / self.speed)
        await clock.advance_to(target)
        await self.client.set(DEMO.name, target.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workers:
    poller: Poller
    correlator: CorrelationWorker
    router: Router
    deliverer: Deliverer
    responder: Responder


async def reached(client: Client) -> datetime | None:
    """The simulated time up to which a store's day has been replayed; None before its first step."""
    stored = await client.get(DEMO.name)
    return datetime.fromisoformat(stored.decode()) if stored else None


def _moment(recording: Recording, text: str) -> datetime:
    hour, minute = text.split(":")
    return recording.starts.astimezone(UTC).replace(hour=int(hour), minute=int(minute), second=0)
