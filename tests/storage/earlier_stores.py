"""Stores as an earlier version wrote them, put into a server key by key: none of our own code writes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.storage.client import Client

SCHEMA_4 = Path(__file__).with_name("store_of_schema_4.json")
DAYS_MS = 20 * 24 * 3_600_000


async def fill(client: Client, store: Mapping[str, Any]) -> None:
    """Each key by its Redis type; what expired then expires in twenty days."""
    for name, key in store.items():
        await _put(client, name, key["type"], key["value"])
        if key["expires"]:
            await client.pexpire(name, DAYS_MS)


async def _put(client: Client, name: str, kind: str, value: Any) -> None:
    match kind:
        case "hash":
            await client.hset(name, mapping=value)
        case "string":
            await client.set(name, value)
        case "list":
            await client.rpush(name, *value)
        case "zset":
            await client.zadd(name, value)
        case "stream":
            for id_, fields in value:
                await client.xadd(name, fields, id=id_)


def schema_4() -> dict[str, Any]:
    """A store with something under almost every key, by the last version before stores were migrated."""
    store: dict[str, Any] = json.loads(SCHEMA_4.read_text(encoding="utf-8"))
    return store


async def contents(client: Client) -> dict[bytes, object]:
    """All of a store, to compare."""
    return {name: await client.dump(name) for name in await client.keys("*")}
