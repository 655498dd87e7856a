"""The one wiring of streams and workers, from which app, demo, tests and benchmarks build.

What takes long to import is imported when it is built: no page is read later because of it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.catalog.catalog import Catalog
from bot.chat.pages import NO_PAGES, PageReader
from bot.checks.naming import CheckNaming
from bot.clock import Clock
from bot.correlation.knowledge import Knowledge
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.look import HERE
from bot.domain.probe import ProbeMode
from bot.measuring.reading import provider_tables
from bot.notifying.announce_watch import AnnounceWatch
from bot.notifying.audience import Audience
from bot.notifying.deliverer import HANDS, Deliverer
from bot.notifying.greeter import Greeter
from bot.notifying.router import Router
from bot.panels.opt_out import OptOut
from bot.polling.concurrency import AT_ONCE, MOST_AT_ONCE, Slots
from bot.polling.fetcher import Fetcher
from bot.polling.joint_commits import JointCommits
from bot.polling.platform_watch import nobody_probes
from bot.polling.poller import LEASE, Poller
from bot.polling.reader import Reader
from bot.ports import ChatPlatform, ReadAnswer
from bot.probing.asking import Asker
from bot.probing.front_pages import FrontReader
from bot.probing.look_worker import LOOKS_SHARD, LookWorker
from bot.probing.measurer import LEASE_LENGTH, MEASURE_SHARD, Measurer, NameAnswers
from bot.probing.prober import ProbeWorker, TargetSource, probe_shard
from bot.probing.robots import Robots
from bot.receiving.receiver import Receiver
from bot.recording.recorder import Recorder
from bot.rendering.first_words import Outset
from bot.showing.known import KEPT_FOR
from bot.storage.channels import Channels
from bot.storage.checks import Checks
from bot.storage.client import Client
from bot.storage.earlier_notices import move_notices
from bot.storage.history_feed import HistoryFeed
from bot.storage.history_log import HistoryLog
from bot.storage.incidents import Incidents
from bot.storage.intake import Intake
from bot.storage.lease import ALL, Lease
from bot.storage.measurements import Measurements
from bot.storage.news import NewsBursts
from bot.storage.page_probes import PageProbes
from bot.storage.probes import Probes
from bot.storage.robots import RobotsFiles
from bot.storage.sources import Sources
from bot.storage.stores import Stores, stores_of
from bot.storage.subjects import SubjectGroup

if TYPE_CHECKING:
    from bot.chat.responder import Responder
    from bot.correlating.correlation_worker import CorrelationWorker
    from bot.showing.showing import Showing

ALONE: Final = "embedded"

Step = Callable[[], Awaitable[int]]
"""One unit of work; false when there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """From pages to chat, over one store.

    `holder` names this process where it takes a lease, and `consumer` where it reads a stream: what a
    consumer read and did not acknowledge, the next of its name takes up. The defaults are for who owns the
    store alone. `fixed` are the channels of the settings, `board` is where our pages are, if there are any.
    """

    client: Client
    catalog: Catalog
    clock: Clock
    holder: str = ALONE
    consumer: str = ALONE
    traits: Traits = field(default_factory=dict)
    fixed: tuple[Channel, ...] = ()
    board: str = ""
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def _stores(self) -> Stores:
        """Those of chat. Whoever fills outboxes in this process wakes who empties them."""
        return stores_of(self.client, self.holder, self._filled)

    async def prepare(self, *, tells: bool, anew: bool = False) -> None:
        """Make the consumer groups before anything is appended: what comes before a group is not for it.

        `tells`: this process routes what is news, too. `anew`: groups that were there before may be gone with
        their streams, and all that these hold now is for them.
        """
        await Intake(self.client).create()
        if tells:
            await SubjectGroup(self.client, self.consumer).create(from_start=anew)
            await move_notices(self.client, self.consumer)

    def poller(
        self,
        reader: Reader,
        *,
        concurrency: int = AT_ONCE,
        most: int = MOST_AT_ONCE,
        lease: timedelta = LEASE,
        first: frozenset[str] = frozenset(),
        vantage: str | None = None,
    ) -> Poller:
        """Who reads the pages that are due, of these sources before all others.

        `most` is how many at once at the very most, `vantage` where that is, for who probes.
        """
        probes = Probes(self.client)
        own_network = partial(probes.load_network, vantage) if vantage else nobody_probes
        sources, slots = Sources(self.client), Slots(concurrency, most)
        return Poller(
            sources=sources,
            page_probes=PageProbes(self.client),
            reader=reader,
            catalog=self.catalog,
            clock=self.clock,
            concurrency=concurrency,
            slots=slots,
            joint=JointCommits(sources, slots),
            lease=lease,
            first=first,
            news=NewsBursts(self.client),
            own_network=own_network,
        )

    def site_rules(self, fetcher: Fetcher) -> Robots:
        """What sites allow programs like us."""
        return Robots(fetcher=fetcher, files=RobotsFiles(self.client), clock=self.clock)

    def prober(
        self,
        fetcher: Fetcher,
        read_answer: ReadAnswer,
        targets: TargetSource,
        *,
        vantage: str = HERE,
        mode: ProbeMode = ProbeMode.ON,
    ) -> ProbeWorker:
        """Who probes front pages from a vantage, while it holds the vantage's lease."""
        store = Probes(self.client)
        return ProbeWorker(
            store=store,
            looks=LookWorker(store=store, lease=Lease(self.client, LOOKS_SHARD, self.holder), mode=mode),
            asker=Asker(
                answers=fetcher,
                rules=self.site_rules(fetcher),
                read_answer=read_answer,
                vantage=vantage,
                clock=self.clock,
            ),
            targets=targets,
            lease=Lease(self.client, probe_shard(vantage), self.holder),
            clock=self.clock,
        )

    def measurer(
        self,
        fronts: FrontReader,
        names: NameAnswers,
        watched: Callable[[], Awaitable[AbstractSet[str]]],
        opt_out: OptOut,
        *,
        vantage: str = HERE,
    ) -> Measurer:
        """Who looks at what services stand on, while it holds the lease of all who could."""
        return Measurer(
            store=Measurements(self.client),
            names=names,
            fronts=fronts,
            tables=provider_tables(self.catalog),
            opt_out=opt_out,
            watched=watched,
            probed=partial(Probes(self.client).load_newest, vantage),
            vantage=vantage,
            lease=Lease(self.client, MEASURE_SHARD, self.holder, length=LEASE_LENGTH),
            clock=self.clock,
        )

    def correlator(self, knowledge: Knowledge) -> "CorrelationWorker":
        """Who makes incidents of what the pollers saw, while it holds the lease."""
        from bot.correlating.correlation_worker import CorrelationWorker  # noqa: PLC0415

        lease = Lease(self.client, ALL, self.holder)
        return CorrelationWorker(Incidents(self.client), Intake(self.client), knowledge, self.clock, lease)

    def router(self) -> Router:
        """Who puts what is news into outboxes."""
        return Router(
            feed=SubjectGroup(self.client, self.consumer),
            stores=self._stores,
            audience=Audience(self._stores, self.catalog, self.traits, self.fixed),
            clock=self.clock,
        )

    def recorder(self) -> Recorder:
        """Who keeps what was."""
        return Recorder(
            feed=HistoryFeed(self.client),
            log=HistoryLog(self.client),
            records=Sources(self.client),
            channels=Channels(self.client),
            catalog=self.catalog,
            clock=self.clock,
            fixed=self.fixed,
        )

    def deliverer(self, platforms: Mapping[str, ChatPlatform], at_once: int = HANDS) -> Deliverer:
        """Who empties the outboxes of these platforms' channels, so many of each platform at once."""
        return Deliverer(
            stores=self._stores,
            platforms=platforms,
            catalog=self.catalog,
            clock=self.clock,
            traits=self.traits,
            fixed=self.fixed,
            board=self.board,
            at_once=at_once,
        )

    def receiver(self) -> Receiver:
        """Who takes in what other tools hand us."""
        return Receiver(
            checks=Checks(self.client),
            due=Sources(self.client),
            naming=CheckNaming(catalog=self.catalog),
            clock=self.clock,
        )

    def greeter(self, platforms: Mapping[str, ChatPlatform], outset: Outset) -> Greeter:
        """Who says hello in the channels of the settings."""
        stores = self._stores
        return Greeter(
            greetings=stores.greetings,
            records=stores.sources,
            platforms=platforms,
            destinations=[channel.destination for channel in self.fixed],
            catalog=self.catalog,
            clock=self.clock,
            traits=self.traits,
            outset=outset,
        )

    def announce_watch(self, platforms: Mapping[str, ChatPlatform]) -> AnnounceWatch:
        """Who looks whether the channels of the settings can be told."""
        return AnnounceWatch(
            fixed=self.fixed, platforms=platforms, channels=Channels(self.client), clock=self.clock
        )

    def showing(self, *, is_public: bool = False, keep: timedelta = KEPT_FOR) -> "Showing":
        """Who reads what boards, scripts and agents are shown, and keeps it for so long."""
        from bot.showing.showing import Showing  # noqa: PLC0415

        stores = self._stores
        return Showing(stores, self.catalog, self.clock, fixed=self.fixed, is_public=is_public, keep=keep)

    def responder(
        self, platforms: Mapping[str, ChatPlatform] | None = None, pages: PageReader = NO_PAGES
    ) -> "Responder":
        """Who serves people in chat.

        `platforms` can say whether we may post in a channel; what was not read lately `pages` reads while
        people wait.
        """
        from bot.chat.responder import Responder  # noqa: PLC0415
        from bot.questions.names import Names  # noqa: PLC0415

        return Responder(
            stores=self._stores,
            catalog=self.catalog,
            names=Names(self.catalog),
            clock=self.clock,
            traits=self.traits,
            fixed=self.fixed,
            pages=pages,
            platforms=platforms or {},
        )


async def drain(*steps: Step) -> None:
    """Do all that there is to do, one step after the other: what an earlier one makes, a later one takes."""
    for step in steps:
        while await step():
            pass
