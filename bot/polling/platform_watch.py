"""What all pages say together, looked at every minute: which platforms fail, and whether it is us."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.catalog.catalog import Catalog
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.platform import PlatformFailure
from bot.polling.blindness_watch import look_for_blindness
from bot.polling.stores import ProbeResultStore, SourceStore
from bot.watching.blindness import SightTally
from bot.watching.cadence import due_anew
from bot.watching.page_probes import PageResultTally
from bot.watching.platforms import PlatformTally
from bot.watching.record import SourceRecord

logger = structlog.get_logger(__name__)

OwnNetworkAt = Callable[[datetime], Awaitable[OwnNetwork | None]]
"""What probes from here say of our own network at a time; None where nobody had probed lately."""


async def nobody_probes(_now: datetime) -> OwnNetwork | None:
    """Nothing is known of our own network but by pages."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformWatch:
    """Looks at what is known of all pages; any poller may, it comes to the same.

    `own_network` is what probes from the same place say of it; `page_probes` takes what polls come to as
    probes. Records are counted a slice at a time: fifty thousand take a good part of a second, and nothing
    else is to wait for that.
    """

    sources: SourceStore
    page_probes: ProbeResultStore
    catalog: Catalog
    own_network: OwnNetworkAt = nobody_probes

    async def look(self, now: datetime) -> None:
        """Note which platforms fail as a whole, what edges do, and whether no page can be read at all."""
        before, own = await self.sources.load_platforms(), await self.own_network(now)
        back = own.since if own is not None and own.state is NetworkState.FINE else None
        formats = {source.id: source.format for source in self.catalog.sources.values()}
        platforms, seen = PlatformTally(formats, back), SightTally()
        answers = PageResultTally(formats, self.catalog, now)
        async for record in self.read_anew(now):
            platforms.add(record)
            answers.add(record)
            seen.add(record)
        await self.page_probes.keep(answers.results())
        is_blind = await look_for_blindness(self.sources, seen, now, own)
        failing = () if is_blind else platforms.failing(before, now)
        _say(failing, before)
        if failing or before:
            await self.sources.store_platforms(failing)

    async def read_anew(self, now: datetime) -> AsyncIterator[SourceRecord]:
        """All records, without their pages. What was read in the future is made due: a clock was put back."""
        async for some in self.sources.outlines():
            await self.sources.bring_forward(due_anew(self.catalog.sources, some, now))
            for record in some:
                yield record


def _say(failing: Sequence[PlatformFailure], before: Sequence[PlatformFailure]) -> None:
    known = {failure.name for failure in before}
    for failure in failing:
        if failure.name not in known:
            logger.warning(
                "Platform unreadable",
                platform=failure.name,
                unreadable=failure.unreadable,
                pages=failure.pages,
            )
