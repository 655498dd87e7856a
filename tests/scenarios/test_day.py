"""A day in the life: what is announced is exactly what was true, whatever the pages do.

Every habit once; `make soak` lives through it with 2,000 sites.
"""

from bot.storage.client import Client
from tests.scenarios.day import HABITS, sites
from tests.scenarios.living import announced_in_a_day, by_report


async def test_a_day_of_pages_is_announced_as_it_was(redis: Client) -> None:
    world = sites(len(HABITS))

    announced = await announced_in_a_day(redis, world)

    wrong = [
        (site.number, site.habit, site.page.format, announced[site.number], site.expected)
        for site in world
        if by_report(announced[site.number]) != by_report(site.expected)
    ]
    assert not wrong, wrong[0]
