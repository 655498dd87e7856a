"""Canaries as targets of probes: of each region that the catalogue knows, those of two products or none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import tomli

from bot.catalog.catalog import Catalog
from bot.domain.probe import ProbeTarget

# One product that fails is not its region: a region is named when two do.
PRODUCTS: Final = 2


class PublicEndpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One product's public endpoint in many regions; `expects` is the status that it usually answers."""

    provider: str
    product: str
    url: str
    expects: int
    source: str
    regions: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    endpoint: tuple[PublicEndpoint, ...]


@cache
def shipped_endpoints() -> tuple[PublicEndpoint, ...]:
    """Those of the file beside this one."""
    text = files("bot.catalog.canaries").joinpath("endpoints.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomli.loads(text), _File).endpoint


def canaries(catalog: Catalog, endpoints: Iterable[PublicEndpoint]) -> tuple[ProbeTarget, ...]:
    """The targets, region by region; `organisation` is the product, `service` the provider."""
    by_region: defaultdict[str, list[ProbeTarget]] = defaultdict(list)
    for target in _targets(endpoints):
        if target.node in catalog.services:
            by_region[target.node].append(target)
    return tuple(
        target
        for found in by_region.values()
        if len({target.organisation for target in found}) >= PRODUCTS
        for target in found
    )


def _targets(endpoints: Iterable[PublicEndpoint]) -> Iterator[ProbeTarget]:
    for endpoint in endpoints:
        for region in endpoint.regions:
            node = f"{endpoint.provider}/{region}"
            yield ProbeTarget(
                id=f"{node}/{endpoint.product}",
                url=endpoint.url.replace("{region}", region),
                service=endpoint.provider,
                organisation=endpoint.product,
                node=node,
                is_canary=True,
                usual_status=endpoint.expects,
            )
