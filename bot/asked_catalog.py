"""The catalogue that settings ask for, and what was measured of its services."""

from datetime import date
from typing import TYPE_CHECKING

from bot.catalog.catalog import Catalog
from bot.catalog.files import texts_of
from bot.clock import Clock
from bot.made_catalog import made_of
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.storage.client import Client


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
