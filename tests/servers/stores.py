"""Stores on loopback as people run them: one server, a set that Sentinels watch over, a Cluster.

All are the server that the embedded store is, configured for quick fail-overs. Sets begin as formed:
nobody need find anybody first.
"""

import asyncio
import resource
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.storage.server import find_server
from tests.waiting import PATIENCE_SECONDS

SERVICE: Final = "sharedfate"
PASSWORD: Final = "of the store"
SLOTS: Final = 16_384
SENTINELS: Final = 3
# How long a primary may be silent until the others take it for dead.
SILENT_MS: Final = 400
_DURABLE: Final = (
    *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
    *("--repl-diskless-sync-delay", "0"),
)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass(slots=True, kw_only=True)
class StoreServer:
    """One server process in a folder of its own, which survives it."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    password: str = ""
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self, **options: Any) -> Any:
        """A client of it alone, as redis-py makes them."""
        return Redis(host="127.0.0.1", port=self.port, password=self.password or None, **options)

    def launch(self) -> None:
        """Start the process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        common = ("--bind", "127.0.0.1", "--dir", str(self.folder), "--logfile", str(self.folder / "log"))
        command = [find_server(), *self.options, "--port", str(self.port), *common]
        # What Python ignores stays ignored, so that a file that may not grow is an error and no death.
        self.process = subprocess.Popen(command, restore_signals=False)

    async def ready(self) -> None:
        """Return when it answers and has loaded its data."""
        async with asyncio.timeout(PATIENCE_SECONDS), self.client() as client:
            while True:
                try:
                    await client.ping()
                except (RedisError, OSError):
                    await asyncio.sleep(0.01)  # noqa: TID251  -- another process starts
                else:
                    return

    async def start(self) -> None:
        """Start the process and wait for it."""
        self.launch()
        await self.ready()

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def may_write(self, size: int | None) -> None:
        """Let none of its files grow beyond so many bytes, as a full disk does; None: there is room again."""
        assert self.process is not None
        most = resource.RLIM_INFINITY if size is None else size
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    def hold(self) -> None:
        """Have it stand still."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def let_go(self) -> None:
        """Have it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def store_server(folder: Path, *options: str) -> AsyncIterator[StoreServer]:
    """One server that writes all down, with these options."""
    server = StoreServer(folder=folder, port=free_port(), options=(*_DURABLE, *options))
    await server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass(slots=True, kw_only=True)
class SentinelSet:
    """A primary and its replicas, watched by three Sentinels."""

    servers: Sequence[StoreServer]
    sentinels: Sequence[StoreServer]

    @property
    def url(self) -> str:
        """The address of the service."""
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{hosts}/{SERVICE}/0"

    async def primary(self) -> StoreServer:
        """The server that Sentinels name, once it is one with the role, and the others follow it."""
        async with asyncio.timeout(PATIENCE_SECONDS), self.sentinels[0].client() as sentinel:
            while True:
                address = await sentinel.execute_command("SENTINEL GET-MASTER-ADDR-BY-NAME", SERVICE)
                named = next(server for server in self.servers if server.port == int(address[1]))
                if await _follow(named, [server for server in self.servers if server is not named]):
                    return named
                await asyncio.sleep(0.02)  # noqa: TID251  -- other processes agree


