"""The catalogue that settings ask for, and what was measured of its services."""

from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import Clock
from bot.measuring.overlay import with_measured
from bot.settings import BotSettings
from bot.storage.client import Client
from bot.storage.measurements import Measurements


def catalog_of(settings: BotSettings) -> Catalog:
    """The catalogue that the settings ask for. Raises ConfigurationError."""
    return load(settings.catalog, shipped=settings.shipped_catalog)


def catalog_today(settings: BotSettings, clock: Clock) -> Catalog:
    """The same without what is no more but its name. Raises ConfigurationError."""
    return catalog_of(settings).alive_on(clock.now().date())


async def laid_over(client: Client, catalog: Catalog, day: date) -> Catalog:
    """The same with what was measured before a day."""
    return with_measured(catalog, await Measurements(client).load_all(), day)
