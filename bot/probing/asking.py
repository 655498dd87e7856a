"""One probe of one target: sent, read by the registry of edges, and noted."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.clock import Clock
from bot.domain.probe import HttpAnswer, ProbeOutcome, ProbeResult, ProbeTarget, Silence
from bot.domain.retry_after import retry_after
from bot.errors import PageUnreadable
from bot.metrics import PROBES_SENT
from bot.ports import ReadAnswer

logger = structlog.get_logger(__name__)

# What is counted where nothing was sent.
NOT_ASKED: Final = "not_asked"


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
    """Asks targets from one vantage, whatever comes of it."""

    answers: AnswerSource
    rules: SiteRules
    read_answer: ReadAnswer
    vantage: str
    clock: Clock

    async def ask(self, target: ProbeTarget) -> ProbeResult | None:
        """Send one probe. None where nobody was asked, which says nothing about the target."""
        result = await self._asked(target) if await self._may_ask(target) else None
        PROBES_SENT.labels(outcome=str(result.outcome) if result else NOT_ASKED).inc()
        return result

    async def _asked(self, target: ProbeTarget) -> ProbeResult | None:
        now = self.clock.now()
        try:
            answer = await self.answers.probe(target.url, allow_private=target.allow_private)
            return self._result(target, answer, now)
        except PageUnreadable as error:
            logger.debug("Not probed", target=target.id, why=error.detail)
        except Exception:
            logger.exception("A probe failed, which is a fault of ours", target=target.id)
        return None

    async def _may_ask(self, target: ProbeTarget) -> bool:
        """Whether its site allows it. To ask the site that is a request, too: then this turn is spent."""
        is_spent = await self.rules.is_due(target.url)
        is_allowed = await self.rules.allowed(target.url, allow_private=target.allow_private)
        return is_allowed and not is_spent

    def _result(self, target: ProbeTarget, answer: HttpAnswer | Silence, now: datetime) -> ProbeResult:
        result = ProbeResult(
            target=target.id,
            node=target.node,
            service=target.service,
            organisation=target.organisation,
            at=now,
            vantage=self.vantage,
            outcome=ProbeOutcome.SILENT,
            is_canary=target.is_canary,
        )
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
        )
