"""A store that is nearly full says so, while there is time."""

from datetime import timedelta

from adapters.web.health import Health, document
from bot.storage.client import Client
from bot.storage.room import shortage_of_room
from tests.builders import NOON


async def test_a_store_that_is_nearly_full_is_said_to_be_before_it_is(redis: Client) -> None:
    before = (await redis.config_get("maxmemory"))["maxmemory"]
    assert await shortage_of_room(redis) == ""
    used = int((await redis.info("memory"))["used_memory"])
    try:
        await redis.config_set("maxmemory", int(used * 1.1))
        shortage = await shortage_of_room(redis)
    finally:
        await redis.config_set("maxmemory", before)
    found = document(Health(last={"poll": NOON}, shortage=shortage), NOON + timedelta(seconds=1))

    assert found["status"] == "degraded"
    assert [line for line in found["wrong"] if "% full" in line and line.startswith("The store is 9")]
