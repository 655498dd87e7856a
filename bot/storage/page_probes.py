"""What polls of pages came to as probes, by the vantage that they were asked from."""

from collections.abc import Iterable

from bot.domain.probe import ProbeResult
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.sight_keys import PAGE_PROBES


class PageProbes:
    """The newest result of every vendor behind every edge. Whoever polls from a vantage writes the same."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def keep(self, results: Iterable[ProbeResult]) -> None:
        """Replace those of the vantages that these are from."""
        by_vantage: dict[str, dict[str, bytes]] = {}
        for result in results:
            by_vantage.setdefault(result.vantage, {})[result.target] = encode(result)
        async with self._client.pipeline(transaction=True) as pipe:
            for vantage, values in by_vantage.items():
                name = PAGE_PROBES.of(vantage)
                pipe.delete(name)
                pipe.hset(name, mapping=values)
                pipe.expire(name, PAGE_PROBES.ttl)
            await pipe.execute()
