"""By what it is seen that something has changed, without reading it."""

from hashlib import blake2b
from typing import Any, Final

from bot.domain.look import OwnNetwork
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.keys import ALERTS, BLINDNESS, CHANGES, CHANNEL_CHANGES, OBSERVED, PLATFORMS, VOTES
from bot.storage.shards import shards_of
from bot.storage.sight_keys import CHECK_LOOKS, LOOKS, VANTAGES

_HASHES: Final = (LOOKS, CHECK_LOOKS, PLATFORMS)


class Revisions:
    """Asks for the ends of streams and for what stands beside them. Keeps where the streams ended."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ends: dict[str, bytes] = {}

    async def newest(self) -> str:
        """Another one whenever an incident, a report, a look or a word of people has changed.

        How old readings are is not in it.
        """
        shards = shards_of(self._client)
        streams = [key.name for key in (CHANGES, ALERTS, VOTES)]
        streams += [key.at(shard).name for key in (OBSERVED, CHANNEL_CHANGES) for shard in shards]
        async with self._client.pipeline(transaction=False) as pipe:
            for stream in streams:
                self._ask_end(pipe, stream)
            for key in _HASHES:
                pipe.hkeys(key.name)
            pipe.get(BLINDNESS.name)
            pipe.hgetall(VANTAGES.name)
            *rows, blind, vantages = await pipe.execute()
        for stream, found in zip(streams, rows, strict=False):
            if found:
                self._ends[stream] = found[0][0]
        values = [sorted(each) for each in rows[len(streams) :]]
        networks = {name: decode(data, OwnNetwork).state for name, data in vantages.items()}
        seen = sorted(self._ends.items()), values, blind, sorted(networks.items())
        return blake2b(repr(seen).encode(), digest_size=9).hexdigest()

    def _ask_end(self, pipe: Any, stream: str) -> None:
        """What came behind the end that we know: mostly nothing, where the newest entry would be large."""
        known = self._ends.get(stream)
        pipe.xrevrange(stream, min=f"({known.decode()}" if known else "-", count=1)
