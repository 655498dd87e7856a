"""The shipped catalogue and its names, made once a process: half a second each."""

from functools import cache

from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.questions.names import Names


@cache
def shipped_catalog() -> Catalog:
    """All services that we ship."""
    return load()


@cache
def shipped_names() -> Names:
    """What they are called."""
    return Names(shipped_catalog())
