"""robots.txt is asked for once a day, believed while a site is down, and never guessed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.clock import SimulatedClock
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.probing.robots import PRODUCT, Robots
from bot.settings import BotSettings
from bot.storage.client import Client
from bot.storage.robots import RobotsFiles
from tests.builders import NOON
from tests.servers.sites import NOT_FOUND, SILENCE, Answer, Sites, sites

REFUSES = Answer(b"User-agent: *\nDisallow: /")
ALLOWS = Answer(b"User-agent: *\nDisallow: /admin")
BROKEN = Answer(b"<html>error</html>", 503)
DAY = timedelta(days=1)


@dataclass
class Site:
    """A site whose robots.txt is what a test says."""

    answers: dict[str, Answer] = field(default_factory=dict)
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(NOON))

    def serve(self, host: str, path: str) -> Answer:
        return self.answers.get(f"{host}{path}", NOT_FOUND)


@asynccontextmanager
async def robots_of(redis: Client, site: Site) -> AsyncIterator[tuple[Robots, Sites]]:
    quick = Timeouts(total=0.3)
    async with (
        sites(site.serve) as running,
        Fetcher("test", resolve=running.resolve, timeouts=quick) as fetcher,
    ):
        yield Robots(fetcher=fetcher, files=RobotsFiles(redis), clock=site.clock), running


@pytest.mark.parametrize(
    ("answer", "allows"),
    [
        pytest.param(ALLOWS, True, id="allows"),
        pytest.param(REFUSES, False, id="refuses"),
        pytest.param(NOT_FOUND, True, id="there is none"),
        pytest.param(Answer(status=403), True, id="nobody may read it"),
        pytest.param(Answer(status=429), False, id="asked too often"),
        pytest.param(BROKEN, False, id="is broken"),
        pytest.param(Answer(status=302, headers=("Location: /r",)), True, id="leads to one that allows"),
        pytest.param(Answer(status=302, headers=("Location: /n",)), False, id="leads to one that refuses"),
        pytest.param(Answer(status=302, headers=("Location: /robots.txt",)), False, id="leads nowhere"),
        pytest.param(Answer(status=302, headers=("Location: http://10.0.0.1/",)), False, id="leads inside"),
    ],
)
async def test_a_site_is_asked_once_a_day(redis: Client, answer: Answer, *, allows: bool) -> None:
    site = Site({"a.example/robots.txt": answer, "a.example/r": ALLOWS, "a.example/n": REFUSES})
    async with robots_of(redis, site) as (robots, running):
        url = running.url("a.example", "/")
        assert await robots.is_due(url)
        said = [await robots.allowed(url, allow_private=True) for _ in range(3)]
        await site.clock.advance(DAY - timedelta(seconds=1))
        said.append(await robots.allowed(url, allow_private=True))
        asked = running.asked.total()
        assert not await robots.is_due(url)
        await site.clock.advance(timedelta(seconds=1))
        assert await robots.is_due(url)
        await robots.allowed(url, allow_private=True)

    assert said == [allows] * 4
    assert running.asked.total() == 2 * asked
    assert asked <= 4  # itself, and where it leads
    assert "/" not in {path for _, path in running.asked}


async def test_a_site_that_was_not_reached_is_asked_again_in_an_hour_for_it_may_have_been_us(
    redis: Client,
) -> None:
    pages = {"a.example/robots.txt": SILENCE}
    site = Site(pages)
    async with robots_of(redis, site) as (robots, running):
        url = running.url("a.example", "/")
        assert not await robots.allowed(url, allow_private=True)
        await site.clock.advance(timedelta(minutes=59))
        assert not await robots.is_due(url)
        await site.clock.advance(timedelta(minutes=1))
        pages["a.example/robots.txt"] = ALLOWS
        assert await robots.allowed(url, allow_private=True)
        await site.clock.advance(DAY - timedelta(seconds=1))
        assert not await robots.is_due(url)


async def test_what_a_site_allowed_holds_while_it_is_down_and_no_longer_than_a_month(redis: Client) -> None:
    site = Site({"a.example/robots.txt": ALLOWS, "b.example/robots.txt": REFUSES})
    said = {}
    async with robots_of(redis, site) as (robots, running):
        urls = [running.url(host, "/") for host in ("a.example", "b.example")]
        for url in urls:
            await robots.allowed(url, allow_private=True)
        site.answers = dict.fromkeys(("a.example/robots.txt", "b.example/robots.txt"), BROKEN)
        for day in (1, 30, 31):
            await site.clock.advance_to(NOON + day * DAY)
            said[day] = [await robots.allowed(url, allow_private=True) for url in urls]

    assert said == {1: [True, False], 30: [True, False], 31: [False, False]}


async def test_what_a_site_allows_may_change(redis: Client) -> None:
    site = Site({"a.example/robots.txt": ALLOWS})
    async with robots_of(redis, site) as (robots, running):
        url = running.url("a.example", "/")
        before = await robots.allowed(url, allow_private=True)
        site.answers = {"a.example/robots.txt": REFUSES}
        await site.clock.advance(DAY)

        assert (before, await robots.allowed(url, allow_private=True)) == (True, False)


async def test_each_site_has_its_own_and_all_processes_share_them(redis: Client) -> None:
    site = Site({"a.example/robots.txt": ALLOWS, "b.example/robots.txt": REFUSES})
    async with robots_of(redis, site) as (robots, running), robots_of(redis, site) as (others, also_running):
        a, b = running.url("A.example", "/"), running.url("b.example", "/")
        assert (await robots.allowed(a, allow_private=True), await robots.allowed(b, allow_private=True)) == (
            True,
            False,
        )
        assert await others.allowed(a.replace("A.", "a."), allow_private=True)

    assert also_running.asked.total() == 0
    assert running.asked.total() == 2


async def test_a_private_address_allows_nothing_and_is_not_asked(redis: Client) -> None:
    async with robots_of(redis, Site({"a.example/robots.txt": ALLOWS})) as (robots, running):
        assert not await robots.allowed(running.url("a.example", "/"))

    assert running.asked.total() == 0


def test_our_name_in_a_robots_txt_is_that_of_our_agent() -> None:
    assert BotSettings.read({}).user_agent.startswith(f"{PRODUCT}/")
