"""The staged outage through the whole system: an edge fails before any page says so, then our own network.

Everything but the clock, the pages and the sites is what `sharedfate run` uses, with probes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.alerting.routing import fixed_channels
from bot.catalog.catalog import Catalog
from bot.chat.responder import Responder
from bot.clock import SimulatedClock, SystemClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.correlation.knowledge import Knowledge
from bot.demo.driver import HOLDER
from bot.demo.front_pages import StagedFronts, front_pages
from bot.demo.sources import READ_AT
from bot.demo.staged_sites import (
    ENDS,
    SITES,
    STARTS,
    StagedSite,
    is_cut_off,
    staged_pages,
)
from bot.demo.staged_summary import staged_summary
from bot.demo.time_machine import TimeMachine, time_machine
from bot.demo.voice import Voice
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.probe import ProbeMode, ProbeTarget
from bot.domain.service import Edge, EdgeEvidence, Service, Source, Strength, Tier
from bot.notifying.deliverer import Deliverer
from bot.notifying.router import Router
from bot.pipeline import Pipeline, drain
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.ports import ChatPlatform, Format, ReadAnswer
from bot.probing.prober import ProbeWorker
from bot.storage.client import Client
from bot.storage.incidents import Incidents

# Short enough for the repeat of a failure, 15 s later, and for what follows it.
TICK: Final = timedelta(seconds=5)
QUESTIONS: Final[Mapping[int, tuple[str, ...]]] = {
    9: ("is cloudflare down?", "is it us?"),
    24: ("is alder down?",),
    54: ("is it us?", "is cloudflare down?"),
}
"""What somebody asks, by minutes after the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedDemo:
    """What it needs: a fresh store and a folder, the shipped catalogue, formats, edges, and its outlets."""

    client: Client
    folder: Path
    catalog: Catalog
    formats: Mapping[str, Format]
    read_answer: ReadAnswer
    traits: Traits
    outlets: Sequence[tuple[ChatPlatform, Destination]]
    speed: float

    async def run(self) -> None:
        """Run from start to end."""
        clock, voice = SimulatedClock(STARTS), Voice(outlets=self.outlets)
        async with (
            time_machine(staged_pages(), clock.now, is_cut_off) as machine,
            front_pages(SITES, clock.now, self.folder) as fronts,
            Fetcher("sharedfate-demo", resolve=fronts.resolve, trust=fronts.trust) as fetcher,
        ):
            catalog = staged_catalog(self.catalog, machine, STARTS.date())
            workers = await self._workers(catalog, fetcher, fronts, clock)
            await workers.poller.schedule()
            while clock.now() < ENDS:
                await workers.tick()
                await _ask(workers, voice, clock.now())
                if self.speed > 0:
                    await SystemClock().sleep(TICK / self.speed)
                await clock.advance(TICK)
            await workers.tick()
            changes = await Incidents(self.client).changes()
            await voice.say(staged_summary(changes, catalog, clock.now()), "summary")

    async def _workers(
        self, catalog: Catalog, fetcher: Fetcher, fronts: StagedFronts, clock: SimulatedClock
    ) -> "_Workers":
        channels = fixed_channels((to for _, to in self.outlets), clock.now())
        pipeline = Pipeline(
            client=self.client,
            catalog=catalog,
            clock=clock,
            holder=HOLDER,
            consumer=HOLDER,
            traits=self.traits,
            fixed=tuple(_early_too(channel) for channel in channels),
        )
        await pipeline.prepare(tells=True)
        targets = tuple(_target(site, fronts) for site in SITES)

        async def asked() -> Sequence[ProbeTarget]:
            return targets

        return _Workers(
            prober=pipeline.prober(fetcher, self.read_answer, asked, mode=ProbeMode.ON),
            poller=pipeline.poller(reader_of(fetcher, self.formats), concurrency=1, lease=timedelta(0)),
            correlator=pipeline.correlator(Knowledge(catalog=catalog, day=STARTS.date())),
            router=pipeline.router(),
            deliverer=pipeline.deliverer({to.platform: platform for platform, to in self.outlets}),
            responder=pipeline.responder(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workers:
    prober: ProbeWorker
    poller: Poller
    correlator: CorrelationWorker
    router: Router
    deliverer: Deliverer
    responder: Responder

    async def tick(self) -> None:
        """Do everything that is to be done at this moment."""
        await self.prober.step()
        await drain(self.poller.step, self.correlator.step)
        await self.correlator.pass_time()
        await drain(self.router.step, self.deliverer.step)


async def _ask(workers: _Workers, voice: Voice, now: datetime) -> None:
    minutes, rest = divmod((now - STARTS).total_seconds(), 60)
    for number, text in enumerate(QUESTIONS.get(int(minutes), ()) if not rest else ()):
        await voice.answer(text, workers.responder, now, number)


def _early_too(channel: Channel) -> Channel:
    return replace(channel, grade=Grade.EARLY)


def _target(site: StagedSite, fronts: StagedFronts) -> ProbeTarget:
    return ProbeTarget(
        id=site.id,
        url=fronts.url(site),
        service=site.id,
        organisation=site.id,
        node=site.node,
        allow_private=True,
    )


def staged_catalog(shipped: Catalog, machine: TimeMachine, day: date) -> Catalog:
    """The edges as the shipped catalogue names them, and the sites that stand on them."""
    pages = {page.service: page for page in staged_pages()}
    sources = {
        id_: Source(
            id=id_,
            service=id_,
            url=machine.address(page, READ_AT[page.format][0]),
            format=page.format,
            page_url=f"https://{page.host}",
            allow_private=True,
        )
        for id_, page in pages.items()
    }
    nodes = {node for site in SITES for node in (site.node, *shipped.ancestors(site.node))}
    services = [
        *(replace(shipped.services[node], sources=()) for node in sorted(nodes)),
        *(Service(id=site.id, name=site.name, category="other", organisation=site.id) for site in SITES),
    ]
    evidence = EdgeEvidence(
        source="staged", kind="measured_here", tier=Tier.B, strength=Strength.PARTIAL, known_from=day
    )
    return Catalog(
        services={
            one.id: replace(one, sources=(sources[one.id],)) if one.id in sources else one for one in services
        },
        edges=tuple(Edge(service=site.id, infrastructure=site.node, evidence=(evidence,)) for site in SITES),
    )
