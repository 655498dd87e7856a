"""Edges on a port of loopback, with the fingerprints of real ones: the Host header says whose site it is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

from bot.demo.edges import EdgeMode, edge_answer
from tests.servers.sites import HANGS_UP, Answer, Sites, sites


@dataclass
class EdgeWorld:
    """Sites by host, each behind the edge of a node. `modes` says what becomes of each; else it is served."""

    nodes: Mapping[str, str]
    modes: dict[str, EdgeMode] = field(default_factory=dict)
    answered: int = 0

    def serve(self, host: str, _path: str) -> Answer:
        """Any page of a site."""
        mode = self.modes.get(host, EdgeMode.SERVED)
        if mode is EdgeMode.SILENT:
            return HANGS_UP
        self.answered += 1
        answer = edge_answer(self.nodes[host], mode, self.answered)
        return Answer(answer.body, answer.status, tuple(f"{name}: {value}" for name, value in answer.headers))


@asynccontextmanager
async def edge_sites(world: EdgeWorld, tls: SSLContext | None = None) -> AsyncIterator[Sites]:
    """Run them. Only over TLS does an edge's error say whose it is."""
    async with sites(world.serve, tls) as running:
        yield running
