"""Who may work on a shard: a lease with a fencing token.

The lease is a key that dies with its holder; it says only when somebody else may take over. What protects the
data is the fence, a counter that grows with every holder: whoever reads or commits shows the number it was
given, and is refused once there is a newer one. A holder that slept through its lease finds out that way, and
one that was late without being replaced goes on.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from redis.exceptions import RedisError

from bot.errors import LeaseLost
from bot.storage.client import Client
from bot.storage.keys import FENCES, LEASES

# There is one shard: every service. More of them are more names.
ALL: Final = "all"
RENEW_EVERY: Final = timedelta(seconds=2)
TRY_EVERY: Final = timedelta(seconds=1)
RELEASE_SECONDS: Final = 1.0

# A holder of the same name is ourselves before a crash: there is nobody to wait for.
_ACQUIRE: Final = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
local token = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return token
"""
_RENEW: Final = """
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RELEASE: Final = """
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""


class Lease:
    """One process's claim on a shard. `holder` names the process: nobody else may use that name."""

    def __init__(self, client: Client, shard: str, holder: str, *, length: timedelta | None = None) -> None:
        self._keys = (LEASES.of(shard), FENCES.of(shard))
        self._holder = holder
        self._length_ms = int((length or LEASES.ttl or timedelta()) / timedelta(milliseconds=1))
        self._acquire = client.register_script(_ACQUIRE)
        self._renew = client.register_script(_RENEW)
        self._release = client.register_script(_RELEASE)
        self._token: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether we hold it as far as we know; only `guard` knows better."""
        return self._token is not None

    @property
    def fence(self) -> str:
        """The key to compare `token` with."""
        return self._keys[1]

    @property
    def token(self) -> int:
        """Our number. Raises LeaseLost when we have none."""
        if self._token is None:
            raise LeaseLost(f"{self._holder} does not hold {self._keys[0]}")
        return self._token

    async def acquire(self) -> bool:
        """Take the lease if nobody has it; each time with a newer token."""
        self._token = int(await self._acquire(keys=self._keys, args=[self._holder, self._length_ms])) or None
        return self.is_held

    async def renew(self) -> bool:
        """Hold it for another length. False, and it is lost, when somebody has taken it over."""
        if self._token is not None:
            arguments = [self._holder, self._length_ms, self._token]
            if not await self._renew(keys=self._keys, args=arguments):
                self._token = None
        return self.is_held

    async def release(self) -> None:
        """Let the next one have it at once. What another holds by now is left alone.

        Where the store cannot be reached it is left to run out.
        """
        token, self._token = self._token, None
        if token is not None:
            with suppress(RedisError, OSError):
                async with asyncio.timeout(RELEASE_SECONDS):
                    await self._release(keys=self._keys, args=[token])

    def lose(self) -> None:
        """Know that another has it, or that the store has forgotten it: whoever goes on acquires it first."""
        self._token = None

    async def guard(self, pipe: Any) -> None:
        """In a transaction that is still to begin: watch that nobody takes over before it ends.

        Raises LeaseLost when somebody already has.
        """
        token = self.token
        await pipe.watch(self.fence)
        stored = await pipe.get(self.fence)
        if stored is None or int(stored) != token:
            self._token = None
            raise LeaseLost(f"{self._keys[0]} has another holder than {self._holder}")
