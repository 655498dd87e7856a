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
from bot.demo.recording import Recording, learned_before, load_recording
from bot.demo.sources import recorded_catalog
from bot.demo.summary import summary
from bot.demo.time_machine import time_machine
from bot.domain.chat_traits import Traits
from bot.domain.message import Destination, Message, Section, Text
from bot.notifying.deliverer import Deliverer
from bot.notifying.router import Router
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import Reader
from bot.ports import ChatPlatform, Format
from bot.questions.names import Names
from bot.questions.parser import question_in
from bot.rendering.answers.answer import render_answer
from bot.storage.client import Client
from bot.storage.earlier_notices import move_notices
from bot.storage.incidents import Incidents
from bot.storage.intake import Intake
from bot.storage.keys import DEMO
from bot.storage.lease import ALL, Lease
from bot.storage.sources import Sources
from bot.storage.stores import stores_of
from bot.storage.subjects import subject_group

TICK: Final = timedelta(seconds=30)
CONSUMER: Final = "demo"
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "12:10": ("is chatgpt down?", "is anthropic down?"),
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

    async def run(self) -> None:
        """Run from where the store says we were, to the end of the recording."""
        recording = load_recording()
        clock = SimulatedClock(await self._resumed() or recording.starts)
        async with (
            time_machine(recording.page, clock.now) as machine,
            Fetcher("sharedfate-demo", keep_alive=2) as fetcher,
        ):
            day = recording.starts.date()
            catalog = recorded_catalog(self.catalog, recording.page, machine)
            parts = await self._parts(catalog, catalog.known_on(day), fetcher, clock)
            await parts.poll.schedule()
            while clock.now() < recording.ends:
                await self._tick(parts, clock)
                await self._move_on(clock, parts, recording)
            await self._tick(parts, clock)
            await self._say(summary(await parts.incidents.changes(), recording.page, catalog), "summary")

    async def _parts(
        self, catalog: Catalog, then: Catalog, fetcher: Fetcher, clock: SimulatedClock
    ) -> "_Parts":
        """Build the workers. The correlator sees only what was known before that day."""
        intake = Intake(self.client)
        await intake.create()
        route, deliver = await self._tellers(catalog, clock)
        incidents = Incidents(self.client)
        return _Parts(
            poll=Poller(
                sources=Sources(self.client),
                reader=Reader(fetcher=fetcher, formats=self.formats),
                catalog=catalog,
                clock=clock,
                concurrency=1,
                lease=timedelta(0),
            ),
            correlate=CorrelationWorker(
                incidents,
                intake,
                Knowledge(catalog=then, learned=learned_before()),
                clock,
                Lease(self.client, ALL, CONSUMER),
            ),
            incidents=incidents,
            route=route,
            deliver=deliver,
            respond=Responder(
                stores=stores_of(self.client, CONSUMER),
                catalog=catalog,
                names=Names(catalog),
                clock=clock,
                traits=self.traits,
            ),
        )

    async def _tellers(self, catalog: Catalog, clock: SimulatedClock) -> tuple[Router, Deliverer]:
        """Who tells our outlets: each hears of every shared incident."""
        fixed = fixed_channels((to for _, to in self.outlets), clock.now())
        stores, feed = stores_of(self.client, CONSUMER), subject_group(self.client, CONSUMER)
        await feed.create(from_start=False)
        await move_notices(self.client, CONSUMER)
        route = Router(
            feed=feed, stores=stores, catalog=catalog, clock=clock, traits=self.traits, fixed=fixed
        )
        deliver = Deliverer(
            stores=stores,
            platforms={to.platform: platform for platform, to in self.outlets},
            catalog=catalog,
            clock=clock,
            traits=self.traits,
            fixed=fixed,
        )
        return route, deliver

    async def _tick(self, parts: "_Parts", clock: SimulatedClock) -> None:
        """Do everything that is to be done at this moment, then answer the questions asked at it."""
        while await parts.poll.step():
            pass
        while await parts.correlate.step():
            pass
        await parts.correlate.pass_time()
        while await parts.route.step():
            pass
        while await parts.deliver.step():
            pass
        for number, text in enumerate(QUESTIONS.get(f"{clock.now():%H:%M}", ())):
            if clock.now().second == 0:
                await self._ask(text, parts.respond, clock, number)

    async def _ask(self, text: str, respond: Responder, clock: SimulatedClock, number: int) -> None:
        found = await respond.answers.answer_to(question_in(text, respond.names))
        message = render_answer(found, respond.catalog)
        asked = Section(lines=((Text(f"{clock.now():%H:%M} UTC, somebody asks: {text}", bold=True),),))
        shown = Message(
            headline=message.headline,
            tone=message.tone,
            sections=(asked, *message.sections),
            footer=message.footer,
        )
        await self._say(shown, f"ask:{clock.now():%H%M}:{number}")

    async def _say(self, message: Message, nonce: str) -> None:
        for platform, destination in self.outlets:
            await platform.send(message, destination, nonce=f"demo:{nonce}")

    async def _move_on(self, clock: SimulatedClock, parts: "_Parts", recording: Recording) -> None:
        """To the next tick at which something is due; real time passes as the speed says."""
        due = await parts.poll.sources.next_due() or recording.ends
        steps = max(1, -(-(due - clock.now()) // TICK))
        stops = [clock.now() + steps * TICK, recording.ends]
        stops += [moment for text in QUESTIONS if (moment := _moment(recording, text)) > clock.now()]
        target = min(stops)
        if self.speed > 0:
            await SystemClock().sleep((target - clock.now()) / self.speed)
        await clock.advance_to(target)
        await self.client.set(DEMO.name, target.isoformat())

    async def _resumed(self) -> datetime | None:
        stored = await self.client.get(DEMO.name)
        return datetime.fromisoformat(stored.decode()) if stored else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    poll: Poller
    correlate: CorrelationWorker
    incidents: Incidents
    route: Router
    deliver: Deliverer
    respond: Responder


def _moment(recording: Recording, text: str) -> datetime:
    hour, minute = text.split(":")
    return recording.starts.astimezone(UTC).replace(hour=int(hour), minute=int(minute), second=0)
