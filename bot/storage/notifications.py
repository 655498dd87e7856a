"""The notification log: what was sent where, kept before and after every call to a chat platform."""

from collections.abc import Sequence

from bot.alerting.notification import Notification
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import NOTIFICATIONS


class Notifications:
    """One record a subject and destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, subject: str, destination: str) -> Notification:
        """What a destination has been told of a subject."""
        return (await self.load_many([subject], destination))[subject]

    async def load_many(self, subjects: Sequence[str], destination: str) -> dict[str, Notification]:
        """What a destination has been told of each of these, in one round trip."""
        async with self._client.pipeline(transaction=False) as pipe:
            for subject in subjects:
                pipe.hget(NOTIFICATIONS.of(subject), destination)
            rows = await pipe.execute()
        return {
            subject: decode(data, Notification)
            if data
            else Notification(subject=subject, destination=destination)
            for subject, data in zip(subjects, rows, strict=True)
        }

    async def destinations_of(self, subjects: Sequence[str]) -> dict[str, frozenset[str]]:
        """The destinations that have a record of each of these."""
        async with self._client.pipeline(transaction=False) as pipe:
            for subject in subjects:
                pipe.hkeys(NOTIFICATIONS.of(subject))
            rows = await pipe.execute()
        return {
            subject: frozenset(name.decode() for name in names)
            for subject, names in zip(subjects, rows, strict=True)
        }

    async def save(self, notification: Notification) -> None:
        """Store a record."""
        key = NOTIFICATIONS.of(notification.subject)
        assert NOTIFICATIONS.ttl is not None
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(key, notification.destination, encode(notification))
            pipe.expire(key, NOTIFICATIONS.ttl)
            await pipe.execute()
