"""The routes of the API, asked in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from adapters.web.api.context import WebApi
from adapters.web.api.routes import routes


@asynccontextmanager
async def asked(api: WebApi) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the routes to whoever asks."""
    transport = httpx.ASGITransport(Starlette(routes=routes(api)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
