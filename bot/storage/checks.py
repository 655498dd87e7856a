"""Checks of whoever runs us, and the looks that they come to; what names nobody; what was handed in."""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, Final

from redis.exceptions import WatchError

from bot.checks.known import KnownCheck, UnmatchedCheck
from bot.checks.taking import CheckBook, CheckChanges, Keys
from bot.domain.look import Look
from bot.errors import StaleState
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.probes import decoded
from bot.storage.sight_keys import ARRIVALS, CHECK_LOOKS, CHECKED, UNMATCHED_CHECKS
from bot.storage.sources import OBSERVATION_STREAM

# Each process takes one thing at a time, and no more than a few a second: who loses a race wins another.
_TRIES: Final = 50


class Checks:
    """What tools say of their checks."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def take(self, arrival: str | None, decide: Callable[[CheckBook], CheckChanges]) -> bool:
        """Store what `decide` makes of what is known, with what the correlator is to hear: all or nothing.

        False when this arrival was taken before: nothing is done. Raises StaleState where others store all
        the time.
        """
        arrived = ARRIVALS.of(_digest(arrival)) if arrival is not None else None
        for _ in range(_TRIES):
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(CHECKED.name, CHECK_LOOKS.name, *((arrived,) if arrived else ()))
                if arrived and await pipe.exists(arrived):
                    return False
                changes = decide(await self.load())
                pipe.multi()
                if arrived:
                    pipe.set(arrived, b"1", ex=ARRIVALS.ttl)
                _queue(pipe, changes)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
                return True
        raise StaleState("cannot store checks: others do so all the time; they are to be sent again")

    async def load(self) -> CheckBook:
        """All that is known."""
        rows = (await self._client.hgetall(CHECKED.name)).values()
        checks = (decode(data, KnownCheck) for data in rows)
        return CheckBook(checks={check.key: check for check in checks}, looks=await self.load_looks())

    async def load_looks(self) -> dict[str, Look]:
        """The look at each service of which a check fails."""
        return decoded(await self._client.hgetall(CHECK_LOOKS.name), Look)

    async def load_unmatched(self) -> list[UnmatchedCheck]:
        """What names nobody that we know, the newest first."""
        rows = (await self._client.hgetall(UNMATCHED_CHECKS.name)).values()
        return sorted((decode(r, UnmatchedCheck) for r in rows), key=lambda one: one.last_at, reverse=True)

    async def store_unmatched(self, these: Iterable[UnmatchedCheck], gone: Iterable[UnmatchedCheck]) -> None:
        """Store these, and drop those."""
        async with self._client.pipeline(transaction=True) as pipe:
            for one in gone:
                pipe.hdel(UNMATCHED_CHECKS.name, _digest(*one.key))
            for one in these:
                pipe.hset(UNMATCHED_CHECKS.name, _digest(*one.key), encode(one))
            await pipe.execute()


def _queue(pipe: Any, changes: CheckChanges) -> None:
    for key in changes.dropped:
        pipe.hdel(CHECKED.name, _field(key))
    for check in changes.checks:
        pipe.hset(CHECKED.name, _field(check.key), encode(check))
    for look in changes.looks:
        if look.end is None:
            pipe.hset(CHECK_LOOKS.name, look.node, encode(look))
        else:
            pipe.hdel(CHECK_LOOKS.name, look.node)
    for observation in changes.observations:
        OBSERVATION_STREAM.append(pipe, observation)


def _field(key: Keys) -> str:
    """A tool's ids are foreign and of any length."""
    source, id_ = key
    return f"{source}/{_digest(id_)}"


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
