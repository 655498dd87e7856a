"""Probes in the store: what they came to at each vantage, what a node comes to, and whether it is us."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from redis.exceptions import WatchError

from bot.domain.look import Look, OwnNetwork
from bot.domain.observation import Observation
from bot.domain.probe import ProbeResult
from bot.errors import LeaseLost
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.key import Key
from bot.storage.keys import HANDED_LOOKS, LOOKS, PROBES, VANTAGES
from bot.storage.lease import Lease
from bot.storage.sources import OBSERVATION_STREAM

V = TypeVar("V")

# A vantage that has not been heard of for so long probes no more.
GONE_AFTER: Final = VANTAGES.ttl


class Probes:
    """Reads what probes came to, and commits it for who holds the lease."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load_looks(self) -> dict[str, Look]:
        """What the probes of each node come to, by node."""
        return decoded(await self._client.hgetall(LOOKS.name), Look)

    async def load_vantages(self) -> dict[str, OwnNetwork]:
        """How sites elsewhere answer from each place that probes, by its name."""
        return decoded(await self._client.hgetall(VANTAGES.name), OwnNetwork)

    async def load_network(self, vantage: str, now: datetime) -> OwnNetwork | None:
        """The same of one place, None where nobody has probed from there lately."""
        data = await self._client.hget(VANTAGES.name, vantage)
        own = decode(data, OwnNetwork) if data else None
        return own if own is not None and own.is_current(now) else None

    async def load_handed(self) -> dict[str, Look]:
        """What the correlator last got of each node, and still holds."""
        return decoded(await self._client.hgetall(HANDED_LOOKS.name), Look)

    async def load_results(self, vantages: Collection[str]) -> tuple[ProbeResult, ...]:
        """What the targets of these vantages last came to."""
        async with self._client.pipeline(transaction=False) as pipe:
            for vantage in vantages:
                pipe.hvals(PROBES.of(vantage))
            rows = await pipe.execute()
        return tuple(decode(data, ProbeResult) for values in rows for data in values)

    async def commit_results(
        self, results: Iterable[ProbeResult], own: OwnNetwork, *, gone: Collection[str] = (), lease: Lease
    ) -> None:
        """Store what probes of one vantage came to, and whether it is us; drop the targets that are `gone`.

        Raises LeaseLost for one who does not hold the vantage's lease.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            await lease.guard(pipe)
            others = decoded(await pipe.hgetall(VANTAGES.name), OwnNetwork)
            pipe.multi()
            _put(pipe, PROBES, own.vantage, {result.target: result for result in results}, gone)
            silent = [name for name, other in others.items() if _is_gone(other, own.at)]
            _put(pipe, VANTAGES, "", {own.vantage: own}, silent)
            await _executed(pipe)

    async def commit_looks(
        self,
        looks: Mapping[str, Look],
        handed: Mapping[str, Look],
        observations: Iterable[Observation],
        *,
        gone: Collection[str] = (),
        lease: Lease,
    ) -> None:
        """Store looks, note which the correlator gets, and append what it gets of them: all or nothing.

        One of `handed` that has ended is noted no longer. Raises LeaseLost for one who does not hold the
        lease of whoever judges.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            await lease.guard(pipe)
            pipe.multi()
            _put(pipe, LOOKS, "", looks, gone)
            ended = [node for node, look in handed.items() if look.end is not None]
            held = {node: look for node, look in handed.items() if look.end is None}
            _put(pipe, HANDED_LOOKS, "", held, ended)
            for observation in observations:
                OBSERVATION_STREAM.append(pipe, observation)
            await _executed(pipe)


def decoded(rows: Mapping[bytes, bytes], value_type: type[V]) -> dict[str, V]:
    """A hash of values, in the order of its fields' names."""
    return {name.decode(): decode(rows[name], value_type) for name in sorted(rows)}


def _is_gone(own: OwnNetwork, now: datetime) -> bool:
    return GONE_AFTER is not None and now - own.at > GONE_AFTER


def _put(pipe: Any, key: Key, member: str, values: Mapping[str, object], gone: Collection[str]) -> None:
    """Write fields of a hash, and drop others; it lives on for its while."""
    name = key.of(member) if member else key.name
    if gone:
        pipe.hdel(name, *gone)
    if values:
        pipe.hset(name, mapping={field: encode(value) for field, value in values.items()})
    if key.ttl is not None:
        pipe.expire(name, key.ttl)


async def _executed(pipe: Any) -> None:
    try:
        await pipe.execute()
    except WatchError as error:
        raise LeaseLost("somebody took over meanwhile: nothing was stored") from error
