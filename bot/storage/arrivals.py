"""What has come into streams: asked for, or waited for, by one command for all of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from bot.storage.client import Client

# Whoever waits looks at everything so often though nothing came, in seconds: whatever made it miss something
# costs no more than this.
LOOK_ANYWAY: Final = 30.0

Rows: TypeAlias = Sequence[tuple[bytes, Mapping[bytes, bytes]]]


class Arrivals:
    """Looks behind places in streams, for one who keeps them in mind from one look to the next."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._troubles = 0
        self._looked_at: float | None = None

    async def behind(self, places: Mapping[str, bytes], wait_ms: int, count: int) -> dict[str, Rows] | None:
        """Up to `count` rows behind each of these places where there are any, by stream.

        Waits for the first so long at most, 0 for not at all. None at first, and where places may be wrong:
        the store was away meanwhile, and may have come back as another that lacks its last writes.
        """
        if not self._may_be_wrong():
            read = await self._client.xread(dict(places), count=count, block=wait_ms or None)
            if read or not self._may_be_wrong():
                return {name.decode(): rows for name, rows in read}
        self._troubles, self._looked_at = troubles_of(self._client), self._time()
        return None

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
