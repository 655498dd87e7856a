"""Services on known edges and clouds, with what DNS and their front pages say: as a table, and on loopback.

    python -m tests.measured_world --services 500

measures them all over real sockets, in simulated time, and says what was found, missed and wrong.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Final

from redis.asyncio import Redis

from adapters.edges import owners_of
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load as load_catalog
from bot.clock import SimulatedClock
from bot.demo.edges import EdgeMode, edge_answer
from bot.domain.dns import DnsAnswers, DnsFailure
from bot.domain.measurement import MeasuredService
from bot.domain.probe import ProbeResult
from bot.domain.service import Service
from bot.measuring import fingerprints, ranges
from bot.measuring.reading import FrontAnswer, ProviderTables
from bot.panels.opt_out import OptOut
from bot.polling.fetcher import Fetcher
from bot.probing.front_pages import FrontReader
from bot.probing.measurer import LOOK_EVERY, MEASURE_SHARD, Measurer
from bot.probing.resolver import Resolver
from bot.probing.robots import Robots
from bot.storage.client import Client
from bot.storage.lease import Lease
from bot.storage.measurements import Measurements
from bot.storage.robots import RobotsFiles
from bot.storage.server import embedded_server
from tests.builders import NOON, a_service
from tests.servers.name_server import Manner, NameServer, name_server
from tests.servers.sites import NOT_FOUND, Answer, Sites, sites

AGENT: Final = "sharedfate/1 (status page reader; +https://example.org/bot)"
ALIASES: Final = {
    "fastly": ("{}.map.fastly.net",),
    "aws/cloudfront": ("D{}.CloudFront.net",),
    "cloudflare": ("www.{}.example.cdn.cloudflare.net",),
    "akamai": ("{}.example.edgekey.net", "e{}.a.akamaiedge.net"),
    "azure/front-door": ("{}.azurefd.net", "shared.t-0009.t-msedge.net"),
    "vercel": ("cname.vercel-dns.com",),
    "netlify": ("{}.netlify.app",),
    "heroku": ("{}.herokudns.com",),
    "aws/eu-west-1": ("lb-{}.eu-west-1.elb.amazonaws.com",),
    "bunny-net": ("{}.b-cdn.net",),
    "imperva": ("{}.x.incapdns.net",),
    "gcp": ("ghs.googlehosted.com",),
}
BY_ADDRESS: Final = (
    "cloudflare", "fastly", "aws/cloudfront", "azure/front-door", "aws/us-east-1", "gcp/us-central1",
    "azure/westeurope", "digitalocean", "oracle-cloud",
)  # fmt: skip
BY_HEADER: Final = (
    "cloudflare",
    "fastly",
    "akamai",
    "aws/cloudfront",
    "azure/front-door",
    "vercel",
    "netlify",
)
NAME_SERVERS: Final = {
    "cloudflare/dns": "sima.ns.cloudflare.com",
    "aws/route53": "ns-7.awsdns-45.co.uk",
    "azure/dns": "ns1-01.azure-dns.com",
    "ns1": "dns1.p01.nsone.net",
    "akamai-edge-dns": "a1-1.akam.net",
}
# What looks like somebody's and is nobody's.
LOOKALIKES: Final = (
    "{}.notcloudfront.net", "cloudfront.net.{}.example.org", "evilfastly.net", "{}.trafficmanager.net",
    "{}.example.akadns.net", "cdn.cloudflare.net.example.org",
)  # fmt: skip
LEAST_FOUND: Final = 0.99
NOBODY: Final = "198.18.0.{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One service: what DNS says of its names, what its front pages answer, and what is true of it.

    `edge` writes the headers of what is answered at the last host; `leads_to` are hosts that redirect, and
    where to; `manner` is how DNS mistreats who asks.
    """

    service: Service
    truth: frozenset[str]
    records: Mapping[tuple[str, str], tuple[str, ...]]
    edge: str | None = None
    leads_to: Mapping[str, str] = field(default_factory=dict)
    manner: Manner | None = None


