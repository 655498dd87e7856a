"""What probes see reaches whoever answers, in the one round trip."""

from dataclasses import replace

from bot.domain.look import HERE, LookRule, NetworkState, OwnNetwork
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.sight_keys import CHECK_LOOKS, HANDED_LOOKS, LOOKS, VANTAGES
from bot.storage.snapshot import Snapshots
from tests.builders import NOON, a_look


async def test_looks_those_that_are_evidence_and_networks_are_read(redis: Client) -> None:
    own = OwnNetwork(vantage=HERE, at=NOON, since=NOON, state=NetworkState.FINE, asked=14, answering=14)
    looks = (a_look("cloudflare"), a_look("fastly"))
    await redis.hset(LOOKS.name, mapping={look.node: encode(look) for look in looks})
    check = replace(a_look("s1"), rule=LookRule.CHECKS)
    await redis.hset(CHECK_LOOKS.name, "s1", encode(check))
    await redis.hset(HANDED_LOOKS.name, "fastly", encode(looks[1]))
    await redis.hset(VANTAGES.name, HERE, encode(own))
    for key in (LOOKS, VANTAGES):
        await redis.expire(key.name, 60)

    known = await Snapshots(redis).load(())

    assert known.looks == (*looks, check)
    assert known.handed == {"fastly"}
    assert known.networks == (own,)
