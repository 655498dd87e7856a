"""The shipped catalogue and its names, read once a process."""

from functools import cache

from bot.asked_catalog import catalog_of
from bot.catalog.catalog import Catalog
from bot.questions.names import Names
from bot.settings import BotSettings


@cache
def shipped_catalog() -> Catalog:
    """All services that we ship."""
    return catalog_of(BotSettings())


@cache
def shipped_names() -> Names:
    """What they are called."""
    return Names(shipped_catalog())
