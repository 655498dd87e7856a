"""One probe of one target: sent, read by the registry of edges, and noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

import structlog

from bot.clock import Clock
from bot.domain.probe import HttpAnswer, ProbeOutcome, ProbeResult, ProbeTarget, Silence
from bot.domain.retry_after import retry_after
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.metrics import PROBES_SENT
from bot.ports import ReadAnswer
from bot.probing.redirects import redirect_host

logger = structlog.get_logger(__name__)

# An address that must not be asked is none tomorrow either.
_NEVER: Final = (UnreadableReason.PRIVATE_ADDRESS, UnreadableReason.BAD_ADDRESS)

# What a site allows is looked up in the store so often, and asked of itself once a day.
REMEMBERED_FOR: Final = timedelta(hours=1)


class NotAsked(StrEnum):
    """Why nothing was sent, as it is counted."""

    ROBOTS = "not_allowed"  # its robots.txt does not allow it, or has never been there to be read
    TURN_SPENT = "robots_asked"  # it was asked for its robots.txt instead
    ADDRESS = "not_public"  # it is no address that may be asked
    OURS = "not_asked"  # we had no room for it, or failed ourselves

    @property
    def wait(self) -> timedelta:
        """For how long nothing else is to be expected."""
        return _WAITS.get(self, timedelta(0))


_WAITS: Final[Mapping[NotAsked, timedelta]] = {
    NotAsked.ROBOTS: timedelta(hours=1),
    NotAsked.ADDRESS: timedelta(days=1),
}


class AnswerSource(Protocol):
    """Who sends a request."""

    async def probe(self, url: str, *, allow_private: bool = False) -> HttpAnswer | Silence:
        """Ask once for what an address says. Raises PageUnreadable where nobody was asked."""
        ...


class SiteRules(Protocol):
    """What sites allow programs like us, by their robots.txt."""

    async def is_due(self, url: str) -> bool:
        """Whether `allowed` would first ask the site."""
        ...

    async def allowed(self, url: str, *, allow_private: bool = False) -> bool:
        """Whether an address may be asked for."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks targets from one vantage, whatever comes of it. `allowed_until` is by address."""

    answers: AnswerSource
    rules: SiteRules
    read_answer: ReadAnswer
    vantage: str
    clock: Clock
    allowed_until: dict[str, datetime] = field(default_factory=dict)

    async def ask(self, target: ProbeTarget) -> ProbeResult | NotAsked:
        """Send one probe, or say why nobody was asked, which says nothing about the target."""
        came = await self._barred(target) or await self._asked(target)
        PROBES_SENT.labels(outcome=str(came.outcome if isinstance(came, ProbeResult) else came)).inc()
        return came

    async def _barred(self, target: ProbeTarget) -> NotAsked | None:
        """What keeps us from asking. To ask a site whether it allows it is a request, and takes a turn."""
        now = self.clock.now()
        if target.url in self.allowed_until and now < self.allowed_until[target.url]:
            return None
        is_spent = await self.rules.is_due(target.url)
        if not await self.rules.allowed(target.url, allow_private=target.allow_private):
            return NotAsked.ROBOTS
        self.allowed_until[target.url] = now + REMEMBERED_FOR
        return NotAsked.TURN_SPENT if is_spent else None

    async def _asked(self, target: ProbeTarget) -> ProbeResult | NotAsked:
        now = self.clock.now()
        try:
            answer = await self.answers.probe(target.url, allow_private=target.allow_private)
            return self._result(target, answer, now)
        except PageUnreadable as error:
            logger.debug("Not probed", target=target.id, why=error.detail)
            return NotAsked.ADDRESS if error.reason in _NEVER else NotAsked.OURS
        except Exception:
            logger.exception("A probe failed, which is a fault of ours", target=target.id)
            return NotAsked.OURS

    def _result(self, target: ProbeTarget, answer: HttpAnswer | Silence, now: datetime) -> ProbeResult:
        result = target.came_to(ProbeOutcome.SILENT, now, self.vantage)
        if isinstance(answer, Silence):
            return replace(result, silence=answer)
        says = self.read_answer(answer, target.usual_status)
        return replace(
            result,
            outcome=says.outcome,
            edge=says.edge,
            status=answer.status,
            place=says.place,
            retry_after=retry_after(answer.headers.get("retry-after"), now),
            leads_to=redirect_host(answer),
        )
