"""The catalogue that settings ask for."""

from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import Clock
from bot.settings import BotSettings


def catalog_of(settings: BotSettings) -> Catalog:
    """The catalogue that the settings ask for. Raises ConfigurationError."""
    return load(settings.catalog, shipped=settings.shipped_catalog)


def catalog_today(settings: BotSettings, clock: Clock) -> Catalog:
    """The same without what is no more but its name. Raises ConfigurationError."""
    return catalog_of(settings).alive_on(clock.now().date())