class Drawer:
    """Draws sites of all kinds, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._draw = random.Random(seed)
        self._ranges = shipped_ranges()

    def sites(self, count: int) -> list[Site]:
        kinds = (
            self._by_alias, self._by_address, self._behind_two, self._steered, self._by_header,
            self._moved_to_www, self._multiple, self._elsewhere, self._parked, self._lookalike, self._hostile,
        )  # fmt: skip
        return [kinds[n % len(kinds)](f"acme{n}") for n in range(count)]

    def _by_alias(self, name: str) -> Site:
        node = self._draw.choice(sorted(ALIASES))
        return self._site(name, {node}, chain=[alias.format(name) for alias in ALIASES[node]])

    def _by_address(self, name: str) -> Site:
        node = self._draw.choice(BY_ADDRESS)
        return self._site(name, {node}, addresses=[self._in(node), self._in(node)])

    def _behind_two(self, name: str) -> Site:
        return self._site(
            name, {"zendesk", "cloudflare"}, chain=[f"{name}.zendesk.com"], addresses=[self._in("cloudflare")]
        )

    def _steered(self, name: str) -> Site:
        chain = [f"{name}.trafficmanager.net", f"{name}.map.fastly.net"]
        return self._site(name, {"fastly"}, chain=chain, addresses=[self._in("fastly")])

    def _by_header(self, name: str) -> Site:
        node = self._draw.choice(BY_HEADER)
        return self._site(name, {node}, edge=node)

    def _moved_to_www(self, name: str) -> Site:
        """The bare domain only redirects, from somewhere else."""
        site = self._site(name, {"fastly"}, host=f"www.{name}.example", chain=[f"{name}.map.fastly.net"])
        bare = (f"{name}.example", "A")
        return replace(
            site,
            records={**site.records, bare: (self._in("aws/us-east-1"),)},
            leads_to={f"{name}.example": f"www.{name}.example"},
        )

    def _multiple(self, name: str) -> Site:
        return self._site(
            name, {"cloudflare", "fastly"}, addresses=[self._in("cloudflare"), self._in("fastly")]
        )

    def _elsewhere(self, name: str) -> Site:
        site = self._site(name, set(), addresses=[self._in("cloudflare")], edge="cloudflare", has_dns=False)
        return replace(site, leads_to={f"{name}.example": "www.somebody-else.example"})

    def _parked(self, name: str) -> Site:
        site = self._site(name, set(), addresses=[self._in("aws/us-east-1")], has_dns=False)
        return replace(site, records={**site.records, (f"{name}.example", "NS"): ("ns1.sedoparking.com.",)})

    def _lookalike(self, name: str) -> Site:
        return self._site(name, set(), chain=[self._draw.choice(LOOKALIKES).format(name)])

    def _hostile(self, name: str) -> Site:
        """Who mistreats us by DNS, and answers nothing."""
        site = self._site(name, set(), has_dns=False)
        host = f"{name}.example"
        if self._draw.random() < 0.5:
            return replace(site, manner=Manner.SERVFAIL)
        circle = {(host, "CNAME"): (f"a.{host}.",), (f"a.{host}", "CNAME"): (f"{host}.",)}
        return replace(site, records=circle)

    def _site(
        self,
        name: str,
        truth: Collection[str],
        *,
        host: str = "",
        chain: Collection[str] = (),
        addresses: Collection[str] = (),
        edge: str | None = None,
        has_dns: bool = True,
    ) -> Site:
        host = host or f"{name}.example"
        path = [host, *chain]
        records: dict[tuple[str, str], tuple[str, ...]] = {
            (one.lower(), "CNAME"): (f"{other}.",) for one, other in pairwise(path)
        }
        at = [*addresses] or [NOBODY.format(self._draw.randrange(256))]
        records[path[-1].lower(), "A"] = tuple(a for a in at if ":" not in a) or (NOBODY.format(1),)
        if sixes := tuple(a for a in at if ":" in a):
            records[path[-1].lower(), "AAAA"] = sixes
        answers_for = self._draw.choice(sorted(NAME_SERVERS)) if has_dns else None
        if answers_for is not None:
            records[f"{name}.example", "NS"] = (f"{NAME_SERVERS[answers_for]}.",)
        known = frozenset({*truth, answers_for} if answers_for else truth)
        service = a_service(name, domain=f"{name}.example", sources=())
        return Site(service=service, truth=known, records=records, edge=edge)

    def _in(self, node: str) -> str:
        """An address of a provider, of either family where there are both."""
        families = [f for f in (self._ranges.v4, self._ranges.v6) if node in f.nodes]
        family = self._draw.choice(families)
        at = self._draw.choice([n for n, other in enumerate(family.nodes) if other == node])
        number = self._draw.choice((family.firsts[at], family.lasts[at]))
        return str(ip_address(number.to_bytes(4 if family is self._ranges.v4 else 16, "big")))


@cache
def shipped_ranges() -> ranges.Ranges:
    return ranges.load()


@cache
def providers() -> dict[str, Service]:
    return {id_: replace(service, domain=None) for id_, service in load_catalog().services.items()}


def catalog_with(world: Collection[Site]) -> Catalog:
    """The shipped catalogue's providers, and these services."""
    return Catalog(services=providers() | {site.service.id: site.service for site in world}, edges=())


def tables_of(catalog: Catalog) -> ProviderTables:
    return ProviderTables(fingerprints=fingerprints.load(), ranges=shipped_ranges(), catalog=catalog)


