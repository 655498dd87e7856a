"""A part of what we answer over HTTP."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.routing import BaseRoute
from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class Area:
    """Some routes, and what runs while they are served: `lifespan` is entered before and left after.

    `lost` answers what is found in no area; of several the last one's.
    """

    routes: Sequence[BaseRoute]
    lifespan: Callable[[], AbstractAsyncContextManager[object]] | None = None
    lost: ASGIApp | None = None
