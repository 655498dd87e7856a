"""Imports of libraries without what they would import for things that we do not use."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*modules: str) -> Iterator[None]:
    """What is imported within finds these modules not installed; where one was imported before, it is there.

    https://docs.python.org/3/reference/import.html#the-module-cache: None in `sys.modules` says so.
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
