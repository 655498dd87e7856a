"""News that services fail now, and what the correlator was told of it."""

from datetime import datetime

from redis.exceptions import WatchError

from bot.correlation.news_bursts import NewsBurst, ReadNews
from bot.domain.look import Corroboration
from bot.domain.observation import MENTIONS, Observation
from bot.domain.status import ComponentStatus
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import BURSTS
from bot.storage.sources import OBSERVATION_STREAM


class NewsBursts:
    """Keeps them, and hands on what is new."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def change(self, read: ReadNews, now: datetime) -> None:
        """Replace them by what `read` makes of them. Two feeds at once both count."""
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(BURSTS.name)
                rows = await pipe.hgetall(BURSTS.name)
                before = {service.decode(): decode(data, NewsBurst) for service, data in rows.items()}
                after, heard = read(before)
                if after == before and not heard:
                    return
                pipe.multi()
                pipe.delete(BURSTS.name)
                for service, burst in after.items():
                    pipe.hset(BURSTS.name, service, encode(burst))
                pipe.expire(BURSTS.name, BURSTS.ttl or 0)
                for corroboration in heard:
                    OBSERVATION_STREAM.append(pipe, _observation(corroboration, now))
                try:
                    await pipe.execute()
                except WatchError:
                    continue
                return


def _observation(corroboration: Corroboration, now: datetime) -> Observation:
    return Observation(
        service=corroboration.service,
        source=f"{MENTIONS}{corroboration.service}",
        at=now,
        status=ComponentStatus.UNKNOWN,
        corroboration=corroboration,
    )
