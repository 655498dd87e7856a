"""The judge: what all vantages see comes to looks, and what is news of them goes to the correlator.

One process does it for all vantages: whoever holds the lease. Where it cannot be told whether something was
stored, everything is read again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.look import Look, OwnNetwork
from bot.domain.probe import ProbeMode
from bot.errors import LeaseLost
from bot.metrics import LOOKS_TELLING
from bot.panels.handing import handed_on, observation_of
from bot.panels.quorum import judge
from bot.panels.standing import TargetState, noted
from bot.probing.stores import LookStore
from bot.storage.lease import Lease

logger = structlog.get_logger(__name__)

# The lease of whoever judges.
LOOKS_SHARD: Final = "looks"
# Who polls says once a minute what that came to.
PAGES_EVERY: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The looks as they are stored, and what the correlator holds of them."""

    looks: Mapping[str, Look] = field(default_factory=dict)
    handed: Mapping[str, Look] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class LookWorker:
    """Judges what vantages see: by their probes, and by the polls of status pages that are free panels."""

    store: LookStore
    lease: Lease
    mode: ProbeMode
    _known: _Known | None = field(default=None, init=False)
    _pages: dict[str, Mapping[str, TargetState]] = field(default_factory=dict, init=False)
    _pages_at: datetime | None = field(default=None, init=False)

    @property
    def sees_something(self) -> bool:
        """Whether there is a look that may change, or end, by time alone."""
        return self._known is not None and bool(self._known.looks or self._known.handed)

    async def step(
        self, vantage: str, standings: Mapping[str, TargetState], own: OwnNetwork, now: datetime
    ) -> None:
        """Judge by what is known of one vantage here, and of the others in the store."""
        if not self.lease.is_held and not await self.lease.acquire():
            self._known = None
            return
        try:
            await self._judge(vantage, standings, own, now)
        except LeaseLost as error:
            logger.warning("Looks not committed: another process judges", error=str(error))
            self._known = None
        except BaseException:
            self._known = None
            raise

    async def _judge(
        self, vantage: str, standings: Mapping[str, TargetState], own: OwnNetwork, now: datetime
    ) -> None:
        networks = {**await self.store.load_vantages(), vantage: own}
        networks = {name: one for name, one in networks.items() if one.is_current(now)}
        others = await self.store.load_standings([name for name in networks if name != vantage])
        pages = await self._pages_seen(networks, now)
        known = await self._loaded()
        seen = {name: {**pages[name], **of} for name, of in {**others, vantage: standings}.items()}
        looks = judge(seen, networks, known.looks, now)
        handed = handed_on(looks, known.handed, networks, now, self.mode)
        gone = [node for node in known.looks if node not in looks]
        if looks != known.looks or handed:
            news = [observation_of(look) for look in handed.values()]
            await self.store.commit_looks(looks, handed, news, gone=gone, lease=self.lease)
        for node, look in looks.items():
            self._note(known.looks.get(node), look)
        held = {node: look for node, look in {**known.handed, **handed}.items() if look.end is None}
        self._known = _Known(looks=looks, handed=held)

    async def _pages_seen(
        self, vantages: Collection[str], now: datetime
    ) -> Mapping[str, Mapping[str, TargetState]]:
        """Where the vendors of status pages stand, by what polls from the same places came to."""
        if self._pages_at is not None and now - self._pages_at < PAGES_EVERY:
            return {name: self._pages.get(name, {}) for name in vantages}
        self._pages_at = now
        for name, results in (await self.store.load_page_results(vantages)).items():
            before = self._pages.get(name, {})
            self._pages[name] = {one.target: noted(before.get(one.target), one) for one in results}
        return {name: self._pages.get(name, {}) for name in vantages}

    async def _loaded(self) -> _Known:
        if self._known is None:
            self._known = _Known(looks=await self.store.load_looks(), handed=await self.store.load_handed())
        return self._known

    def _note(self, before: Look | None, look: Look) -> None:
        """Count and say a beginning, another rule, and an end."""
        if look.is_telling and (before is None or before.rule is not look.rule):
            LOOKS_TELLING.labels(rule=str(look.rule), mode=str(self.mode)).inc()
            logger.warning("Probes say that a node fails", **_fields(look), mode=str(self.mode))
        elif look.end is not None and look.rule is not None and (before is None or before.end is None):
            logger.info("Probes say so no more", **_fields(look), end=str(look.end))


def _fields(look: Look) -> dict[str, str | int]:
    return {
        "node": look.node,
        "rule": str(look.rule),
        "asked": look.asked,
        "blaming": look.blaming,
        "silent": look.silent,
        "since": look.since.isoformat(),
    }
