"""What people live through, in Slack and in Discord: from the installation to the last straggler.

Every journey is run straight through, and with everything restarted in the middle, a post in flight.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from adapters.chat_platforms import TRAITS
from bot.clock import SimulatedClock
from bot.domain.incident import ChangeKind, Grade, IncidentChange
from bot.pipeline import Pipeline
from bot.storage.client import Client
from tests.desk import Desk, a_desk
from tests.scenarios.chronicle import a_world, chronicle, graded, happens
from tests.scenarios.sides import Side, a_side

NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
WORLD = a_world()
STACK = "\n".join(f"Vendor {n}" for n in range(1, 15)) + "\nNoSuchThing Inc"

both = pytest.mark.parametrize("name", ["slack", "discord"])
restarted = pytest.mark.parametrize("restarts", [False, True], ids=["straight", "restarted"])


@dataclass
class Journey:
    """A person's side of a platform, and our side of it, over one store."""

    redis: Client
    side: Side
    clock: SimulatedClock
    desk: Desk = field(init=False)
    _holders: Iterator[int] = field(default_factory=count)

    async def restart(self) -> None:
        """Everything of ours stops and starts again."""
        pipeline = Pipeline(client=self.redis, catalog=WORLD, clock=self.clock, traits=TRAITS)
        await self.side.restart(pipeline.responder())
        platforms = {self.side.name: self.side.platform}
        holder = f"d{next(self._holders)}"
        self.desk = await a_desk(self.redis, WORLD, self.clock, platforms, holder=holder)

    async def restart_in_flight(self) -> None:
        """The same, while a post has arrived whose answer was lost."""
        self.side.lose_next_answer()
        await self.desk.drain()
        await self.restart()
        await self.clock.advance(timedelta(seconds=10))
        await self.desk.drain()

    async def happens(self, change: IncidentChange) -> None:
        """A change, and all that is said of it."""
        await self.clock.advance_to(max(change.at, self.clock.now()))
        await happens(self.redis, change)
        await self.desk.drain()
        # Edits are not made at every change: let the last one come.
        await self.clock.advance(timedelta(seconds=25))
        await self.desk.drain()


@asynccontextmanager
async def a_journey(redis: Client, name: str, start: datetime = NOON) -> AsyncIterator[Journey]:
    """Installed and connected."""
    async with a_side(name) as side:
        journey = Journey(redis, side, SimulatedClock(start))
        await journey.restart()
        yield journey


@both
@restarted
async def test_from_installation_to_the_last_straggler(redis: Client, name: str, *, restarts: bool) -> None:
    async with a_journey(redis, name) as journey:
        side = journey.side
        assert "Vendor 3: unknown" in await side.say("is vendor 3 down?")
        await side.share()
        said = await side.fill_in("stack", {"vendors": STACK})
        assert "14" in said
        assert "NoSuchThing Inc" in said
        await side.say("settings grade suspected")
        side.start()

        for change in chronicle(NOON):
            if restarts and change.kind is ChangeKind.REROOTED:
                await happens(redis, change)
                await journey.restart_in_flight()
            await journey.happens(change)

        card, regraded, corrected, over = side.posts()
        assert "Zayo outage is over: " in card
        assert "Yours: Vendor 1, Vendor 2, Vendor 3 and 11 more are hit" in card
        assert "Probable, was suspected" in regraded
        assert "Correction: we said Cloudflare; it looks like Zayo" in corrected
        assert "Vendor 9 names Zayo" in corrected
        assert "Not yet closed on their own pages: Vendor 14" in over
        assert [f"Vendor {n} joined" in words for n, words in enumerate(side.thread(), start=3)] == [
            True
        ] * 12


@both
@restarted
async def test_a_mute_holds_until_the_claim_grows(redis: Client, name: str, *, restarts: bool) -> None:
    async with a_journey(redis, name) as journey:
        side = journey.side
        await side.say("watch vendor 1")
        await side.say("settings grade suspected")
        side.start()
        opened, joined, *_ = chronicle(NOON)
        await journey.happens(opened)

        assert "Acknowledged" in await side.press("Acknowledge")
        assert "Muted until it is resolved" in await side.press("Mute until resolved")
        await journey.happens(joined)
        if restarts:
            await journey.restart()
        assert side.thread() == []
        assert "acknowledged by" in side.posts()[0]
        assert "muted by" in side.posts()[0]

        confirmed = graded(joined, Grade.CONFIRMED, NOON + timedelta(minutes=20))
        await journey.happens(confirmed)

        assert len(side.posts()) == 2
        assert "was suspected" in side.posts()[1]


@both
@restarted
async def test_quiet_hours_over_the_end_of_summer_time_defer(
    redis: Client, name: str, *, restarts: bool
) -> None:
    """In Berlin the night of 25 October 2026 has one hour more: 7:00 is 6:00 UTC, not 5:00."""
    late = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    async with a_journey(redis, name, late) as journey:
        side = journey.side
        await side.say("watch vendor 1")
        await side.say("settings grade suspected")
        await side.say("quiet 22:00-07:00 Europe/Berlin defer unless confirmed")
        side.start()
        opened, joined, *_ = chronicle(late)
        await journey.happens(opened)
        if restarts:
            await journey.restart()
        await journey.happens(joined)
        await journey.clock.advance_to(datetime(2026, 10, 25, 5, 59, tzinfo=UTC))
        await journey.desk.drain()
        assert side.posts() == []

        await journey.clock.advance_to(datetime(2026, 10, 25, 6, 0, tzinfo=UTC))
        await journey.desk.drain()

        assert len(side.posts()) == 1
        assert "Vendor 1, Vendor 2 and Vendor 3" in side.posts()[0]


@both
async def test_a_confirmed_incident_breaks_through_quiet_hours(redis: Client, name: str) -> None:
    late = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    async with a_journey(redis, name, late) as journey:
        await journey.side.say("watch vendor 1")
        await journey.side.say("quiet 22:00-07:00 Europe/Berlin drop unless confirmed")
        journey.side.start()
        opened, joined, *_ = chronicle(late)
        await journey.happens(opened)
        assert journey.side.posts() == []

        await journey.happens(graded(joined, Grade.CONFIRMED, late + timedelta(minutes=20)))

        assert len(journey.side.posts()) == 1


@both
async def test_people_say_what_they_think_of_the_cause_and_ask_why(redis: Client, name: str) -> None:
    async with a_journey(redis, name) as journey:
        await journey.side.say("watch any shared incident")
        await journey.side.say("settings grade suspected")
        journey.side.start()
        opened, *_ = chronicle(NOON)
        await journey.happens(opened)

        assert "Thank you" in await journey.side.press("Wrong cause")
        assert "hits you, too" in await journey.side.press("We are affected too")
        assert "Vendor 1 blames its network provider" in await journey.side.press("Why?")

        votes = await redis.xlen("{sf}:votes")
        assert votes == 2
