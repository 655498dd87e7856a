"""Load the catalogue from its TOML files, one a category."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import tomli

from bot.catalog.catalog import Catalog
from bot.catalog.evidence import rank
from bot.catalog.files import text_of, texts_of
from bot.catalog.intervals import floor_of, interval_of
from bot.domain.service import Confidence, Edge, EdgeEvidence, NamedComponent, Service, Source, Strength, Tier
from bot.errors import ConfigurationError


class _Evidence(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    kind: str
    tier: Tier
    strength: Strength
    known_from: date | None = None
    event: str | None = None
    part: str | None = None


class _DependsOn(msgspec.Struct, forbid_unknown_fields=True):
    on: str
    evidence: list[_Evidence] = []


class _Component(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    aliases: tuple[str, ...] = ()


class _Source(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    format: str = ""
    interval_seconds: int | None = None
    components: tuple[str, ...] = ()
    allow_private: bool = False


class _Service(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    organisation: str = ""
    aliases: tuple[str, ...] = ()
    domain: str | None = None
    front: str | None = None
    mentions: tuple[str, ...] = ()
    kind: str | tuple[str, ...] = ()
    parent: str | None = None
    status_url: str | None = None
    reference: str | None = None
    unreadable_because: str | None = None
    confidence: Confidence | None = None
    retired: date | None = None
    component: list[_Component] = []
    source: list[_Source] = []
    depends_on: list[_DependsOn] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    service: list[_Service] = []


def load(extra: Path | None = None, *, shipped: bool = True) -> Catalog:
    """The shipped catalogue, and one more file if given. Raises ConfigurationError naming file and fault."""
    return load_texts(texts_of(extra, shipped=shipped))


def load_texts(texts: Mapping[str, str]) -> Catalog:
    """A catalogue from TOML texts by file name. Raises ConfigurationError."""
    services: dict[str, Service] = {}
    edges: list[Edge] = []
    for name, text in texts.items():
        category = Path(name).stem
        for wire in _read(name, text).service:
            if wire.id in services:
                raise ConfigurationError(f"{name}: the service {wire.id} is there twice")
            services[wire.id] = _service(name, wire, category)
            edges.extend(_edges(name, wire))
    return Catalog(services=services, edges=tuple(edges))


def _read(name: str, text: str) -> _File:
    try:
        document: dict[str, Any] = tomli.loads(text)
        return msgspec.convert(document, _File)
    except RecursionError as error:
        raise ConfigurationError(f"{name}: brackets within brackets too deep to be a catalogue") from error
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigurationError(f"{name}: {error}") from error


def raised_intervals(path: Path) -> list[str]:
    """A sentence for each interval of a catalogue file that is below the floor, and so raised to it."""
    text = text_of(path)
    if "interval_seconds" not in text:
        return []
    found = []
    for wire in _read(str(path), text).service:
        for source in wire.source:
            floor = floor_of(allow_private=source.allow_private)
            if source.interval_seconds is not None and timedelta(seconds=source.interval_seconds) < floor:
                found.append(
                    f"{path}: {wire.id}: interval_seconds = {source.interval_seconds} is below the floor: "
                    f"polled every {floor.total_seconds():.0f} s"
                )
    return found


def _service(file: str, wire: _Service, category: str) -> Service:
    sources = tuple(
        Source(
            id=wire.id if number == 0 else f"{wire.id}/{number}",
            service=wire.id,
            url=source.url,
            format=source.format,
            page_url=wire.status_url or source.url,
            interval=interval_of(
                f"{file}: {wire.id}",
                source.interval_seconds,
                is_feed=source.format.endswith("feed"),
                allow_private=source.allow_private,
            ),
            allow_private=source.allow_private,
            is_doubtful=wire.confidence is Confidence.LOW,
            components=source.components,
        )
        for number, source in enumerate(wire.source)
    )
    return Service(
        id=wire.id,
        name=wire.name,
        category=category,
        organisation=wire.organisation or wire.id.split("/", maxsplit=1)[0],
        aliases=wire.aliases,
        domain=wire.domain,
        front=wire.front,
        components=tuple(NamedComponent(id=c.id, name=c.name, aliases=c.aliases) for c in wire.component),
        sources=sources,
        mentions=wire.mentions,
        kinds=(wire.kind,) if isinstance(wire.kind, str) else wire.kind,
        parent=wire.parent,
        status_url=wire.status_url,
        reference=wire.reference,
        unreadable_because=wire.unreadable_because,
        confidence=wire.confidence,
        retired=wire.retired,
    )


def _edges(name: str, wire: _Service) -> Iterable[Edge]:
    for depends in wire.depends_on:
        if not depends.evidence:
            raise ConfigurationError(
                f"{name}: {wire.id} depends on {depends.on} without evidence: such an edge does not exist"
            )
        evidence = [
            EdgeEvidence(
                source=e.source,
                kind=e.kind,
                tier=e.tier,
                strength=e.strength,
                known_from=e.known_from,
                event=e.event,
                part=e.part,
            )
            for e in depends.evidence
        ]
        evidence.sort(key=rank)
        yield Edge(service=wire.id, infrastructure=depends.on, evidence=tuple(evidence))
