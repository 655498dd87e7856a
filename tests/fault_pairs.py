"""`python -m tests.fault_pairs`: two random faults at once, again and again, while forty outages are told.

After their end `/healthz` is to say within a minute that all is well, and every platform shows each outage
on one card, in its newest state: none lost, none doubled. Who empties the store is to find that all that is
open is known, and that what begins once channels are set up again is told. A line says of each pair when it
was healthy, when all was told, and what was wrong. Exits 1 with how to see the first that was not well again.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.faults.kinds import FAULTS
from tests.faults.pairs import Outcome, drawn, tried

LOG_LINES: Final = 60
AT_THE_START: Final = tuple(
    ("bot killed", name)
    for name in (
        "discord forbidden", "discord broken", "discord hanging", "slack broken", "slack hanging",
        "slack invalid_auth",
    )
)  # fmt: skip
_TRIED: Final = {name for pair in AT_THE_START for name in pair}
_OTHERS: Final = [name for name in FAULTS if name not in _TRIED]
ALWAYS: Final = (*AT_THE_START, *zip(_OTHERS, [*_OTHERS[7:], *_OTHERS[:7]], strict=True))
"""What is tried before all random pairs: platforms that are down when we start, each other fault twice."""

Job = tuple[tuple[str, str], int]
"""A pair and its seed."""


async def soak(jobs: Sequence[Job], at_once: int, logs: Path | None) -> list[Outcome]:
    """Every pair, some at a time."""
    places, outcomes = asyncio.Semaphore(at_once), list[Outcome]()

    async def one(pair: tuple[str, str], seed: int) -> None:
        async with places:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    outcome = await tried(pair, seed, Path(folder))
                except Exception as error:  # noqa: BLE001  -- one pair that cannot be tried stops no other
                    outcome = Outcome(pair=pair, seed=seed, wrong=(f"not tried: {error!r}",))
        outcomes.append(outcome)
        _say(outcome)
        if logs is not None:
            (logs / f"{seed}-{'+'.join(pair)}.log".replace(" ", "_")).write_text(
                "\n".join(outcome.log), encoding="utf-8"
            )

    async with asyncio.TaskGroup() as tasks:
        for pair, seed in jobs:
            tasks.create_task(one(pair, seed))
    return outcomes


def _say(outcome: Outcome) -> None:
    verdict = "; ".join(outcome.wrong[:6]) or "well"
    first, second = outcome.pair
    times = f"{outcome.healthy:5.1f} {outcome.seconds:5.1f} s at {1 / outcome.slowness:4.0%}"
    sys.stdout.write(f"{outcome.seed:4} {first:22} {second:22} {times}  {verdict}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first pair; each next one has the next")
    parser.add_argument("--random", action="store_true", help="none but random pairs")
    parser.add_argument("--only", default="", help=f"one fault, or two with a comma: {', '.join(FAULTS)}")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--logs", type=Path, help="a folder for what each run logged")
    options = parser.parse_args()
    only = tuple(name for name in options.only.split(",") if name)
    if unknown := [name for name in only if name not in FAULTS]:
        parser.error(f"no fault is named {unknown[0]}")
    # Whoever is told to stop takes all that it has started along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    jobs = [(drawn(seed, only), seed) for seed in range(options.seed, options.seed + options.pairs)]
    if not only and not options.random:
        jobs = [*((pair, 0) for pair in ALWAYS), *jobs]
    outcomes = asyncio.run(soak(jobs, options.at_once, options.logs))
    failed = [outcome for outcome in outcomes if outcome.wrong]
    seconds = sorted(outcome.seconds for outcome in outcomes)
    slowest = max(outcome.healthy for outcome in outcomes)
    outages = sum(outcome.outages for outcome in outcomes)
    sys.stdout.write(
        f"{len(outcomes)} pairs, {outages} outages on four platforms: {len(failed)} not well; "
        f"healthy after {slowest:.0f} s at most, "
        f"all told after {seconds[len(seconds) // 2]:.0f} s mostly, {seconds[-1]:.0f} s at most\n"
    )
    if failed:
        first = min(failed, key=lambda outcome: outcome.seed)
        sys.stdout.write("\n".join([*first.log[-LOG_LINES:], *first.wrong]) + "\n")
        again = f"--pairs 1 --seed {first.seed} --only '{','.join(first.pair)}'"
        sys.exit(f"again: python -m tests.fault_pairs {again}")


if __name__ == "__main__":
    main()
