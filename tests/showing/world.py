"""A small world in a real store: pages, an incident that grew, one that ended, words of people."""

from datetime import timedelta

from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.domain.incident import Grade, IncidentState
from bot.domain.message import Destination
from bot.domain.observation import Observation
from bot.domain.reactions import Vote, VoteKind
from bot.domain.status import ComponentStatus, MaintenanceStatus, UnreadableReason
from bot.pipeline import Pipeline, drain
from bot.showing.showing import Showing
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import EARLY, INCIDENTS
from bot.storage.notifications import ReactionLog
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import (
    NOON,
    a_catalog,
    a_maintenance,
    a_member,
    a_report,
    a_service,
    an_edge,
    an_incident,
    an_update,
    at,
)
from tests.chat_builders import ALL_TRAITS, a_channel, of, publish, watching

OPS = Destination(platform="memory", channel="ops")
OPENED = an_incident("inc-1", grade=Grade.SUSPECTED, members=(a_member("discord"), a_member("github")))
GROWN = an_incident(
    "inc-1",
    version=2,
    grade=Grade.CONFIRMED,
    opened_at=NOON,
    updated_at=at(12, 4),
    members=(a_member("discord"), a_member("github"), a_member("stripe", since=at(12, 3))),
)
ENDED = an_incident(
    "inc-0",
    root="fastly",
    state=IncidentState.RESOLVED,
    grade=Grade.PROBABLE,
    started_at=NOON - timedelta(hours=5),
    resolved_at=NOON - timedelta(hours=4),
    members=(a_member("gitlab", title="Pushes fail"),),
)
COINCIDENT = an_incident("inc-2", grade=Grade.COINCIDENT, root="fastly")
SAID = an_incident("inc-3", grade=Grade.EARLY, root="fastly", members=(a_member("gitlab"),))


def a_world() -> Catalog:
    """Seven services; four stand on Cloudflare, one of those is not read, and one no page of which can be."""
    named = ("cloudflare", "fastly", "discord", "github", "stripe", "gitlab", "zoom")
    region = a_service("cloudflare/eu", name="Cloudflare Europe", sources=(), parent="cloudflare")
    edges = [an_edge(one, "cloudflare") for one in ("discord", "github", "stripe")]
    return a_catalog((*named, region), (*edges, an_edge("gitlab", "fastly"), an_edge("discord", "fastly")))


async def fill(client: Client, clock: SimulatedClock) -> None:
    """Put the world into the store, as it stands at five past twelve."""
    await clock.advance_to(at(12, 5))
    for service in ("cloudflare", "fastly", "gitlab"):
        await is_read(client, service)
    hit = a_report("r1", title="Elevated errors", updates=(an_update("We <b>look</b>", at=at(12, 1)),))
    await is_read(client, "discord", PageState(status=ComponentStatus.PARTIAL_OUTAGE, reports=(hit,)))
    alone = a_report("r9", title="Slow search", started_at=at(11, 0), url="javascript:alert(1)")
    planned = a_maintenance(status=MaintenanceStatus.SCHEDULED, starts_at=at(14, 0))
    done = a_maintenance("m0", status=MaintenanceStatus.COMPLETED)
    state = PageState(
        status=ComponentStatus.DEGRADED_PERFORMANCE, reports=(alone,), maintenances=(done, planned)
    )
    await is_read(client, "stripe", state)
    await is_read(client, "zoom", unreadable=UnreadableReason.HTTP_403)
    await Channels(client).save(a_channel(OPS, watches=watching("discord", "zoom")), NOON)
    for one in (GROWN, COINCIDENT):
        await client.hset(INCIDENTS.name, one.id, encode(one))
    await client.hset(EARLY.name, SAID.id, encode(SAID))
    pipeline = Pipeline(client=client, catalog=a_world(), clock=clock, traits=ALL_TRAITS)
    await pipeline.prepare(tells=True)
    await publish(client, of(OPENED), of(GROWN, "stripe joined"), of(ENDED, "all clear"))
    recorder = pipeline.recorder()
    await recorder.begin()
    await drain(pipeline.router().step, recorder.step)
    for voter, verdict in (("a", VoteKind.WRONG), ("a", VoteKind.RIGHT), ("b", VoteKind.AFFECTED)):
        await says(client, voter, verdict)


async def is_read(
    client: Client,
    service: str,
    page: PageState | None = None,
    unreadable: UnreadableReason | None = None,
    seen: tuple[Observation, ...] = (),
) -> None:
    """A page as it was last read, at five past twelve."""
    said = page or PageState(status=ComponentStatus.OPERATIONAL)
    read_at = at(12, 5) if unreadable is None else at(11, 0)
    record = SourceRecord(
        source=f"{service}/0", service=service, read_at=read_at, page=said, unreadable=unreadable
    )
    due = at(12, 7) if page is None else at(12, 8)
    await Sources(client).commit(record, seen, due)


async def says(client: Client, voter: str, verdict: VoteKind, incident: str = "inc-1") -> None:
    """Somebody's word on an incident."""
    vote = Vote(
        incident=incident,
        verdict=verdict,
        at=at(12, 5),
        voter=voter,
        root="cloudflare",
        grade=Grade.CONFIRMED,
        probability=0.9,
    )
    await ReactionLog(client).vote(vote)


def showing(client: Client, clock: SimulatedClock, *, is_public: bool = False, keep: float = 0) -> Showing:
    """Who shows it, without keeping anything unless told to, in seconds."""
    pipeline = Pipeline(client=client, catalog=a_world(), clock=clock, traits=ALL_TRAITS)
    return pipeline.showing(is_public=is_public, keep=timedelta(seconds=keep))
