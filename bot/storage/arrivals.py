"""What has come into streams: asked for, or waited for, by one command for all that a server can wait for."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from bot.storage.client import Client
from bot.storage.streams import order_of

# Whoever waits looks at everything so often though nothing came, in seconds: whatever made it miss something
# costs no more than this.
LOOK_ANYWAY: Final = 30.0

Rows: TypeAlias = Sequence[tuple[bytes, Mapping[bytes, bytes]]]


class Arrivals:
    """Looks behind places in streams, for one who keeps them in mind from one look to the next."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: dict[int, asyncio.Task[Any]] = {}
        self._troubles = 0
        self._looked_at: float | None = None

    async def behind(self, places: Mapping[str, bytes], wait_ms: int, count: int) -> dict[str, Rows] | None:
        """Up to `count` rows behind each of these places where there are any, by stream.

        Waits for the first so long at most, 0 for not at all. None at first, and where places may be wrong:
        the store was away meanwhile, and may have come back as another that lacks its last writes.
        """
        if not self._may_be_wrong():
            found = await self._read(places, wait_ms, count)
            if found or not self._may_be_wrong():
                return found
        self._troubles, self._looked_at = troubles_of(self._client), self._time()
        return None

    async def _read(self, places: Mapping[str, bytes], wait_ms: int, count: int) -> dict[str, Rows]:
        slots = self._by_slot(places)
        if wait_ms and len(slots) > 1:
            return await self._first_of(slots, wait_ms, count)
        return _named(await self._client.xread(dict(places), count=count, block=wait_ms or None))

    async def _first_of(
        self, slots: Mapping[int, Mapping[str, bytes]], wait_ms: int, count: int
    ) -> dict[str, Rows]:
        """The same of several slots: no server waits for all, and so each is waited for by itself.

        Of those that nothing came in the waiting goes on, and the next call has what comes of it.
        """
        until = self._time() + wait_ms / 1000
        try:
            while (left := until - self._time()) > 0:
                for slot, places in slots.items():
                    if slot not in self._waiting:
                        read = self._client.xread(dict(places), count=count, block=wait_ms)
                        self._waiting[slot] = asyncio.ensure_future(read)
                        # Whoever stops may never ask what became of it.
                        self._waiting[slot].add_done_callback(lambda it: it.cancelled() or it.exception())
                await asyncio.wait(self._waiting.values(), timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if found := self._found(slots):
                    return found
        except asyncio.CancelledError:
            for waiting in self._waiting.values():
                waiting.cancel()
            raise
        return {}

    def _found(self, slots: Mapping[int, Mapping[str, bytes]]) -> dict[str, Rows]:
        """What came: places may have moved on since the waiting began."""
        found = dict[str, Rows]()
        for slot in [slot for slot, waiting in self._waiting.items() if waiting.done()]:
            for name, rows in _named(self._waiting.pop(slot).result()).items():
                place = order_of(slots[slot][name])
                if new := [row for row in rows if order_of(row[0]) > place]:
                    found[name] = new
        return found

    def _by_slot(self, places: Mapping[str, bytes]) -> dict[int, dict[str, bytes]]:
        slot_of: Any = getattr(self._client, "keyslot", lambda _: 0)
        slots: dict[int, dict[str, bytes]] = defaultdict(dict)
        for name, place in places.items():
            slots[slot_of(name)][name] = place
        return slots

    def _may_be_wrong(self) -> bool:
        if self._looked_at is None or self._time() - self._looked_at > LOOK_ANYWAY:
            return True
        return self._troubles != troubles_of(self._client)

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()


def troubles_of(client: Client) -> int:
    """How often the store was found not to serve this client; of one that does not count, 0."""
    availability: Any = getattr(client, "availability", None)
    return availability.troubles if availability is not None else 0


def _named(read: Any) -> dict[str, Rows]:
    return {name.decode(): rows for name, rows in read}
