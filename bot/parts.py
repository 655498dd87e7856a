"""The parts of a process: what it holds while it runs, and the work that its roles ask for."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from adapters.chat.shared.typed_lines import terminal_here
from adapters.chat_platforms import TRAITS
from adapters.edges import EDGES, owners_of, read_answer
from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from bot.alerting.matching import services_of
from bot.catalog.canaries.targets import canaries, shipped_endpoints
from bot.catalog.catalog import Catalog
from bot.correlation.knowledge import Knowledge
from bot.domain.heartbeat import chat_part, platform_of
from bot.domain.probe import ProbeMode, ProbeTarget
from bot.heartbeat import Pulse
from bot.measuring.overlay import without_measured
from bot.metrics import CHAT_CONNECTED
from bot.notifying.outset import outset_of
from bot.panels.opt_out import OptOut
from bot.panels.schedule import left_alone
from bot.panels.selection import as_customers, canaries_to_ask, edges_in_front, panels, platforms_behind
from bot.panels.whom import whom_to_ask
from bot.pipeline import Pipeline
from bot.polling.asked_pages import AskedPages
from bot.polling.children import Children
from bot.polling.fetcher import Fetcher
from bot.polling.page_answers import AnswerReader
from bot.polling.reader import Reader, reader_of
from bot.ports import ChatPlatform
from bot.probing.front_pages import FrontReader
from bot.rendering.first_words import Outset
from bot.settings import BotSettings, ProbeSettings
from bot.storage.channels import Channels
from bot.storage.guard import StoreGuard
from bot.storage.heartbeats import Heartbeats
from bot.storage.measurements import Measurements
from bot.storage.probes import Probes
from bot.supervisor import Start

# The nodes that are told by their answers.
EDGE_NODES: Final = frozenset(edge.node for edge in EDGES if edge.node is not None)
POLL: Final = "poll"
WEB: Final = "web"
CHECKS: Final = "checks"
MEASURE: Final = "measure"
RECORD: Final = "record"
ANNOUNCE: Final = "announce channels"
GREET: Final = "greet"
# How long the others wait until what is due is asked for.
POLLS_FIRST_SECONDS: Final = 2.0
# What has no work of its own that could come to a stop.
WITHOUT_HEART: Final = frozenset({WEB, ANNOUNCE, GREET})


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that a process holds while it runs.

    `asked` is set once the pages that were due at first are asked for.
    """

    pipeline: Pipeline
    guard: StoreGuard
    knowledge: Knowledge
    settings: BotSettings
    probing: ProbeSettings
    fetcher: Fetcher
    children: Children
    platforms: Mapping[str, ChatPlatform]
    roles: frozenset[str]
    started: datetime
    pulses: dict[str, Pulse] = field(default_factory=dict)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    greets: bool = True

    def with_catalog(self, catalog: Catalog) -> "App":
        """The same with another catalogue; whom we have greeted is not greeted again.

        What was measured is shown; it weighs only where probes may announce.
        """
        weighed = catalog if self.probes_as is ProbeMode.ON else without_measured(catalog)
        return replace(
            self,
            pipeline=replace(self.pipeline, catalog=catalog),
            knowledge=replace(self.knowledge, catalog=weighed),
            greets=False,
        )

    @property
    def probes_as(self) -> ProbeMode:
        """What becomes of probes. Nobody is asked by who cannot be reached."""
        return self.probing.probes if self.settings.contact else ProbeMode.OFF

    async def outset(self) -> Outset:
        """How things stand now."""
        return outset_of(
            self.pipeline.catalog,
            await self._channels.load_all(),
            self.pipeline.fixed,
            self.platforms,
            TRAITS,
            types_here=terminal_here() is not None,
        )

    async def prepare(self) -> None:
        """Make the consumer groups before anything is appended."""
        await self.pipeline.prepare(tells=self._tells)

    async def _prepare_anew(self) -> None:
        """Before a part begins: what it reads may have been lost with its group since we prepared."""
        await self.pipeline.prepare(tells=self._tells, anew=True)

    @property
    def _tells(self) -> bool:
        return "notify" in self.roles

    def parts(self) -> Iterator[tuple[str, Start]]:
        """Named parts of our roles, each a coroutine that runs for ever.

        Pages are asked for first: while they are on their way, the others import what they need, and begin.
        """
        if POLL not in self.roles:
            yield from self._others()
            return
        yield POLL, self._poll
        for name, start in self._others():
            yield name, partial(self._once_asked, start)

    async def _once_asked(self, start: Start) -> None:
        # A poller that cannot begin holds up nobody else.
        with suppress(TimeoutError):
            async with asyncio.timeout(POLLS_FIRST_SECONDS):
                await self.asked.wait()
        await start()

    def _others(self) -> Iterator[tuple[str, Start]]:
        if "probe" in self.roles and self.probes_as is not ProbeMode.OFF:
            yield "probe", self._probe
            yield MEASURE, self._measure
        if "correlate" in self.roles:
            yield "correlate", self._correlate
            yield CHECKS, self._sweep_checks
            yield RECORD, self._record
        if "notify" in self.roles:
            yield from self._notifying()
        if "chat" in self.roles:
            for name, platform in self.platforms.items():
                yield chat_part(name), partial(self._chat, chat_part(name), platform)
        if "web" in self.roles and self.settings.web_port:
            yield WEB, self._web

    def _notifying(self) -> Iterator[tuple[str, Start]]:
        yield "route", self._route
        yield "deliver", self._deliver
        yield ANNOUNCE, self._watch_announce_channels
        if self.greets:
            yield GREET, self._greet

    def pulse_of(self, part: str) -> Pulse:
        """The heartbeat of a part, the same over all its restarts."""
        if part not in self.pulses:
            heartbeats, clock = Heartbeats(self.pipeline.client), self.pipeline.clock
            self.pulses[part] = Pulse(part=part, heartbeats=heartbeats, clock=clock, pulses=self.pulses)
        return self.pulses[part]

    async def _poll(self) -> None:
        first = frozenset(self.pipeline.catalog.sources_of(sorted(await self._watched())))
        poller = self.pipeline.poller(
            self._reader, most=self.settings.polls_at_once, first=first, vantage=self.probing.vantage
        )

        async def beat() -> None:
            await self.pulse_of(POLL).beat()
            self.asked.set()

        await poller.run(beat)

    async def _probe(self) -> None:
        prober = self.pipeline.prober(
            self.fetcher,
            read_answer,
            self._targets,
            vantage=self.probing.vantage,
            mode=self.probes_as,
        )
        await prober.run(self.pulse_of("probe").beat)

    async def _measure(self) -> None:
        from bot.probing.resolver import Resolver  # noqa: PLC0415  -- dnspython, for who measures alone

        rules = self.pipeline.site_rules(self.fetcher)
        measurer = self.pipeline.measurer(
            FrontReader(answers=self.fetcher, rules=rules, owners_of=owners_of),
            Resolver.of(self.probing.dns),
            self._watched,
            OptOut.of(self.probing.probes_opt_out),
            vantage=self.probing.vantage,
        )
        await measurer.run(self.pulse_of(MEASURE).beat)

    async def _watched(self) -> frozenset[str]:
        """The services that channels watch now."""
        fixed = (watch for channel in self.pipeline.fixed for watch in channel.watches)
        return services_of({*fixed, *await self._channels.load_watches()}, self.pipeline.catalog)

    async def _targets(self) -> tuple[ProbeTarget, ...]:
        catalog, own = self.pipeline.catalog, await self._watched()
        client, opt_out = self.pipeline.client, OptOut.of(self.probing.probes_opt_out)
        measured = await Measurements(client).load_all()
        platforms = platforms_behind(catalog, measured)
        in_front = edges_in_front(catalog, EDGE_NODES, measured)
        known = await Probes(client).load_state(self.probing.vantage)
        refusing = left_alone(known.schedule, self.pipeline.clock.now())
        asked = whom_to_ask(
            catalog,
            panels(catalog, in_front, opt_out, refusing, platforms),
            canaries_to_ask(catalog, canaries(catalog, shipped_endpoints()), opt_out, refusing),
            own,
            opt_out,
            in_front,
        )
        return as_customers(asked, platforms)

    async def _greet(self) -> None:
        await self.pipeline.greeter(self.platforms, await self.outset()).run()

    async def _correlate(self) -> None:
        await self._prepare_anew()
        await self.pipeline.correlator(self.knowledge).run(self.pulse_of("correlate").beat)

    async def _record(self) -> None:
        await self.pipeline.recorder().run(self.pulse_of(RECORD).beat)

    async def _route(self) -> None:
        await self._prepare_anew()
        await self.pipeline.router().run(self.pulse_of("route").beat)

    async def _deliver(self) -> None:
        at_once = self.settings.deliveries_at_once
        await self.pipeline.deliverer(self.platforms, at_once).run(self.pulse_of("deliver").beat)

    async def _watch_announce_channels(self) -> None:
        await self.pipeline.announce_watch(self.platforms).run()

    async def _chat(self, part: str, platform: ChatPlatform) -> None:
        """Listen; the heartbeat is that of the connection."""
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(self.pulse_of(part).follow(partial(_ailment, part, platform)))
            pages = AskedPages(poller=self.pipeline.poller(self._reader))
            await platform.listen(self.pipeline.responder(self.platforms, pages))
            following.cancel()

    async def _web(self) -> None:
        from bot.web_part import serve_web  # noqa: PLC0415  -- a server, for who serves alone

        with_heart = [name for name, _ in self.parts() if name not in WITHOUT_HEART]
        await serve_web(self.pipeline, self.settings, self.started, with_heart)

    async def _sweep_checks(self) -> None:
        await self.pipeline.receiver().run(self.pulse_of(CHECKS).beat)

    @property
    def _channels(self) -> Channels:
        return Channels(self.pipeline.client)

    @property
    def _reader(self) -> Reader:
        return reader_of(
            self.fetcher,
            FORMATS,
            RECOGNITION,
            announce_open=self.settings.announce_open,
            answers=AnswerReader(read=read_answer, vantage=self.probing.vantage),
            children=self.children,
        )


async def _ailment(part: str, platform: ChatPlatform) -> str:
    """What ails a connection, also as a metric."""
    why = await platform.ailment()
    CHAT_CONNECTED.labels(platform=platform_of(part)).set(not why)
    return why
