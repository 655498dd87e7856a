"""How each destination is doing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.alerting.card_budget import CardBudget
from bot.alerting.channel_health import Bulletins, ChannelHealth
from bot.domain.message import MessageRef
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import PACES


class ChannelHealths:
    """One record a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, destination: str) -> ChannelHealth:
        """The record; a fresh one where there is none."""
        data = await self._client.hget(PACES.name, destination)
        return _decode(data) if data else ChannelHealth()

    async def load_all(self) -> dict[str, ChannelHealth]:
        """Every record, by destination."""
        rows = await self._client.hgetall(PACES.name)
        return {name.decode(): _decode(data) for name, data in sorted(rows.items())}

    async def save(self, destination: str, health: ChannelHealth) -> None:
        """Store a record."""
        await self._client.hset(PACES.name, destination, _encode(health))

    async def change(self, destination: str, step: Callable[[ChannelHealth], ChannelHealth]) -> ChannelHealth:
        """Replace the record by what `step` makes of it. For whoever holds the destination's lease."""
        before = await self.load(destination)
        after = step(before)
        if after != before:
            await self.save(destination, after)
        return after


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChannelHealth:
    """A record in the store: flat."""

    cards: tuple[datetime, ...] = ()
    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    trouble: str = ""
    storm: MessageRef | None = None
    held: tuple[str, ...] = ()
    digest_at: datetime | None = None
    sending: str | None = None


def _encode(health: ChannelHealth) -> bytes:
    bulletins = health.bulletins
    return encode(
        _ChannelHealth(
            cards=health.budget.cards,
            failing_since=health.failing_since,
            failures=health.failures,
            retry_at=health.retry_at,
            trouble=health.trouble,
            storm=bulletins.storm,
            held=bulletins.held,
            digest_at=bulletins.digest_at,
            sending=bulletins.sending,
        )
    )


def _decode(data: bytes) -> ChannelHealth:
    stored = decode(data, _ChannelHealth)
    return ChannelHealth(
        failing_since=stored.failing_since,
        failures=stored.failures,
        retry_at=stored.retry_at,
        trouble=stored.trouble,
        budget=CardBudget(cards=stored.cards),
        bulletins=Bulletins(
            storm=stored.storm, held=stored.held, digest_at=stored.digest_at, sending=stored.sending
        ),
    )
