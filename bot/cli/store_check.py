"""What `sharedfate doctor` finds about the store's server: what it is, and whether it keeps what it has."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.cli.diagnosis import Diagnosis
from bot.clock import SystemClock
from bot.storage.client import STORE_FAILURES, Client
from bot.storage.guard import StoreGuard

# How far its clock may be from ours, in seconds.
MOST_SKEW: Final = 5


async def server_findings(client: Client, now: datetime) -> list[Diagnosis]:
    """What can be asked: an account may be kept from some of it, which is no fault."""
    return [await _server(client), await _clock(client, now)]


async def _server(client: Client) -> Diagnosis:
    try:
        nodes = await client.infos()
    except STORE_FAILURES as error:
        says = f"it answers, but not how it is set up ({error}): it must evict nothing, see docs/store.md"
        return Diagnosis("store", ok=True, says=says)
    fault, is_known = await StoreGuard(client, SystemClock()).eviction()
    said = list(dict.fromkeys(_of_node(node) for node in nodes))
    if len(nodes) > 1:
        said[0] = f"a Cluster of {len(nodes)} primaries, {said[0]}"
    lines = [*said, fault or ("" if is_known else "it does not say what it does when it is full")]
    return Diagnosis("store", ok=not fault, says="; ".join(line for line in lines if line))


def _of_node(info: Mapping[str, Any]) -> str:
    name = f"{info.get('server_name', 'redis')} {info.get('valkey_version', info.get('redis_version', ''))}"
    aof = "AOF on" if info.get("aof_enabled") else "AOF off: a crash of the store loses what it held"
    policy = info.get("maxmemory_policy", "not said")
    return f"{name.strip()}, {aof}, maxmemory-policy {policy}"


async def _clock(client: Client, now: datetime) -> Diagnosis:
    try:
        seconds, micros = await client.time()
    except STORE_FAILURES as error:
        return Diagnosis("clock", ok=True, says=f"the store does not tell its time ({error})")
    skew = abs(seconds + micros / 1e6 - now.timestamp())
    return Diagnosis("clock", ok=skew < MOST_SKEW, says=f"{skew:.1f} s between us and the store")
