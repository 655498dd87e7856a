"""One run with a pair of faults: outages begin, go on and end meanwhile, and in the end all is told once."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.kinds import FAULTS
from tests.faults.scene import Scene, pause, scene
from tests.faults.shown import doubled, faults
from tests.faults.truth import AT_FIRST, SERVICES, happens, planned
from tests.waiting import PATIENCE_SECONDS

HEALTHY_WITHIN: Final = 60.0
# A page whose reader was killed, or whose claim was answered over a line that was cut, is read again after
# `bot.polling.poller.LEASE`. Nothing that is not told by then is told later.
TOLD_WITHIN: Final = 150.0
# From its start until it is healthy. A machine that takes longer is busy, and has so much more time for all.
STARTS_WITHIN: Final = 8.0
LOOK_EVERY: Final = 0.5
BY_PROXY: Final = "store line dead"
# So long things go wrong at services; each fault begins within the first part of it and lasts for some of it.
EVENTFUL: Final = 10.0
BEGINS_WITHIN: Final = 4.0
LASTS: Final = (3.0, 7.0)
# Whoever emptied a store notices in this time, and sets up again what channels watch.
SET_UP_AGAIN: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a pair: what was wrong in the end.

    So many seconds after the end of its faults it was `healthy`, and all was told; the machine was so much
    slower than one that has little to do.
    """

    pair: tuple[str, str]
    seed: int
    outages: int = 0
    healthy: float = 0.0
    seconds: float = 0.0
    slowness: float = 1.0
    wrong: Sequence[str] = ()
    log: Sequence[str] = field(default=(), repr=False)


def drawn(seed: int, only: Sequence[str] = ()) -> tuple[str, str]:
    """The pair of a seed."""
    if len(only) > 1:
        return only[0], only[1]
    first, second = random.Random(seed).sample(sorted(FAULTS), 2)
    return (only[0], second if first == only[0] else first) if only else (first, second)


async def tried(pair: tuple[str, str], seed: int, folder: Path) -> Outcome:
    """Run it."""
    draw = random.Random(seed)
    async with scene(folder, by_proxy=BY_PROXY in pair) as one:
        slowness = max(1.0, await _is_up(one) / STARTS_WITHIN)
        await one.watches()
        for service in SERVICES:
            for _ in range(AT_FIRST):
                one.truth.breaks(service)
        await _is_told(one)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_goes_wrong(one, random.Random(draw.random())))
            for name in pair:
                begins, lasts = draw.uniform(0, BEGINS_WITHIN), draw.uniform(*LASTS)
                tasks.create_task(_is_so(one, name, begins, lasts))
        ended = time.monotonic()
        if one.emptied:
            await pause(SET_UP_AGAIN)
            one.forgiven = {outage.title for outage in one.truth.outages}
            await one.watches()
            for service in SERVICES[::2]:
                one.truth.breaks(service)
        healthy, wrong = await _until_well(one, slowness)
        return Outcome(
            pair=pair,
            seed=seed,
            outages=len(one.truth.outages),
            healthy=healthy,
            seconds=time.monotonic() - ended,
            slowness=slowness,
            wrong=wrong,
            log=tuple(one.kept.lines),
        )


async def _is_up(one: Scene) -> float:
    """Wait until it is; after how many seconds."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await one.health())[0] != 200:
            await pause(0.2)
    return time.monotonic() - began


async def _is_told(one: Scene) -> None:
    """Until all channels show what there is so far."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while faults(one):
            await pause(0.5)


async def _goes_wrong(one: Scene, draw: random.Random) -> None:
    """What happens at services meanwhile."""
    began = time.monotonic()
    for when, what, whom in planned(one.truth, draw, EVENTFUL):
        await pause(max(0.0, began + when - time.monotonic()))
        happens(one.truth, what, whom)


async def _is_so(one: Scene, name: str, begins: float, lasts: float) -> None:
    """One fault, in its time."""
    await pause(begins)
    async with FAULTS[name](one):
        await pause(lasts)


async def _until_well(one: Scene, slowness: float) -> tuple[float, list[str]]:
    """Look until all is as it should be: when it was healthy, and what is still wrong when time is up.

    A machine that is so much slower than others has so much more time, and as many looks as they.
    """
    most, healthy, began = 1 + one.emptied, 0.0, time.monotonic()
    for look in range(1, round(TOLD_WITHIN * slowness / LOOK_EVERY)):
        status, said = await one.health()
        healthy = 0.0 if status != 200 else healthy or look * LOOK_EVERY
        wrong = [] if healthy else [f"/healthz says {status}: {said.get('wrong', said)}"]
        wrong += faults(one, most=most) + await one.unknown()
        if not wrong:
            # Nothing is said twice a moment later.
            await pause(1.0)
            wrong = doubled(one, most)
        if not wrong:
            break
        await pause(LOOK_EVERY)
    took = time.monotonic() - began
    late = [f"healthy after {healthy:.0f} s"] if healthy > HEALTHY_WITHIN * slowness else []
    return (min(healthy, took), [*wrong, *late, *one.oddities()])
