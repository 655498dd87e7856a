"""Prove the catalogue: what is wrong with it, one sentence a problem."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from bot.catalog.catalog import Catalog
from bot.domain.service import Service

# What a provider can be to those who stand on it; a region is a place of its parent, and "other" is for
# certificates, monitoring, chat and the like.
KINDS: Final = frozenset(
    (
        "cloud",
        "region",
        "dns",
        "cdn",
        "email",
        "sms",
        "identity",
        "payments",
        "llm",
        "registry",
        "transit",
        "other",
    )
)


def problems(catalog: Catalog, formats: Collection[str]) -> tuple[str, ...]:
    """Every problem found; empty for a sound catalogue. `formats` are the names that we can read."""
    return (
        *_ambiguous(catalog),
        *(problem for service in catalog.services.values() for problem in _of_service(service, catalog)),
        *source_problems(catalog, formats),
        *_of_edges(catalog),
    )


def source_problems(catalog: Catalog, formats: Collection[str]) -> Iterator[str]:
    """What keeps pages from being read at all."""
    return (problem for service in catalog.services.values() for problem in _of_sources(service, formats))


def counts(catalog: Catalog) -> dict[str, int]:
    """How many services, sources, edges and infrastructures there are."""
    return {
        "services": len(catalog.services),
        "sources": len(catalog.sources),
        "edges": len(catalog.edges),
        "infrastructure": len(catalog.infrastructure),
    }


def _ambiguous(catalog: Catalog) -> Iterator[str]:
    names = ((name, s.id) for s in catalog.services.values() for name in _names(s))
    for alias, ids in _shared(names):
        yield f"“{alias}” could be {' or '.join(ids)}: take the alias from all but one"
    for phrase, ids in _shared(catalog.mention_phrases):
        yield f"the mention “{phrase}” could be {' or '.join(ids)}"


def _names(service: Service) -> Iterator[str]:
    yield from (service.id, service.name, *service.aliases)
    for component in service.components:
        yield from (component.name, *component.aliases)


def _shared(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for name, id_ in pairs:
        owners[name.casefold()].add(id_)
    return ((name, sorted(ids)) for name, ids in owners.items() if len(ids) > 1)


def _of_service(service: Service, catalog: Catalog) -> Iterator[str]:
    if service.parent is not None and service.parent not in catalog.services:
        yield f"{service.id}: its parent {service.parent} is not in the catalogue"
    if service.id in catalog.ancestors(service.id):
        yield f"{service.id}: is its own ancestor"
    if service.status_url is not None and not _is_address(service.status_url):
        yield f"{service.id}: {service.status_url} is no http(s) address"
    if service.front is not None and urlsplit(service.front).scheme != "https":
        yield f"{service.id}: {service.front} is no https address of a front page"
    for kind in sorted(set(service.kinds) - KINDS):
        yield f"{service.id}: the kind {kind} is none of {', '.join(sorted(KINDS))}"
    if any(not any(c.isalnum() for c in phrase) for phrase in service.mentions):
        yield f"{service.id}: a mention without a letter or a digit"
    yield from _unsaid(service)


def _unsaid(service: Service) -> Iterator[str]:
    """What an entry must tell of itself and does not."""
    if not service.sources and not service.unreadable_because and service.parent is None:
        yield f"{service.id}: has no source and does not say why (unreadable_because)"
    if service.retired is not None and not service.unreadable_because:
        yield f"{service.id}: is retired and does not say why (unreadable_because)"
    if (service.sources or service.status_url or service.retired) and not service.reference:
        yield f"{service.id}: does not say where its address or its end comes from (reference)"


def _of_sources(service: Service, formats: Collection[str]) -> Iterator[str]:
    for source in service.sources:
        if not _is_address(source.url):
            yield f"{service.id}: {source.url} is no http(s) address"
        if source.format and source.format not in formats:
            yield f"{service.id}: nothing reads the format {source.format}"


def _of_edges(catalog: Catalog) -> Iterator[str]:
    for edge in catalog.edges:
        if edge.infrastructure not in catalog.services:
            yield f"{edge.service}: depends on {edge.infrastructure}, which is not in the catalogue"
        for evidence in edge.evidence:
            if not evidence.source.startswith(("http://", "https://", "github:")):
                yield f"{edge.service} on {edge.infrastructure}: {evidence.source} is no reference"
            if evidence.part is not None and evidence.part not in catalog.services:
                yield f"{edge.service} on {edge.infrastructure}: unknown part {evidence.part}"


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
