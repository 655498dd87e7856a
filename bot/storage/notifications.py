"""The notification log: what was sent where, kept before and after every call to a chat platform."""

from typing import Any

from bot.alerting.plan import Notification
from bot.domain.alert import Alert
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import NOTIFICATIONS
from bot.storage.streams import Entry, Group


class Notifications:
    """One record an incident and destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, incident: str, destination: str) -> Notification:
        """What a destination has been told of an incident."""
        data = await self._client.hget(NOTIFICATIONS.of(incident), destination)
        return (
            decode(data, Notification) if data else Notification(incident=incident, destination=destination)
        )

    async def save(self, notification: Notification) -> None:
        """Store a record by itself."""
        async with self._client.pipeline(transaction=True) as pipe:
            self.store(pipe, notification)
            await pipe.execute()

    def store(self, pipe: Any, notification: Notification) -> None:
        """Queue the storing in a transaction."""
        key = NOTIFICATIONS.of(notification.incident)
        assert NOTIFICATIONS.ttl is not None
        pipe.hset(key, notification.destination, encode(notification))
        pipe.expire(key, NOTIFICATIONS.ttl)

    async def commit(self, notification: Notification, alerts: Group[Alert], entry: Entry[Alert]) -> None:
        """Store a record and acknowledge the alert it came from: all or nothing."""
        async with self._client.pipeline(transaction=True) as pipe:
            self.store(pipe, notification)
            alerts.acknowledge(pipe, entry)
            await pipe.execute()
