"""By which names in DNS a provider is told: the table, and how it is looked up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Final, Literal

import msgspec
import tomli

from bot.domain.measurement import Layer
from bot.errors import ConfigurationError
from bot.measuring.host_names import fits, labels_of

SHIPPED: Final = "fingerprints.toml"
STEERING: Final = "steering"


class _Alias(msgspec.Struct, forbid_unknown_fields=True):
    node: str
    layer: Literal["edge", "host", "steering"]
    suffixes: tuple[str, ...]
    source: str
    regions: int = 0


class _NameServer(msgspec.Struct, forbid_unknown_fields=True):
    node: str
    suffixes: tuple[str, ...]
    source: str


class _Parked(msgspec.Struct, forbid_unknown_fields=True):
    suffixes: tuple[str, ...]
    source: str


class _Tables(msgspec.Struct, forbid_unknown_fields=True):
    cname: tuple[_Alias, ...] = ()
    ns: tuple[_NameServer, ...] = ()
    parked: tuple[_Parked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Names that end so are a provider's. `regions`: of so many labels in front, one may be a region."""

    node: str
    layer: Layer
    pattern: tuple[str, ...]
    source: str
    regions: int = 0


@dataclass(frozen=True, kw_only=True)
class Fingerprints:
    """What aliases and name servers give away, and which names stand for a domain that serves nobody."""

    aliases: tuple[Fingerprint, ...] = ()
    name_servers: tuple[Fingerprint, ...] = ()
    parked: tuple[tuple[str, ...], ...] = ()
    edges: frozenset[str] = field(default_factory=frozenset)

    def of_alias(self, name: str) -> Fingerprint | None:
        """Whose name this is, by the longest that fits."""
        return _best(self._aliases_by_end, name)

    def of_name_server(self, name: str) -> Fingerprint | None:
        """Whose name server this is, by the longest that fits."""
        return _best(self._name_servers_by_end, name)

    def is_parked(self, names: Iterable[str]) -> bool:
        """Whether one of these names says that nobody serves anything there."""
        return any(fits(labels_of(name), pattern) for name in names for pattern in self.parked)

    @cached_property
    def _aliases_by_end(self) -> dict[str, tuple[Fingerprint, ...]]:
        return _by_end(self.aliases)

    @cached_property
    def _name_servers_by_end(self) -> dict[str, tuple[Fingerprint, ...]]:
        return _by_end(self.name_servers)


def load() -> Fingerprints:
    """The shipped table."""
    return load_text(SHIPPED, files("bot.measuring").joinpath(SHIPPED).read_text(encoding="utf-8"))


def load_text(name: str, text: str) -> Fingerprints:
    """A table from TOML. Raises ConfigurationError with the name and the fault."""
    try:
        tables = msgspec.convert(tomli.loads(text), _Tables)
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigurationError(f"{name}: {error}") from error
    return Fingerprints(
        aliases=tuple(_aliases(tables)),
        name_servers=tuple(
            Fingerprint(node=row.node, layer=Layer.DNS, pattern=labels_of(suffix), source=row.source)
            for row in tables.ns
            for suffix in row.suffixes
        ),
        parked=tuple(labels_of(suffix) for row in tables.parked for suffix in row.suffixes),
        edges=frozenset(row.node for row in tables.cname if row.layer == "edge"),
    )


def _aliases(tables: _Tables) -> Iterator[Fingerprint]:
    """All but those that only choose among others: what they lead to tells more."""
    for row in tables.cname:
        if row.layer == STEERING:
            continue
        for suffix in row.suffixes:
            yield Fingerprint(
                node=row.node,
                layer=Layer(row.layer),
                pattern=labels_of(suffix),
                source=row.source,
                regions=row.regions,
            )


def _by_end(rows: Iterable[Fingerprint]) -> dict[str, tuple[Fingerprint, ...]]:
    """By the outermost label, the longest pattern first."""
    found: dict[str, list[Fingerprint]] = {}
    for row in sorted(rows, key=lambda row: -len(row.pattern)):
        found.setdefault(row.pattern[0], []).append(row)
    return {end: tuple(group) for end, group in found.items()}


def _best(by_end: dict[str, tuple[Fingerprint, ...]], name: str) -> Fingerprint | None:
    labels = labels_of(name)
    rows = by_end.get(labels[0], ()) if labels else ()
    return next((row for row in rows if fits(labels, row.pattern)), None)
