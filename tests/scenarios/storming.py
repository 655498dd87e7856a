"""A storm: changes of ten incidents over many channels, against servers that enforce the limits.

Four deliverers share the channels. Every channel ends with the right state, nothing is posted twice or out of
order, and nobody is told by a server to wait more than once for the same cause.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from aiolimiter import AsyncLimiter

from adapters.chat.discord.client import BURST, REQUESTS_PER_SECOND
from bot.clock import SimulatedClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.incident import ChangeKind, Grade, Incident, IncidentChange, IncidentState
from bot.ports import ChatPlatform
from bot.storage.client import Client
from bot.storage.keys import READY
from tests.builders import NOON, a_catalog, an_incident
from tests.clocks import PassingClock
from tests.desk import Desk, a_desk, shared_channel
from tests.scenarios.chronicle import a_member_at, happens
from tests.servers.discord import fake_discord
from tests.servers.discord_clients import connected
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import a_client

INCIDENTS = 10
HEARD = 2  # incidents that a channel hears of
CALM = ", calm for 30 min now: it is over"
VENDORS = tuple(tuple(f"vendor-{n}-{k}" for k in range(8)) for n in range(INCIDENTS))
WORLD = a_catalog(services=("cloudflare", "zayo", *(id_ for ids in VENDORS for id_ in ids)), edges=())


@dataclass(frozen=True)
class Place:
    """A platform under its limits, and what stands in its channels."""

    platform: ChatPlatform
    channels: Sequence[Channel]
    posts: Callable[[str], list[str]]
    refusals: Callable[[], int]


def storm(changes_each: int) -> Iterator[list[IncidentChange]]:
    """All changes in the order of time, in gusts of a hundred."""
    draw = Random(7)
    alive = {n: _opened(n) for n in range(INCIDENTS)}
    told = [IncidentChange(at=i.opened_at, kind=ChangeKind.OPENED, incident=i) for i in alive.values()]
    for number in range(1, changes_each):
        for n in range(INCIDENTS):
            at = NOON + timedelta(seconds=20 * number)
            change = _next(alive[n], at, draw, is_last=number == changes_each - 1)
            alive[n] = change.incident
            told.append(change)
    for start in range(0, len(told), 100):
        yield told[start : start + 100]


def _opened(n: int) -> Incident:
    members = tuple(a_member_at(id_, NOON) for id_ in VENDORS[n][:2])
    incident = an_incident(
        f"inc-20251118-0000000{n}", grade=Grade.SUSPECTED, members=members, opened_at=NOON, updated_at=NOON
    )
    return replace(incident, version=1)


def _next(incident: Incident, at: datetime, draw: Random, *, is_last: bool) -> IncidentChange:
    version = incident.version + 1
    if is_last:
        over = replace(incident, version=version, state=IncidentState.RESOLVED, resolved_at=at, updated_at=at)
        return IncidentChange(at=at, kind=ChangeKind.RESOLVED, incident=over)
    grade = draw.choice((Grade.SUSPECTED, Grade.PROBABLE, Grade.PROBABLE, Grade.CONFIRMED))
    root = draw.choice(("cloudflare", "cloudflare", "cloudflare", "zayo"))
    members = incident.members
    vendors = VENDORS[int(incident.id[-1])]
    if len(members) < len(vendors) and draw.random() < 0.3:
        members = (*members, a_member_at(vendors[len(members)], at))
    peak = max(incident.peak_grade, grade, key=lambda g: g.rank)
    after = replace(
        incident, version=version, grade=grade, peak_grade=peak, root=root, members=members, updated_at=at
    )
    previous = incident.root if root != incident.root else None
    kind = ChangeKind.REROOTED if previous else ChangeKind.UPDATED
    return IncidentChange(at=at, kind=kind, incident=after, previous_root=previous, reason="evidence")


@asynccontextmanager
async def a_place(name: str, clock: SimulatedClock, channels: int) -> AsyncIterator[Place]:
    """The platform's server enforces its limits: Slack's by this clock, Discord's with short seconds."""
    if name == "slack":
        async with fake_slack(clock=clock) as slack:
            yield Place(
                a_client(slack, per_second=1, clock=clock),
                [_watching("slack", f"C{n}", n) for n in range(channels)],
                lambda channel: [m["text"] for m in slack.messages(channel) if "thread_ts" not in m],
                lambda: sum(slack.throttle.refused.values()),
            )
        return
    async with fake_discord() as discord, connected(discord) as platform:
        # As fast as the stand-in lets us: its seconds are tenths of ours.
        platform._limit = AsyncLimiter(BURST, BURST / REQUESTS_PER_SECOND / 10)  # type: ignore[attr-defined]
        limits = discord.enforce_limits(scale=0.02, overall_scale=0.1)
        yield Place(
            platform,
            [_watching("discord", str(60 + n), n) for n in range(channels)],
            lambda channel: [_plain(m["content"]) for m in discord.messages(channel)],
            lambda: limits.refused,
        )


def _watching(platform: str, channel: str, n: int) -> Channel:
    """A channel that watches a vendor of two of the incidents."""
    mine = ((n + step) % INCIDENTS for step in (0, 3))
    watches = tuple(Watch(kind=WatchKind.SERVICE, target=VENDORS[i][0]) for i in mine)
    return replace(shared_channel(platform, channel), watches=watches, grade=Grade.SUSPECTED)


def _plain(text: str) -> str:
    return re.sub(r"[\\\u2060\u200b]", "", text)


async def settled(desks: Sequence[Desk], clock: SimulatedClock, redis: Client) -> None:
    """Everybody delivers at once, as time goes on, until nothing is left to do."""
    for _ in range(400):
        async with asyncio.TaskGroup() as tasks:
            working = [tasks.create_task(desk.deliverer.step()) for desk in desks]
        if not any(task.result() for task in working):
            if not await redis.zcard(READY.at(0).name):
                return
            await clock.advance(timedelta(seconds=5))
    raise AssertionError("the storm does not end")


async def assert_weathered(redis: Client, name: str, *, channels: int, changes_each: int) -> None:
    """Live through a storm on a platform; every channel comes out of it with the truth."""
    clock = PassingClock(NOON)
    async with a_place(name, clock, channels) as place:
        platforms: Mapping[str, ChatPlatform] = {name: place.platform}
        desks = [
            await a_desk(redis, WORLD, clock, platforms, *place.channels, holder=f"d{n}") for n in range(4)
        ]
        changes = 0
        for gust in storm(changes_each):
            for change in gust:
                await happens(redis, change)
            changes += len(gust)
            await clock.advance_to(max(clock.now(), gust[-1].at))
            while await desks[0].router.step():
                pass
            async with asyncio.TaskGroup() as tasks:
                for desk in desks:
                    tasks.create_task(desk.deliverer.step())
        await settled(desks, clock, redis)

        assert changes == changes_each * INCIDENTS
        for channel in place.channels:
            _has_the_truth(place.posts(channel.destination.channel))
        # Our own heed of the limits leaves at most the first refusal of each kind to the servers.
        assert place.refusals() <= 1


def _has_the_truth(posts: list[str]) -> None:
    """Cards that say that it is over, and ends: each behind what was said before it.

    What turned back and forth too often has one end for all, and a card of its own that says so, too.
    """
    lines = [post.split("\n")[0] for post in posts]
    over, calm = ([n for n, line in enumerate(lines) if end in line] for end in ("is over: ", CALM))
    assert len(calm) % 2 == 0, lines
    assert len(over) == 2 * HEARD if not calm else HEARD <= len(over) < 2 * HEARD, lines
    assert max(*over, *calm) == len(lines) - 1, lines
