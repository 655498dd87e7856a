"""Polls of status pages speak at looks as probes do, a vendor with one voice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.look import LookRule
from bot.domain.probe import ProbeOutcome, ProbeResult
from bot.storage.client import Client
from bot.storage.page_probes import PageProbes
from bot.storage.probes import Probes
from tests.probing.world import World, a_world

SEEN = timedelta(seconds=20)
CLOUDFLARE = "cloudflare"


def vendors(here: World, names: Iterable[str]) -> list[ProbeResult]:
    return [
        ProbeResult(
            target=f"pages/{name}/{CLOUDFLARE}",
            node=CLOUDFLARE,
            service=name,
            organisation=name,
            at=here.clock.now(),
            vantage="here",
            outcome=ProbeOutcome.BLAMES_EDGE,
            edge=CLOUDFLARE,
            status=500,
        )
        for name in names
    ]


@pytest.mark.parametrize(
    ("names", "polls", "rule"),
    [
        pytest.param(("a", "b", "c"), 2, LookRule.ANSWERED, id="three vendors"),
        pytest.param(("a", "b"), 2, None, id="two"),
        pytest.param(("a", "b", "c"), 1, None, id="three, seen once"),
    ],
)
async def test_vendors_whose_pages_fail_count_as_organisations(
    redis: Client, names: tuple[str, ...], polls: int, rule: LookRule | None
) -> None:
    async with a_world(redis, 3, CLOUDFLARE, "fastly", "google") as here:
        worker = here.worker()
        await here.pass_time(SEEN, worker)
        results = vendors(here, names)
        for _ in range(2):
            await PageProbes(redis).keep(results)
            await here.pass_time(SEEN, worker)
            if polls > 1:
                results = vendors(here, names)
        looks = await Probes(redis).load_looks()

    assert (looks[CLOUDFLARE].rule if CLOUDFLARE in looks else None) is rule


async def test_who_is_gone_from_the_pages_says_nothing_more(redis: Client) -> None:
    async with a_world(redis, 3, CLOUDFLARE, "fastly", "google") as here:
        worker = here.worker()
        await PageProbes(redis).keep(vendors(here, "ab"))
        await here.pass_time(SEEN, worker)
        await PageProbes(redis).keep([replace(one, organisation="c") for one in vendors(here, "c")])
        await here.pass_time(SEEN, worker)
        await PageProbes(redis).keep(vendors(here, "c"))
        await here.pass_time(SEEN, worker)

        assert await Probes(redis).load_looks() == {}
