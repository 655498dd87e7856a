"""The API as its own description has it, over a real store; `make fuzz` asks two thousand times."""

from bot.storage.client import Client
from tests.api_requests import asked_over


async def test_whatever_is_asked_is_answered_as_described(redis: Client) -> None:
    asked = await asked_over(redis, 40)

    assert asked.requests >= 25
    assert {status for _, status in asked.statuses} <= {200, 400, 401, 404, 415}
    assert len({label for label, _ in asked.statuses}) == 15
