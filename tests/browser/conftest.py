"""A real Chromium, found on PATH and never fetched, and the board served on loopback."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright
from redis.asyncio import Redis

from bot.storage.client import Client

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Where it is, if it is here."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch_options() -> dict[str, Any]:
    """How it is started. It refuses to run as root with its sandbox; containers that build are root."""
    return {"executable_path": chromium(), "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need a browser."""
    missing = pytest.mark.skip(reason="there is no Chromium on PATH: apt-get install chromium")
    for item in items:
        if "browser" not in item.path.parts:
            continue
        item.add_marker(pytest.mark.browser)
        if chromium() is None:
            item.add_marker(missing)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests; each visit has a profile of its own."""
    async with async_playwright() as playwright:
        try:
            opened = await playwright.chromium.launch(**launch_options())
        except Error as error:
            pytest.skip(f"Chromium does not start here: {error.message.splitlines()[0]}")
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def store(server: Path) -> AsyncIterator[Client]:
    """A client of an empty server, in the loop of the browser."""
    async with Redis(unix_socket_path=str(server), socket_timeout=None) as client:
        await client.flushall()
        yield client
