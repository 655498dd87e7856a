"""A catalogue with its names, made of its texts once, and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from bot.catalog.catalog import Catalog
from bot.domain.name_table import NameTable
from bot.domain.service import Edge, Service
from bot.kept_files import keep, kept

KIND: Final = "catalogue"
# The rooms whose code makes a catalogue: changed, it would make another.
_MADE_BY: Final = ("catalog", "questions", "domain")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A catalogue as it is kept."""

    services: tuple[Service, ...]
    edges: tuple[Edge, ...]
    names: NameTable

    def catalog(self) -> Catalog:
        """The catalogue again."""
        services = {service.id: service for service in self.services}
        return Catalog(services=services, edges=self.edges, names=self.names)


@lru_cache(maxsize=1)
def made_of(texts: tuple[tuple[str, str], ...]) -> Catalog:
    """The catalogue of these texts, as it was kept, or made and kept. Raises ConfigurationError."""
    make = make_of(dict(texts))
    if (content := kept(KIND, make)) is not None:
        try:
            return msgspec.msgpack.decode(content, type=_Made).catalog()
        except msgspec.MsgspecError:
            pass
    content = content_of(dict(texts))
    keep(KIND, make, content)
    return msgspec.msgpack.decode(content, type=_Made).catalog()


def content_of(texts: Mapping[str, str]) -> bytes:
    """The file that keeps a catalogue. Raises ConfigurationError."""
    # These read TOML and make names: who finds the file does neither.
    from bot.catalog.loader import load_texts  # noqa: PLC0415
    from bot.questions.names import name_table  # noqa: PLC0415

    catalog = load_texts(texts)
    services = tuple(catalog.services.values())
    return msgspec.msgpack.encode(_Made(services=services, edges=catalog.edges, names=name_table(catalog)))


def make_of(texts: Mapping[str, str]) -> str:
    """What tells the catalogue of these texts, made by this very program, from any other."""
    digest = blake2b(digest_size=16)
    here = Path(__file__).parent
    files = (file for room in _MADE_BY for file in sorted((here / room).glob("*.py")))
    for part in (*map(Path.read_bytes, files), *(text.encode() for pair in texts.items() for text in pair)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
