"""Looks at one service after the other, at what DNS and its front page show, and keeps what that comes to.

A service that a panel probes is not asked a second time: what its probe showed counts. One process does it
for all, whoever holds the lease.
"""

from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.clock import Clock
from bot.domain.dns import DnsAnswers, DnsFailure
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.measurement import MeasuredBy, MeasuredService
from bot.domain.probe import ProbeResult, ProbeTarget
from bot.domain.service import Service
from bot.measuring.host_names import host_in, normal
from bot.measuring.keeping import MeasuringLook, after_look
from bot.measuring.reading import FrontAnswer, ProviderTables, is_own, measured
from bot.panels.opt_out import OptOut
from bot.probing.front_pages import FrontReader, Unasked
from bot.probing.measuring_turns import AFTER_ASKING_FOR_RULES, MOST_PUT_OFF, next_look, next_to_look_at
from bot.storage.lease import Lease

logger = structlog.get_logger(__name__)

# The lease of whoever looks.
MEASURE_SHARD: Final = "measure"
# A look and its waiting are shorter: it is renewed before each.
LEASE_LENGTH: Final = timedelta(minutes=3)
# Four looks a minute, of two requests at most each.
LOOK_EVERY: Final = timedelta(seconds=15)
# What a probe showed so lately counts.
PROBED_LATELY: Final = timedelta(hours=12)


class NameAnswers(Protocol):
    """Who asks DNS."""

    async def answers(self, name: str, zone: str | None = None) -> DnsAnswers:
        """What is known of a name, and who answers for a zone. Never raises."""
        ...


class MeasurementStore(Protocol):
    """The records of all services that were looked at."""

    async def load_all(self) -> Mapping[str, MeasuredService]:
        """Every record, by service."""
        ...

    async def save(self, record: MeasuredService) -> None:
        """Replace the record of a service."""
        ...

    async def forget(self, services: AbstractSet[str]) -> None:
        """Drop the records of these."""
        ...


