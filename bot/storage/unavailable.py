"""The trouble of a store in our own words, for who may not know its library."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import StoreUnavailable
from bot.storage.client import STORE_FAILURES
from bot.storage.failures import in_words


@contextmanager
def as_unavailable() -> Iterator[None]:
    """Raise StoreUnavailable for whatever the library raises within."""
    try:
        yield
    except (*STORE_FAILURES, OSError) as error:
        raise StoreUnavailable(in_words(error)) from error
