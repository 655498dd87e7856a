"""Probes in the store: what each vantage knows, what its network is like, and what a node comes to."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from redis.exceptions import WatchError

from bot.domain.look import Look, OwnNetwork
from bot.domain.observation import Observation
from bot.domain.probe import ProbeResult
from bot.errors import LeaseLost
from bot.panels.burst import Burst
from bot.panels.pace import Budget
from bot.panels.schedule import Schedule
from bot.panels.standing import TargetState
from bot.panels.turn import Turn
from bot.panels.usual import UsualStatus
from bot.panels.vantage import VantageState
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.key import Key
from bot.storage.lease import Lease
from bot.storage.sight_keys import HANDED_LOOKS, LOOKS, PACING, PAGE_PROBES, PROBES, TURNS, USUAL, VANTAGES
from bot.storage.sources import OBSERVATION_STREAM

V = TypeVar("V")

# A vantage that has not been heard of for so long probes no more.
GONE_AFTER: Final = VANTAGES.ttl


# Stored by who holds the lease alone, in one command: a probe is stored twice, when it is claimed and when it
# has come. Of each hash: how much is put, and dropped, for how many seconds it lives on, and what that is.
_COMMIT_STATE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
local at = 4
for i = 3, #KEYS do
  local put, gone = at + 3 + 2 * ARGV[at], at + 3 + 2 * ARGV[at] + ARGV[at + 1]
  for j = at + 3, put - 1, 2 do redis.call('HSET', KEYS[i], ARGV[j], ARGV[j + 1]) end
  for j = put, gone - 1 do redis.call('HDEL', KEYS[i], ARGV[j]) end
  if put > at + 3 then redis.call('EXPIRE', KEYS[i], ARGV[at + 2]) end
  at = gone
end
return redis.call('HGETALL', KEYS[#KEYS])
"""
_FORGET: Final = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """What of a schedule belongs to no single target."""

    bursts: Mapping[str, Burst] = field(default_factory=dict)
    budget: Budget | None = None


class Probes:
    """Reads what probes came to, and commits it for who holds the lease."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._commit_state = client.register_script(_COMMIT_STATE)
        self._forget = client.register_script(_FORGET)

    async def load_looks(self) -> dict[str, Look]:
        """What the probes of each node come to, by node: of those alone that fail, or just have."""
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

    async def load_standings(self, vantages: Collection[str]) -> dict[str, dict[str, TargetState]]:
        """Where the targets of these vantages stand, by vantage and target."""
        async with self._client.pipeline(transaction=False) as pipe:
            for vantage in vantages:
                pipe.hgetall(PROBES.of(vantage))
            rows = await pipe.execute()
        return {name: decoded(of, TargetState) for name, of in zip(vantages, rows, strict=True)}

    async def load_page_results(self, vantages: Collection[str]) -> dict[str, tuple[ProbeResult, ...]]:
        """What polls of status pages from these places came to, by place."""
        async with self._client.pipeline(transaction=False) as pipe:
            for vantage in vantages:
                pipe.hgetall(PAGE_PROBES.of(vantage))
            rows = await pipe.execute()
        return {
            name: tuple(decoded(of, ProbeResult).values()) for name, of in zip(vantages, rows, strict=True)
        }

    async def load_newest(self, vantage: str) -> dict[str, ProbeResult]:
        """What front pages last answered from there, by service."""
        standings = (await self.load_standings([vantage]))[vantage].values()
        return {s.newest.service: s.newest for s in standings if not s.newest.is_canary}

    async def load_state(self, vantage: str) -> VantageState:
        """All that a vantage knows, save for whom it asks: that is the catalogue's."""
        async with self._client.pipeline(transaction=True) as pipe:
            for key in (TURNS, PROBES, USUAL):
                pipe.hgetall(key.of(vantage))
            pipe.get(PACING.of(vantage))
            pipe.hget(VANTAGES.name, vantage)
            turns, standings, usual, data, network = await pipe.execute()
        pacing = decode(data, Pacing) if data else Pacing()
        return VantageState(
            schedule=Schedule(turns=decoded(turns, Turn), bursts=pacing.bursts, budget=pacing.budget),
            standings=decoded(standings, TargetState),
            usual=decoded(usual, UsualStatus),
            network=decode(network, OwnNetwork) if network else None,
        )

    async def commit_state(
        self, vantage: str, before: VantageState, after: VantageState, *, lease: Lease
    ) -> None:
        """Store what has changed of it, all or nothing. Raises LeaseLost for who does not hold the lease."""
        network, pacing = after.network, Pacing(bursts=after.schedule.bursts, budget=after.schedule.budget)
        changes = (
            *_changes(TURNS, before.schedule.turns, after.schedule.turns),
            *_changes(PROBES, before.standings, after.standings),
            *_changes(USUAL, before.usual, after.usual),
            *_changes(VANTAGES, {}, {} if network is None else {vantage: network}),
        )
        known = await self._commit_state(
            keys=[lease.fence, *(key.of(vantage) for key in (PACING, TURNS, PROBES, USUAL)), VANTAGES.name],
            args=[lease.token, encode(pacing), _seconds(PACING), *changes],
        )
        if known is None:
            lease.lose()
            raise LeaseLost("somebody took over meanwhile: nothing was stored")
        if network is not None:
            await self._forget_gone(dict(zip(known[::2], known[1::2], strict=True)), network.at)

    async def _forget_gone(self, networks: Mapping[bytes, bytes], now: datetime) -> None:
        """Drop the vantages that have not been heard of for long, unless they have been just now."""
        for name, data in networks.items():
            if GONE_AFTER is not None and now - decode(data, OwnNetwork).at > GONE_AFTER:
                await self._forget(keys=[VANTAGES.name], args=[name, data])

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
        ended = [node for node, look in handed.items() if look.end is not None]
        held = {node: look for node, look in handed.items() if look.end is None}
        async with self._client.pipeline(transaction=True) as pipe:
            await lease.guard(pipe)
            pipe.multi()
            _put(pipe, LOOKS.name, LOOKS, looks, gone)
            _put(pipe, HANDED_LOOKS.name, HANDED_LOOKS, held, ended)
            for observation in observations:
                OBSERVATION_STREAM.append(pipe, observation)
            await _executed(pipe)


def decoded(rows: Mapping[bytes, bytes], value_type: type[V]) -> dict[str, V]:
    """A hash of values, in the order of its fields' names."""
    return {name.decode(): decode(rows[name], value_type) for name in sorted(rows)}


def _changes(
    key: Key, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[int | str | bytes]:
    """What is another object than before, and what is gone: values are never changed in place."""
    put = {id_: value for id_, value in after.items() if before.get(id_) is not value}
    gone = before.keys() - after.keys()
    yield from (len(put), len(gone), _seconds(key))
    for id_, value in put.items():
        yield from (id_, encode(value))
    yield from gone


def _seconds(key: Key) -> int:
    assert key.ttl is not None, "nothing of a vantage is kept for ever"
    return int(key.ttl.total_seconds())


def _put(pipe: Any, name: str, key: Key, values: Mapping[str, object], gone: Collection[str]) -> None:
    """Write fields of a hash, and drop others; it lives on for its while."""
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
