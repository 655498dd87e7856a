"""What an answer and a page of the board cost, however much is open, and how long a change holds others."""

import asyncio
import gc
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aiohttp import ClientSession

from adapters.web.board.drawing import prepare
from adapters.web.board.routes import board_area
from adapters.web.server import face
from benchmarks.answered_world import World, answered_world
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import watched_loop
from bot.chat.answerer import Answerer
from bot.domain.question import Intent, Question
from bot.rendering.answers.answer import render_answer
from bot.storage.stores import stores_of
from tests.servers.web import served

FEW: Final = 10
MANY: Final = 350
# So many pages say something else in a second, where all are read every two minutes.
READ: Final = 20


def _questions(world: World) -> Iterator[Question]:
    """How each service is, in turn; not in their order, in which incidents have their members."""
    services = list(world.catalog.services)
    ids = (services[place * 997 % len(services)] for place in itertools.count())
    return (Question(text="", intent=Intent.STATUS, service=id_) for id_ in ids)


async def _answer(world: World, asked: Answerer, question: Question) -> float:
    """CPU-milliseconds from a question to its rendered answer."""
    started = time.process_time()
    render_answer(await asked.answer_to(question), world.catalog)
    return (time.process_time() - started) * 1000


async def _by_open(turns: int, *, is_cold: bool) -> Reading:
    """With many open, beside few; before each answer an incident changes. A cold one is a process's first."""
    taken: dict[int, list[float]] = {FEW: [], MANY: []}
    async with answered_world() as world:
        questions = _questions(world)
        for _, many in itertools.product(range(3), taken):
            await world.open(many)
            asked = world.pipeline.responder().answers
            # It has told of all of them once.
            await asked.answer_to(Question(text="", intent=Intent.INCIDENTS))
            await _answer(world, asked, next(questions))
            for _ in range(turns):
                await world.grow()
                asked = replace(asked, stores=stores_of(world.client, "bench")) if is_cold else asked
                taken[many].append(await _answer(world, asked, next(questions)))
    return Reading(ours=statistics.median(taken[MANY]), beside=statistics.median(taken[FEW]))


async def _beside_get(turns: int) -> Reading:
    """Milliseconds of an answer, beside a bare GET in the same turn."""
    ours, bare = [], []
    async with answered_world() as world:
        await world.open(FEW)
        await world.client.set("bench", b"x" * 500)
        asked, questions = world.pipeline.responder().answers, _questions(world)
        for _ in range(turns):
            started = time.perf_counter()
            await world.client.get("bench")
            bare.append((time.perf_counter() - started) * 1000)
            started = time.perf_counter()
            await _answer(world, asked, next(questions))
            ours.append((time.perf_counter() - started) * 1000)
    return Reading(ours=statistics.median(ours), beside=statistics.median(bare))


async def _board(turns: int) -> Reading:
    """CPU-milliseconds of a page after a change, beside one that nothing is read for."""
    ours, bare = [], []
    async with answered_world() as world:
        await world.open(100)
        showing = world.pipeline.showing(keep=timedelta(0))
        prepare()
        app = face(world.clock, [board_area(showing, world.clock)])
        async with served(app) as base, ClientSession(base) as session:
            for _ in range(turns):
                await world.grow()
                await world.read(READ)
                ours.append(await _asked(session, "/"))
                bare.append(await _asked(session, "/nothing/is/here"))
    return Reading(ours=statistics.median(ours), beside=statistics.median(bare))


async def _asked(session: ClientSession, path: str) -> float:
    """CPU-milliseconds of a page, of whoever asks for it, too."""
    started = time.process_time()
    async with session.get(path) as answer:
        await answer.read()
    return (time.process_time() - started) * 1000


async def _first_page() -> Reading:
    """CPU-milliseconds of a process's first page: what all pages say is read from the store."""
    taken = []
    async with answered_world() as world:
        await world.open(100)
        prepare()
        for _ in range(5):
            app = face(world.clock, [board_area(world.pipeline.showing(), world.clock)])
            async with served(app) as base, ClientSession(base) as session:
                taken.append(await _asked(session, "/"))
    return Reading(ours=statistics.median(taken))


async def _held(turns: int) -> Reading:
    """The longest time, in CPU-milliseconds, in which nobody else has a turn while what is shown is made."""
    longest = []
    async with answered_world() as world:
        await world.open(MANY)
        showing = world.pipeline.showing(keep=timedelta(0))
        # As a process does once it runs: what was made so far stays.
        gc.collect()
        gc.freeze()
        for _ in range(turns):
            await world.grow()
            await world.read(READ)
            with watched_loop() as hold:
                await showing.revision()
                await showing.now()
                await showing.services()
                await showing.incidents()
            longest.append(hold.longest * 1000)
    # The first reads all pages there are.
    return Reading(ours=max(longest[0], statistics.median(longest)))


def _ratio(*, is_cold: bool) -> Callable[[bool], Reading]:
    return lambda quick: asyncio.run(_by_open(25 if quick else 150, is_cold=is_cold))


FIGURES: Final = (
    Figure(
        name="an answer while 350 incidents are open",
        unit="CPU-ms",
        at_most=1.5,
        measure=_ratio(is_cold=False),
        beside="10 are open",
    ),
    Figure(
        name="a process's first answer while 350 incidents are open",
        unit="CPU-ms",
        at_most=2.0,
        measure=_ratio(is_cold=True),
        beside="10 are open",
    ),
    Figure(
        name="an answer, median",
        unit="ms",
        at_most=4.0,
        measure=lambda quick: asyncio.run(_beside_get(300 if quick else 2_000)),
        beside="a bare GET of the store",
    ),
    Figure(
        name="the board after a change, median",
        unit="CPU-ms",
        at_most=30.0,
        measure=lambda quick: asyncio.run(_board(15 if quick else 60)),
        beside="a page that is not there",
    ),
    Figure(
        name="a process's first page of the board",
        unit="CPU-ms",
        at_most=150.0,
        measure=lambda _: asyncio.run(_first_page()),
    ),
    Figure(
        name="longest hold of the loop for what is shown after a change",
        unit="CPU-ms",
        at_most=50.0,
        measure=lambda quick: asyncio.run(_held(10 if quick else 40)),
    ),
)
