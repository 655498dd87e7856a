"""DNS and HTTP answers about a service, to what it stands on: nothing that could be otherwise.

What tells most comes first: an alias, an address, a header, a name server. A node is told once, by the most
certain of what shows it; two nodes of one layer are two, for a service may stand on both (a help centre at
Zendesk, behind Cloudflare). Mail and TXT are not asked for: they prove an account, and no use.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.dns import DnsAnswers
from bot.domain.measurement import Layer, MeasuredBy, Measurement
from bot.domain.service import Service
from bot.measuring import fingerprints, ranges
from bot.measuring.fingerprints import Fingerprint, Fingerprints
from bot.measuring.host_names import is_within, labels_of, normal
from bot.measuring.ranges import Ranges

# Resolvers follow fewer: whoever has more wants to be followed for long.
MAX_CHAIN: Final = 16
# Of answers that list more, the rest is not looked at.
MAX_ADDRESSES: Final = 32
MAX_NAME_SERVERS: Final = 16
MAX_DETAIL: Final = 100
# Of an S3 website the region may stand behind a dash: `s3-website-eu-west-1` (Amazon S3 User Guide).
_BEFORE_A_REGION: Final = ("s3-website-", "s3-")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontAnswer:
    """Whose edges had their hands in what the front page answered, and at which host it did in the end."""

    edges: tuple[str, ...]
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTables:
    """What answers are compared with; `catalog` says which nodes there are."""

    fingerprints: Fingerprints
    ranges: Ranges
    catalog: Catalog


def provider_tables(catalog: Catalog) -> ProviderTables:
    """The shipped tables, for a catalogue."""
    return ProviderTables(fingerprints=fingerprints.load(), ranges=ranges.load(), catalog=catalog)


@dataclass(frozen=True, slots=True)
class _Found:
    node: str
    layer: Layer
    by: MeasuredBy
    detail: str


def measured(
    service: Service, answers: DnsAnswers, front: FrontAnswer | None, at: datetime, tables: ProviderTables
) -> tuple[Measurement, ...]:
    """What a look shows, the most certain first; empty where it shows nothing, or cannot be trusted.

    A front page that is answered elsewhere in the end says nothing of this service, and neither does a domain
    that is parked.
    """
    names = (*answers.chain, *answers.name_servers)
    if tables.fingerprints.is_parked(names) or is_endless(answers):
        return ()
    if front is not None and not is_own(front.host, (answers.name, service.domain or "")):
        return ()
    best: dict[tuple[str, Layer], _Found] = {}
    for found in _all(answers, front, tables):
        best.setdefault((found.node, found.layer), found)
    return tuple(
        Measurement(
            service=service.id,
            node=found.node,
            layer=found.layer,
            by=found.by,
            detail=found.detail[:MAX_DETAIL],
            at=at,
        )
        for found in _without_wholes(best)
    )


def is_own(host: str, names: Iterable[str]) -> bool:
    """Whether a host is one of these names, below one, or their domain without www."""
    return any(is_within(host, normal(name).removeprefix("www.")) for name in names)


def is_endless(answers: DnsAnswers) -> bool:
    """Whether aliases lead on and on, or round in a circle."""
    names = [normal(name) for name in (answers.name, *answers.chain)]
    return len(answers.chain) > MAX_CHAIN or len(set(names)) < len(names)


def _all(answers: DnsAnswers, front: FrontAnswer | None, tables: ProviderTables) -> Iterator[_Found]:
    """Everything that is shown, the most certain first."""
    yield from _by_alias(answers, tables)
    for address in answers.addresses[:MAX_ADDRESSES]:
        if (node := _known(tables.ranges.node_of(address), tables)) is not None:
            yield _Found(node, _layer_of(node, tables), MeasuredBy.ADDRESS, address)
    for edge in front.edges if front is not None else ():
        if (node := _known(edge, tables)) is not None:
            yield _Found(node, _layer_of(node, tables), MeasuredBy.HEADER, "of its front page")
    for name in answers.name_servers[:MAX_NAME_SERVERS]:
        server = tables.fingerprints.of_name_server(name)
        if server is not None and (node := _known(server.node, tables)) is not None:
            yield _Found(node, Layer.DNS, MeasuredBy.NS, normal(name))


def _by_alias(answers: DnsAnswers, tables: ProviderTables) -> Iterator[_Found]:
    for name in answers.chain:
        alias = tables.fingerprints.of_alias(name)
        node = _known(_part_of(alias, name, tables), tables) if alias is not None else None
        if alias is not None and node is not None:
            yield _Found(node, alias.layer, MeasuredBy.CNAME, normal(name))


def _known(node: str | None, tables: ProviderTables) -> str | None:
    """A node, or the nearest whole of it that the catalogue has."""
    while node and node not in tables.catalog.services:
        node = node.rpartition("/")[0]
    return node or None


def _part_of(alias: Fingerprint, name: str, tables: ProviderTables) -> str:
    """The region that a name in front of the suffix says, where it is one; else the node itself."""
    depth = len(alias.pattern)
    for label in labels_of(name)[depth : depth + alias.regions]:
        for before in ("", *_BEFORE_A_REGION):
            part = f"{alias.node}/{label.removeprefix(before)}"
            if label.startswith(before) and "region" in _kinds_of(part, tables):
                return part
    return alias.node


def _kinds_of(node: str, tables: ProviderTables) -> tuple[str, ...]:
    """What a node is to those who stand on it; empty for one that is not known."""
    service = tables.catalog.services.get(node)
    return service.kinds if service is not None else ()


def _layer_of(node: str, tables: ProviderTables) -> Layer:
    return Layer.EDGE if node in tables.fingerprints.edges else Layer.HOST


def _without_wholes(best: dict[tuple[str, Layer], _Found]) -> Iterator[_Found]:
    """All but a whole of which a part was found, which says more. Name servers are another matter."""
    for (node, layer), found in best.items():
        is_dns = layer is Layer.DNS
        parts = (other for other, of in best if (of is Layer.DNS) is is_dns)
        if not any(other.startswith(f"{node}/") for other in parts):
            yield found