def answers_of(site: Site) -> tuple[DnsAnswers, FrontAnswer | None]:
    """What a perfect resolver and a front page say of a site, as values."""
    bare = site.service.domain or ""
    host = site.leads_to.get(bare, bare)
    if site.manner is not None:
        return DnsAnswers(name=bare, failure=DnsFailure.REFUSED), None
    chain: list[str] = []
    name = host
    while (name, "CNAME") in site.records and len(chain) < 20:
        chain.append(site.records[name, "CNAME"][0].rstrip("."))
        name = chain[-1].lower()
    answers = DnsAnswers(
        name=host if host.endswith(bare) else bare,
        chain=tuple(chain),
        addresses=(*site.records.get((name, "A"), ()), *site.records.get((name, "AAAA"), ())),
        name_servers=tuple(ns.rstrip(".") for ns in site.records.get((bare, "NS"), ())),
    )
    return answers, FrontAnswer(edges=(site.edge,) if site.edge else (), host=host)


@dataclass
class MeasuredWorld:
    """All of it on loopback, with somebody who measures it. `watched` are what channels watch."""

    dns: NameServer
    front: Sites
    clock: SimulatedClock
    store: Measurements
    measurer: Measurer
    sites: dict[str, Site]
    watched: set[str] = field(default_factory=set)

    def move(self, site: Site) -> None:
        """Have a service be somewhere else from now on."""
        self.sites[site.service.id] = site
        for (name, kind), values in site.records.items():
            for other in ("A", "AAAA", "CNAME"):
                if kind in ("A", "CNAME"):
                    self.dns.records.pop((name, other), None)
            self.dns.records[name, kind] = list(values)
        if site.manner is not None:
            self.dns.manners[site.service.domain or ""] = site.manner

    async def look(self, looks: int) -> int:
        """Let it look so many times; return how often there was anybody due."""
        found = 0
        for _ in range(looks):
            found += await self.measurer.step()
            await self.clock.advance(LOOK_EVERY)
        return found


@asynccontextmanager
async def measured_world(
    client: Client, drawn: Collection[Site], *, opt_out: str = "", robots: bytes = b""
) -> AsyncIterator[MeasuredWorld]:
    """Run a world."""
    clock = SimulatedClock(NOON)

    def serve(host: str, path: str) -> Answer:
        site = world.sites.get(host.removeprefix("www.").partition(".")[0])
        if path == "/robots.txt" and robots:
            return Answer(robots)
        if site is None or path == "/robots.txt":
            return NOT_FOUND
        if host in site.leads_to:
            return Answer(status=301, headers=(f"Location: {front.url(site.leads_to[host], '/')}",))
        if site.edge is None:
            return Answer(b"hello")
        said = edge_answer(site.edge, EdgeMode.SERVED, 7)
        return Answer(said.body, said.status, tuple(f"{name}: {value}" for name, value in said.headers))

    async with name_server() as dns, sites(serve) as front, Fetcher(AGENT, resolve=front.resolve) as fetcher:
        placed = [
            replace(s, service=replace(s.service, front=front.url(s.service.domain or "", "/")))
            for s in drawn
        ]
        store = Measurements(client)
        watched: set[str] = set()

        async def watches() -> set[str]:
            return watched

        measurer = Measurer(
            store=store,
            names=Resolver.of(dns.address),
            fronts=FrontReader(
                answers=fetcher,
                rules=Robots(fetcher=fetcher, files=RobotsFiles(client), clock=clock),
                owners_of=owners_of,
                allow_private=True,
            ),
            tables=tables_of(catalog_with(placed)),
            opt_out=OptOut.of(opt_out),
            watched=watches,
            probed=nothing_probed,
            vantage="here",
            lease=Lease(client, MEASURE_SHARD, "a"),
            clock=clock,
        )
        world = MeasuredWorld(dns, front, clock, store, measurer, {}, watched)
        for site in placed:
            world.move(site)
        yield world


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Nodes that are true, found of them, and found beside them."""

    true: int
    found: int
    wrong: tuple[tuple[str, str], ...]


def figures(world: Collection[Site], found: Mapping[str, Collection[str]]) -> Figures:
    """How what was found compares with what is true."""
    return Figures(
        true=sum(len(site.truth) for site in world),
        found=sum(len(site.truth & set(found.get(site.service.id, ()))) for site in world),
        wrong=tuple(_wrong(world, found)),
    )


def nodes_of(records: Mapping[str, MeasuredService]) -> dict[str, set[str]]:
    return {service: {edge.node for edge in record.now} for service, record in records.items()}


def _wrong(world: Collection[Site], found: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    for site in world:
        for node in sorted(set(found.get(site.service.id, ())) - site.truth):
            yield site.service.id, node


async def nothing_probed() -> dict[str, ProbeResult]:
    return {}


async def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a world of services on loopback.")
    parser.add_argument("--services", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    drawn = Drawer(arguments.seed).sites(arguments.services)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            embedded_server(Path(folder)) as socket,
            Redis(unix_socket_path=str(socket)) as client,
            measured_world(client, drawn) as world,
        ):
            looks = await world.look(4 * len(drawn))
            result = figures(drawn, nodes_of(await world.store.load_all()))
    said = f"{result.found} of {result.true} found, {len(result.wrong)} wrong"
    print(f"{len(drawn)} services, {looks} looks: {said}")  # noqa: T201
    if result.found < LEAST_FOUND * result.true or result.wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    asyncio.run(main())
