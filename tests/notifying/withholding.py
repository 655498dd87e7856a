"""A channel in a small world of pages and claims: what is open there, and what it was told and shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.open_now import OpenNow, OpenSubject
from bot.chat.open_now import OpenNowReader
from bot.chat.responder import Responder
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.contact import Inquiry, Press
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.message import Destination, Message
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import NoticeSubject, report_subject
from bot.pipeline import Pipeline
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import INCIDENTS
from bot.storage.sources import Sources
from bot.storage.stores import stores_of
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_member, a_report, an_incident
from tests.chat_builders import ALL_TRAITS, a_notice, of, publish
from tests.desk import Desk, a_desk
from tests.servers.memory_chat import MemoryChat

OPS: Final = Destination(platform="memory", channel="ops")
SERVICES: Final = ("github", "zoom", "slack", "stripe")
CATALOG: Final[Catalog] = a_catalog(
    services=("cloudflare", "aws", *SERVICES),
    edges=tuple((s, root) for s in SERVICES for root in ("cloudflare", "aws")),
)
EDITS: Final = frozenset({"memory"})


@dataclass
class World:
    """Pages, claims and one channel, over a real store."""

    redis: Client
    clock: SimulatedClock
    chat: MemoryChat
    desk: Desk
    reports: dict[str, Report] = field(default_factory=dict)
    claims: dict[str, Incident] = field(default_factory=dict)
    asked: int = 0

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def page(
        self,
        service: str,
        *,
        is_open: bool = True,
        impact: Impact = Impact.MINOR,
        is_news: bool = True,
    ) -> None:
        """The page of a service says something of its one report."""
        known = self.reports.get(service)
        at = self.now
        report = a_report(
            "r1",
            status=ReportStatus.INVESTIGATING if is_open else ReportStatus.RESOLVED,
            impact=impact,
            started_at=known.started_at if known else at,
            updated_at=at,
            resolved_at=None if is_open else at,
        )
        self.reports[service] = report
        await self._store(service)
        if is_news:
            await publish(self.redis, NoticeSubject(notice=a_notice(service, at=at, report=report)))
            await self.drain()

    async def claim(
        self, id_: str, *services: str, grade: Grade = Grade.PROBABLE, root: str = "cloudflare"
    ) -> None:
        """A claim is made of these, or made anew."""
        known, at = self.claims.get(id_), self.now
        joined = {m.service: m.joined_at for m in known.members} if known else {}
        members = tuple(
            a_member(s, since=self.reports[s].started_at, joined_at=joined.get(s, at)) for s in services
        )
        await self._claimed(
            an_incident(
                id_,
                version=known.version + 1 if known else 1,
                grade=grade,
                root=root,
                members=members,
                opened_at=known.opened_at if known else at,
                updated_at=at,
            )
        )

    async def end(self, id_: str, state: IncidentState) -> None:
        """It ends, its members with it or not."""
        known = self.claims[id_]
        left = tuple(s for s in known.services if self.reports[s].status.is_open)
        await self._claimed(
            replace(
                known,
                version=known.version + 1,
                state=state,
                updated_at=self.now,
                resolved_at=self.now,
                stragglers=left,
            )
        )

    async def say(self, text: str) -> Message:
        """Somebody writes in the channel."""
        self.asked += 1
        reply = await self._responder.answer(
            Inquiry(id=f"q{self.asked}", place=OPS, user=f"U{self.asked}", text=text)
        )
        await self.drain()
        assert reply is not None
        assert reply.message is not None
        return reply.message

    async def press(self, action: str) -> None:
        """Somebody presses a button."""
        self.asked += 1
        await self._responder.press(
            Press(id=f"p{self.asked}", place=OPS, user=f"U{self.asked}", name="Ada", action=action)
        )
        await self.drain()

    async def wait(self, minutes: float) -> None:
        """Let time pass."""
        await self.clock.advance(timedelta(minutes=minutes))
        for service in self.reports:
            await self._store(service)
        await self.drain()

    async def restart(self) -> None:
        """Another process takes over."""
        self.desk = await a_desk(self.redis, CATALOG, self.clock, {"memory": self.chat}, edits=EDITS)
        await self.desk.router.catch_up()
        await self.drain()

    async def drain(self) -> None:
        await self.desk.drain()

    async def open_now(self) -> OpenNow:
        """What is open to the channel, and what of it was withheld."""
        channel = await Channels(self.redis).load(OPS)
        assert channel is not None
        reader = OpenNowReader(stores=stores_of(self.redis, "t"), catalog=CATALOG, traits=ALL_TRAITS)
        return await reader.read(channel, self.now)

    def cards(self, subject: str) -> list[str]:
        """The cards that it got, as they are now."""
        return [
            p.text for p in self.chat.posted if p.nonce.startswith(subject) and p.nonce.endswith("post_card")
        ]

    def open_services(self) -> Iterable[str]:
        return [service for service, report in self.reports.items() if report.status.is_open]

    @property
    def _responder(self) -> Responder:
        return Pipeline(client=self.redis, catalog=CATALOG, clock=self.clock, traits=ALL_TRAITS).responder()

    async def _claimed(self, incident: Incident) -> None:
        self.claims[incident.id] = incident
        if incident.is_over:
            await self.redis.hdel(INCIDENTS.name, incident.id)
        else:
            await self.redis.hset(INCIDENTS.name, incident.id, encode(incident))
        await publish(self.redis, of(incident))
        await self.drain()

    async def _store(self, service: str) -> None:
        report = self.reports[service]
        record = SourceRecord(
            source=f"{service}/0",
            service=service,
            read_at=self.now,
            page=PageState(
                status=ComponentStatus.OPERATIONAL, reports=(report,) if report.status.is_open else ()
            ),
        )
        await Sources(self.redis).commit(record, (), self.now)


async def a_world(redis: Client, channel: Channel) -> World:
    """A world at noon in which nothing is open."""
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    await Channels(redis).save(replace(channel, destination=OPS), NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)
    return World(redis, clock, chat, desk)


def report_of(service: str) -> str:
    """The subject of a service's one report."""
    return report_subject(f"{service}/0", "r1")


def standing_of(found: OpenNow, subject: str) -> OpenSubject | None:
    """How one of them stands."""
    return next((one for one in found.subjects if one.subject.id == subject), None)