@dataclass(slots=True, kw_only=True)
class Measurer:
    """Looks at the services of a catalogue. `watched` says which of them channels watch now.

    `probed` are the newest probes by service: whoever is probed anyway is not asked once more.
    """

    store: MeasurementStore
    names: NameAnswers
    fronts: FrontReader
    tables: ProviderTables
    opt_out: OptOut
    watched: Callable[[], Awaitable[AbstractSet[str]]]
    probed: Callable[[], Awaitable[Mapping[str, ProbeResult]]]
    vantage: str
    lease: Lease
    clock: Clock
    _records: dict[str, MeasuredService] = field(default_factory=dict, init=False)
    _put_off: dict[str, int] = field(default_factory=dict, init=False)

    async def run(self, beat: Beat = no_beat) -> None:
        """Look for ever, or stand by until the one who does is gone; beat after each."""
        try:
            while True:
                await self.step()
                await beat()
                await self.clock.sleep(LOOK_EVERY)
        finally:
            await self.lease.release()

    async def step(self) -> int:
        """Look at the one service that is due first, if any is; return how many that were."""
        if not await self._is_active():
            return 0
        now, watched = self.clock.now(), await self.watched()
        service = next_to_look_at(self._services(now), self._records, watched, now)
        if service is None:
            return 0
        try:
            record = await self._looked_at(service, now, is_watched=service.id in watched)
        except Exception:
            logger.exception("A look failed, which is a fault of ours", service=service.id)
            record = self._later(service, now, next_look(service.id, now, is_watched=False, has_failed=True))
        self._records[service.id] = record
        await self.store.save(record)
        return 1

    def _services(self, now: datetime) -> list[Service]:
        """Those that may be looked at: with an address, alive, and not opted out."""
        return [
            service
            for service in self.tables.catalog.services.values()
            if service.front_url is not None
            and service.ended_by(now.date()) is None
            and not self.opt_out.covers(_target(service))
        ]

    async def _looked_at(self, service: Service, now: datetime, *, is_watched: bool) -> MeasuredService:
        """One look. Where the site is first to be asked for its rules, that is all for this time."""
        known = self._records.get(service.id)
        probe = (await self.probed()).get(service.id)
        is_probed = probe is not None and now - probe.at <= PROBED_LATELY
        found = await (self._by(probe, service) if probe and is_probed else self._asked(service))
        times = self._put_off.pop(service.id, 0)
        if found is Unasked.RULES_FIRST and times < MOST_PUT_OFF:
            self._put_off[service.id] = times + 1
            return self._later(service, now, now + AFTER_ASKING_FOR_RULES)
        front = found if isinstance(found, FrontAnswer) else None
        answers = await self._answers(service, front, known.host if known else None)
        return after_look(known, self._look(service, answers, front, now, is_watched=is_watched))

    async def _asked(self, service: Service) -> FrontAnswer | Unasked:
        return await self.fronts.answer(service.front_url or "", _names(service))

    async def _by(self, probe: ProbeResult, service: Service) -> FrontAnswer | Unasked:
        """What a probe of the front page showed; where that leads to another host, what is there."""
        host = normal(host_in(service.front_url or ""))
        if probe.status is None:
            return Unasked.NOBODY
        if probe.leads_to is None or probe.leads_to == host:
            return FrontAnswer(edges=(probe.edge,) if probe.edge is not None else (), host=host)
        if not is_own(probe.leads_to, _names(service)):
            return FrontAnswer(edges=(), host=probe.leads_to)
        return await self.fronts.answer(f"https://{probe.leads_to}/", _names(service))

    async def _answers(self, service: Service, front: FrontAnswer | None, before: str | None) -> DnsAnswers:
        """What DNS says of where the front page is answered, or was, or is to be."""
        host = normal(host_in(service.front_url or ""))
        if front is not None and not is_own(front.host, _names(service)):
            return DnsAnswers(name=host)
        asked = normal(front.host) if front is not None else before or host
        answers = await self.names.answers(asked, service.domain)
        is_bare = front is None and asked == normal(service.domain or "")
        if is_bare and answers.failure in (DnsFailure.NO_ADDRESS, DnsFailure.UNKNOWN_NAME):
            return await self.names.answers(f"www.{asked}", service.domain)
        return answers

    def _look(
        self,
        service: Service,
        answers: DnsAnswers,
        front: FrontAnswer | None,
        now: datetime,
        *,
        is_watched: bool,
    ) -> MeasuringLook:
        told = {MeasuredBy.HEADER} if front is not None else set()
        if answers.failure is None:
            told |= {MeasuredBy.CNAME, MeasuredBy.ADDRESS}
        if answers.name_servers:
            told.add(MeasuredBy.NS)
        failure = None if told else answers.failure
        return MeasuringLook(
            service=service.id,
            at=now,
            due_at=next_look(service.id, now, is_watched=is_watched, has_failed=failure is not None),
            vantage=self.vantage,
            host=normal(answers.name) if front is not None else None,
            found=measured(service, answers, front, now, self.tables),
            told=frozenset(told),
            failure=failure,
        )

    def _later(self, service: Service, now: datetime, due_at: datetime) -> MeasuredService:
        known = self._records.get(service.id)
        if known is None:
            return MeasuredService(service=service.id, asked_at=now, due_at=due_at)
        return replace(known, asked_at=now, due_at=due_at)

    async def _is_active(self) -> bool:
        """Whether it is us who look; who begins takes up the records, and drops those of nobody."""
        if self.lease.is_held and await self.lease.renew():
            return True
        if not await self.lease.acquire():
            return False
        self._records = dict(await self.store.load_all())
        gone = self._records.keys() - {service.id for service in self._services(self.clock.now())}
        await self.store.forget(gone)
        self._records = {id_: record for id_, record in self._records.items() if id_ not in gone}
        return True


def _names(service: Service) -> tuple[str, ...]:
    """The names that are a service's own."""
    return host_in(service.front_url or ""), service.domain or ""


def _target(service: Service) -> ProbeTarget:
    """A service's front page, as the opt-out list knows targets."""
    return ProbeTarget(
        id=service.id,
        url=service.front_url or "",
        service=service.id,
        organisation=service.organisation,
        node="",
    )
