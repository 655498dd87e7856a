"""The catalogue that settings ask for, made of its texts once, and what was measured of its services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from bot.catalog.catalog import Catalog
from bot.catalog.files import texts_of
from bot.clock import Clock
from bot.domain.name_table import NameTable
from bot.domain.service import Edge, Service
from bot.kept_files import keep, kept
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.storage.client import Client

KIND: Final = "catalogue"
# What a catalogue is made by, all of it: with any of it, what is kept would be another.
_HERE: Final = Path(__file__).parent
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


def catalog_of(settings: BotSettings) -> Catalog:
    """The catalogue that the settings ask for. Raises ConfigurationError."""
    texts = texts_of(settings.catalog, shipped=settings.shipped_catalog)
    return made_of(tuple(texts.items()))


def catalog_today(settings: BotSettings, clock: Clock) -> Catalog:
    """The same without what is no more but its name. Raises ConfigurationError."""
    return catalog_of(settings).alive_on(clock.now().date())


async def laid_over(client: "Client", catalog: Catalog, day: date) -> Catalog:
    """The same with what was measured before a day."""
    # Who only has a question understood needs neither the store nor its client.
    from bot.measuring.overlay import with_measured  # noqa: PLC0415
    from bot.storage.measurements import Measurements  # noqa: PLC0415

    return with_measured(catalog, await Measurements(client).load_all(), day)


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
    files = (file for room in _MADE_BY for file in sorted((_HERE / room).glob("*.py")))
    for part in (*map(Path.read_bytes, files), *(text.encode() for pair in texts.items() for text in pair)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
