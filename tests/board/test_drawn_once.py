"""A page that many ask for at once is drawn once; one that could not be drawn is tried again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.web.board.drawn_once import DrawnOnce
from bot.errors import StoreUnavailable


async def test_of_many_who_ask_at_once_one_has_it_drawn() -> None:
    pages, drawn, may_end = DrawnOnce(), list[str](), asyncio.Event()

    async def draw() -> str:
        await may_end.wait()
        drawn.append("x")
        return f"page {len(drawn)}"

    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(pages.get("a", draw)) for _ in range(20)]
        tasks.create_task(_opened(may_end))
    assert {task.result() for task in asked} == {"page 1"}
    assert await pages.get("b", draw) == "page 2"
    assert await pages.get("a", draw) == "page 1"
    for mark in "cdef":
        await pages.get(mark, draw)
    assert await pages.get("a", draw) == "page 7"


async def test_who_comes_after_one_who_could_not_have_it_drawn_has_it_drawn() -> None:
    pages, fails, may_end = DrawnOnce(), [True, False], asyncio.Event()

    async def draw() -> str:
        await may_end.wait()
        if fails.pop(0):
            raise StoreUnavailable("away")
        return "page"

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(_failing(pages, draw))
        second = tasks.create_task(pages.get("a", draw))
        tasks.create_task(_opened(may_end))
    assert (first.result(), second.result()) == (True, "page")


async def _opened(gate: asyncio.Event) -> None:
    gate.set()


async def _failing(pages: DrawnOnce, draw: Callable[[], Awaitable[str]]) -> bool:
    with pytest.raises(StoreUnavailable):
        await pages.get("a", draw)
    return True
