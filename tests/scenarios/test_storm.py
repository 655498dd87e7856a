"""A storm of changes, so short that it is over in seconds; `make soak` has one of 500 over fifty channels."""

import pytest

from bot.storage.client import Client
from tests.scenarios.storming import assert_weathered


@pytest.mark.parametrize("name", ["slack", "discord"])
async def test_every_channel_comes_out_of_a_storm_with_the_truth(redis: Client, name: str) -> None:
    await assert_weathered(redis, name, channels=30, changes_each=20)
