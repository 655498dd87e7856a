"""The correlator's intake: observations in the order of the stream, read only by who holds the lease.

All holders read under one consumer's name: what one read and did not commit is its successor's to read first,
at once and in order. That is safe because the server checks the fence in the same step as it hands entries
out: one who has been replaced gets none, and so cannot tear a hole into what its successor reads.
"""

from typing import Any, Final

from bot.domain.observation import Observation
from bot.errors import LeaseLost
from bot.logger import logger_of
from bot.storage.arrivals import Arrivals, Rows, troubles_of
from bot.storage.client import Client
from bot.storage.keys import OBSERVATIONS, OBSERVED
from bot.storage.lease import Lease
from bot.storage.relay import Relay
from bot.storage.shards import shards_of
from bot.storage.sources import OBSERVATION_STREAM
from bot.storage.streams import Entry, Group

logger = logger_of(__name__)

GROUP: Final = "correlate"
# So many that came in a stream are taken over at a look.
AT_ONCE: Final = 100

_READ: Final = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local group, count, start = ARGV[2], ARGV[3], ARGV[4]
return redis.call('XREADGROUP', 'GROUP', group, group, 'COUNT', count, 'STREAMS', KEYS[1], start) or {}
"""


def observed_relay(client: Client) -> Relay:
    """What brings observations from the pollers' shards into the one stream that is read."""
    return Relay(client, [OBSERVED.at(shard).name for shard in shards_of(client)], OBSERVATIONS)


class Intake:
    """What the pollers saw, for the correlator."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._group = Group(client, OBSERVATION_STREAM, GROUP, GROUP)
        self._observed = observed_relay(client)
        self._read_fenced = client.register_script(_READ)
        self._arrivals = Arrivals(client)
        self._arrived: dict[str, Rows] | None = None
        self._troubles = troubles_of(client)
        self._pending_first = True
        self._last: bytes | None = None
        self._is_full = False

    async def create(self) -> None:
        """Make the consumer group if it is not there, for all of the stream."""
        await self._group.create(from_start=True)

    @property
    def is_behind(self) -> bool:
        """Whether more is known to be there to read, or may have been left."""
        return self._pending_first or self._is_full

    async def read(self, count: int, lease: Lease) -> list[Entry[Observation]]:
        """Up to `count` entries: first those read and never acknowledged, by whomever, then new ones.

        Raises LeaseLost for one who does not hold the lease.
        """
        if self._pending_first:
            entries = await self._read("0", count, lease)
            if entries:
                return entries
            self._pending_first = False
        entries = await self._read(">", count, lease) if self._is_full else []
        if not entries and (self._arrived is not None or await self._look(0)):
            # What waits in shards is safe there; moved faster than it is read, it would push out the oldest.
            await self._observed.step(count, self._arrived)
            entries = await self._read(">", count, lease)
            self._last = None
        self._arrived, self._is_full = None, len(entries) >= count
        if entries:
            self._last = entries[-1].id
        return entries

    async def wait(self, block_ms: int) -> bool:
        """Whether there may be something to read, at the latest after the time given. Takes nothing."""
        return self.is_behind or await self._look(block_ms)

    async def _look(self, wait_ms: int) -> bool:
        if self._last is None:
            self._last = await self._group.delivered()
        places = {**self._observed.reached, OBSERVATIONS.name: self._last}
        arrived = await self._arrivals.behind(places, wait_ms, AT_ONCE)
        if arrived is None:
            await self._observed.places()
            self._last = None
            # Who leads since a fail-over may have handed out what it never heard to be committed.
            self._pending_first |= self._troubles != troubles_of(self._client)
            self._troubles = troubles_of(self._client)
        self._arrived = arrived or None
        return arrived is None or bool(arrived)

    def reread(self) -> None:
        """Read what is pending again: we did not commit it, or another holder has been here."""
        self._pending_first = True
        self._last = None

    def acknowledge(self, pipe: Any, *entries: Entry[Observation]) -> None:
        """Queue the acknowledgement in the transaction that stores the effect; what is done with may go."""
        self._group.acknowledge(pipe, *entries)
        if entries:
            pipe.xtrim(OBSERVATIONS.name, minid=entries[-1].id, approximate=True)

    async def lag(self) -> int:
        """Entries not yet acknowledged or not yet read."""
        return await self._group.lag() + await self._observed.waiting()

    async def _read(self, start: str, count: int, lease: Lease) -> list[Entry[Observation]]:
        answer = await self._read_fenced(
            keys=[OBSERVATIONS.name, lease.fence], args=[lease.token, GROUP, count, start]
        )
        if answer == 0:
            lease.lose()
            raise LeaseLost("another holds the lease: no observations for us")
        rows = answer[0][1] if answer else []
        trimmed = sum(not fields for _, fields in rows)
        if trimmed:
            # They were pending while the stream grew by its whole length: nothing is left to do for them.
            logger.error("Observations were trimmed before they were correlated", count=trimmed)
        whole = [(id_, dict(zip(fields[::2], fields[1::2], strict=True))) for id_, fields in rows if fields]
        entries = OBSERVATION_STREAM.entries(whole)
        gone = {id_ for id_, _ in rows} - {entry.id for entry in entries}
        if gone:
            await self._client.xack(OBSERVATIONS.name, GROUP, *gone)
        return entries if entries or not gone else await self._read(start, count, lease)
