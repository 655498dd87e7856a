"""What is known now, read once for all who ask within a moment, and again once it has changed."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from bot.alerting.matching import services_of
from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.incident import Incident
from bot.domain.shown import Feedback
from bot.overview.incidents import feedback_of
from bot.overview.public import public_snapshot
from bot.showing.fresh import Fresh
from bot.showing.stores import ShownStores
from bot.storage.unavailable import as_unavailable

V = TypeVar("V")

KEPT_FOR: Final = timedelta(seconds=1)
# What was changes slowly, and is long to read.
PAST_KEPT_FOR: Final = timedelta(minutes=1)
_MOST_ASKED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All pages without their components, what is open, what is watched, and what people said of claims."""

    snapshot: Snapshot
    watched: frozenset[str]
    feedback: Mapping[str, Feedback]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Incidents of ours, whether open or ended, and since when all of them are kept."""

    incidents: tuple[Incident, ...]
    since: datetime | None


class KnownReader:
    """Reads it. Everything raises StoreUnavailable, and nothing else."""

    def __init__(
        self,
        stores: ShownStores,
        catalog: Catalog,
        clock: Clock,
        *,
        fixed: Sequence[Channel],
        is_public: bool,
        keep: timedelta,
    ) -> None:
        self._stores = stores
        self._catalog = catalog
        self._clock = clock
        self._fixed = tuple(fixed)
        self._is_public = is_public
        self._revision = ""
        self._revisions: Fresh[str] = Fresh(clock, keep)
        self._everything: Fresh[Known] = Fresh(clock, keep)
        self._claims: Fresh[Claims] = Fresh(clock, PAST_KEPT_FOR if keep else keep)
        self._others: Fresh[Any] = Fresh(clock, keep, most=_MOST_ASKED)

    async def revision(self) -> str:
        """A mark that changes with what is known, and each minute, in which readings grow older."""
        minute = int(self._clock.now().timestamp()) // 60
        mark = await self._revisions.get("", _guarded(self._stores.revisions.newest))
        self._revision = f"{mark}-{minute:x}"
        return self._revision

    async def everything(self) -> Known:
        """All that is known; never older than the newest revision that anybody was told of."""
        return await self._everything.get("", _guarded(self._read), self._revision)

    async def claims(self) -> Claims:
        """The incidents of ours that are kept, and since when."""
        return await self._claims.get("", _guarded(self._read_claims))

    async def kept(self, name: str, load: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """What `load` gives, for all who ask for the same by this name."""
        found: V = await self._others.get(name, _guarded(load), self._revision)
        return found

    async def _read(self) -> Known:
        snapshot = await self._stores.snapshots.load(())
        sources = await self._stores.states.load()
        return Known(
            snapshot=replace(public_snapshot(snapshot) if self._is_public else snapshot, sources=sources),
            watched=frozenset() if self._is_public else await self._watched_now(),
            feedback=feedback_of(await self._stores.votes.load()),
        )

    async def _watched_now(self) -> frozenset[str]:
        fixed = (watch for channel in self._fixed for watch in channel.watches)
        return services_of({*fixed, *await self._stores.channels.load_watches()}, self._catalog)

    async def _read_claims(self) -> Claims:
        since = (await self._stores.history.since()).get("")
        return Claims(incidents=await self._stores.history.claims(), since=since)


def _guarded(load: Callable[[], Coroutine[Any, Any, V]]) -> Callable[[], Coroutine[Any, Any, V]]:
    async def guarded() -> V:
        with as_unavailable():
            return await load()

    return guarded
