"""A vault in memory: a real implementation of the port, for adapters that are tested without a store."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass
class MemoryVault:
    """Keeps values as they are; `ttls` remembers for how long they were to live."""

    values: dict[str, bytes] = field(default_factory=dict)
    ttls: dict[str, timedelta | None] = field(default_factory=dict)

    async def put(self, key: str, value: bytes, *, ttl: timedelta | None = None) -> None:
        self.values[key] = value
        self.ttls[key] = ttl

    async def get(self, key: str) -> bytes | None:
        return self.values.get(key)

    async def delete(self, key: str) -> None:
        self.values.pop(key, None)

    async def keys(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(key for key in self.values if key.startswith(prefix)))
