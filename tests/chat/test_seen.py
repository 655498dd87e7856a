"""Who asks in chat whether it is us, or about what is only seen, over a real store."""

import pytest

from bot.clock import SimulatedClock
from bot.domain.look import HERE, NetworkState, OwnNetwork
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.sight_keys import LOOKS, VANTAGES
from tests.builders import NOON, a_look
from tests.chat.test_responder import a_respondent, an_inquiry, words

FINE = OwnNetwork(vantage=HERE, at=NOON, since=NOON, state=NetworkState.FINE, asked=14, answering=14)
LINE = "From here, 14 of 14 sites elsewhere answer; 4 of 20 behind Cloudflare do not."


async def store(redis: Client) -> None:
    """One process probes in shadow: the correlator has heard nothing."""
    await redis.hset(VANTAGES.name, HERE, encode(FINE))
    await redis.hset(LOOKS.name, "cloudflare", encode(a_look()))
    for key in (VANTAGES, LOOKS):
        await redis.expire(key.name, 60)


@pytest.mark.parametrize(
    "text", ["is it us?", "/isdown is it us", "is it just us?", "is it us or cloudflare?", "liegt es an uns?"]
)
async def test_whoever_asks_if_it_is_us_is_told(redis: Client, text: str) -> None:
    await store(redis)

    assert LINE in words(await a_respondent(redis, SimulatedClock(NOON)).answer(an_inquiry(text)))


async def test_in_shadow_who_asks_reads_what_is_seen_and_what_becomes_of_it(
    redis: Client,
) -> None:
    await store(redis)
    respondent = a_respondent(redis, SimulatedClock(NOON))

    said = words(await respondent.answer(an_inquiry("is github down?")))
    assert "Cloudflare, in front of it, shows signs of trouble: 4 of 20 sites" in said
    assert "Seen by our probes, which do not announce yet" in said
    assert LINE in words(await respondent.answer(an_inquiry("health")))
