"""The part of the system that tells channels, over a real store: a router, a deliverer, and their clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat_platforms import TRAITS
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.notifying.deliverer import Deliverer
from bot.notifying.reading_ahead import ReadAhead
from bot.notifying.router import Router
from bot.notifying.session import Session
from bot.pipeline import Pipeline, drain
from bot.ports import ChatPlatform
from bot.storage.client import Client
from bot.storage.stores import Stores
from bot.storage.subjects import SubjectGroup

SHARED = (Watch(kind=WatchKind.SHARED),)


def shared_channel(platform: str, channel: str) -> Channel:
    """A channel that hears of every shared incident."""
    return Channel(destination=Destination(platform=platform, channel=channel), watches=SHARED)


@dataclass
class Desk:
    """Routes and delivers step by step."""

    router: Router
    deliverer: Deliverer

    async def drain(self) -> None:
        """Tell all that is due now."""
        await drain(self.router.step, self.deliverer.step)


async def a_session(stores: Stores, destination: Destination) -> Session:
    """One for which nothing was read ahead."""
    (claimed,) = await stores.outbox.load_many([str(destination)], 1)
    return Session(stores, claimed, ReadAhead())


async def a_desk(
    client: Client,
    catalog: Catalog,
    clock: SimulatedClock,
    platforms: Mapping[str, ChatPlatform],
    *fixed: Channel,
    holder: str = "d1",
    edits: frozenset[str] = frozenset(),
) -> Desk:
    """A desk for these platforms; `fixed` are channels that nobody has set from chat.

    `edits` are those that can edit of the platforms that are not real.
    """
    traits = {**TRAITS, **{n: bare_traits(n, edits=n in edits) for n in platforms if n not in TRAITS}}
    pipeline = Pipeline(
        client=client,
        catalog=catalog,
        clock=clock,
        holder=holder,
        consumer="desk",
        traits=traits,
        fixed=fixed,
    )
    await SubjectGroup(client, pipeline.consumer).create(from_start=True)
    return Desk(router=pipeline.router(), deliverer=pipeline.deliverer(platforms))
