"""A page that tells of more than any provider writes: the store stays small, and everybody else is heard."""

from bot.domain.status import UnreadableReason
from bot.storage.client import Client
from tests.floods import flooded


async def test_a_page_that_floods_is_unreadable_and_an_honest_one_beside_it_is_announced(
    redis: Client,
) -> None:
    found = await flooded(redis, polls=2, reports=100, characters=100)

    assert found.unreadable is UnreadableReason.FLOODS
    assert len(found.headlines) == 1


async def test_a_page_that_tells_of_a_little_is_read(redis: Client) -> None:
    found = await flooded(redis, polls=2, reports=3, characters=100)

    assert found.unreadable is None