@asynccontextmanager
async def sentinel_set(folder: Path, replicas: int = 2) -> AsyncIterator[SentinelSet]:
    """A primary, replicas and three Sentinels that know each other."""
    servers = [
        StoreServer(folder=folder / f"server{n}", port=free_port(), options=_DURABLE)
        for n in range(1 + replicas)
    ]
    for replica in servers[1:]:
        replica.options += ("--replicaof", f"127.0.0.1 {servers[0].port}")
    names = [(f"{n:040x}", free_port()) for n in range(1, 1 + SENTINELS)]
    sentinels = [_sentinel(folder / f"sentinel{n}", n, names, servers) for n in range(SENTINELS)]
    async with _running([*servers, *sentinels]):
        made = SentinelSet(servers=servers, sentinels=sentinels)
        await made.primary()
        for sentinel in sentinels:
            async with sentinel.client() as client:
                for period in ("INFO", "PING", "ASK", "PUBLISH"):
                    await client.execute_command("SENTINEL", "DEBUG", f"{period}-PERIOD", SILENT_MS // 2)
        yield made


def _sentinel(
    folder: Path, number: int, names: Sequence[tuple[str, int]], servers: Sequence[StoreServer]
) -> StoreServer:
    """One of them; it rewrites its configuration whenever it learns something."""
    folder.mkdir(parents=True)
    monitored = f"{SERVICE} 127.0.0.1"
    lines = [
        f"sentinel myid {names[number][0]}",
        f"sentinel monitor {monitored} {servers[0].port} 2",
        f"sentinel down-after-milliseconds {SERVICE} {SILENT_MS}",
        f"sentinel failover-timeout {SERVICE} 1500",
        *(f"sentinel known-replica {monitored} {server.port}" for server in servers[1:]),
        *(
            f"sentinel known-sentinel {monitored} {port} {id_}"
            for n, (id_, port) in enumerate(names)
            if n != number
        ),
    ]
    (folder / "sentinel.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = (str(folder / "sentinel.conf"), "--sentinel")
    return StoreServer(folder=folder, port=names[number][1], options=options)


async def _follow(primary: StoreServer, others: Sequence[StoreServer]) -> bool:
    """Whether a server is a primary that the others, as far as they run, have all the data of.

    The primary's own account is too early: it calls a replica online that has still to load what it was sent.
    """
    try:
        if (await _replication(primary))["role"] != "master":
            return False
        running = [other for other in others if other.process is not None and other.process.poll() is None]
        for replica in running:
            link = await _replication(replica)
            if (link.get("master_port"), link.get("master_link_status")) != (primary.port, "up"):
                return False
    except (RedisError, OSError):
        return False
    return True


async def _replication(server: StoreServer) -> Any:
    async with server.client() as client:
        return await client.info("replication")


@dataclass(slots=True, kw_only=True)
class StoreCluster:
    """A Cluster: the primaries of its shards first, then a replica of each."""

    servers: Sequence[StoreServer]
    shards: int

    @property
    def url(self) -> str:
        """Its address: any nodes of it."""
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in self.servers)
        return f"redis+cluster://{hosts}"

    def pair(self, shard: int) -> tuple[StoreServer, StoreServer]:
        """The two servers of a shard, whichever leads."""
        return self.servers[shard], self.servers[shard + self.shards]

    async def primary(self, shard: int) -> StoreServer:
        """The one of the two that leads once the other follows it."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                first, second = self.pair(shard)
                for one, other in ((first, second), (second, first)):
                    if await _follow(one, [other]):
                        return one
                await asyncio.sleep(0.02)  # noqa: TID251  -- other processes agree

    async def formed(self) -> None:
        """Return when all slots are served by all nodes' account, and every replica is in step."""
        for shard in range(self.shards):
            await self.primary(shard)
        for server in self.servers:
            async with asyncio.timeout(PATIENCE_SECONDS), server.client() as client:
                while (await client.execute_command("CLUSTER INFO"))["cluster_state"] != "ok":  # noqa: ASYNC110
                    await asyncio.sleep(0.02)  # noqa: TID251  -- other processes agree


@asynccontextmanager
async def store_cluster(folder: Path, shards: int = 3) -> AsyncIterator[StoreCluster]:
    """A Cluster of so many primaries with a replica each."""
    nodes = [(f"{n:040x}", free_port(), free_port()) for n in range(1, 1 + 2 * shards)]
    options = (
        *("--cluster-enabled", "yes", "--cluster-node-timeout", str(SILENT_MS), *_DURABLE),
        *("--cluster-replica-validity-factor", "0", "--cluster-allow-replica-migration", "no"),
    )
    servers = []
    for number, (_, port, bus) in enumerate(nodes):
        server = StoreServer(
            folder=folder / f"node{number}", port=port, options=(*options, "--cluster-port", str(bus))
        )
        server.folder.mkdir(parents=True)
        (server.folder / "nodes.conf").write_text(_known(number, nodes, shards), encoding="utf-8")
        servers.append(server)
    async with _running(servers):
        cluster = StoreCluster(servers=servers, shards=shards)
        await cluster.formed()
        yield cluster


def _known(own: int, nodes: Sequence[tuple[str, int, int]], shards: int) -> str:
    """What a node has written down of all: https://valkey.io/commands/cluster-nodes/."""
    lines = []
    for number, (id_, port, bus) in enumerate(nodes):
        shard = number % shards
        leads = number < shards
        flags = ("myself," if number == own else "") + ("master" if leads else "slave")
        follows = "-" if leads else nodes[shard][0]
        slots = f" {SLOTS * shard // shards}-{SLOTS * (shard + 1) // shards - 1}" if leads else ""
        where = f"127.0.0.1:{port}@{bus},,tls-port=0,shard-id={shard + 1:040x}"
        lines.append(f"{id_} {where} {flags} {follows} 0 0 {shard + 1} connected{slots}")
    return "\n".join([*lines, f"vars currentEpoch {shards} lastVoteEpoch 0"]) + "\n"


@asynccontextmanager
async def _running(servers: Sequence[StoreServer]) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for server in servers:
            server.launch()
            stack.callback(server.kill)
        for server in servers:
            await server.ready()
        yield
