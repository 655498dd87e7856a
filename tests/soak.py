"""`make soak`: the simulated day of the scenario test, on 2,000 sites.

Exits 1 with the first site of which something else was announced than was true.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import structlog
from redis.asyncio import Redis

from bot.storage.server import embedded_server
from tests.scenarios.day import sites
from tests.scenarios.living import announced_in_a_day, by_report


async def main() -> None:
    """Live through the day and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=2_000)
    parser.add_argument("--minutes", type=float, default=15, help="how often each is read")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    world = sites(options.sites, options.seed)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with embedded_server(Path(folder)) as socket, Redis(unix_socket_path=str(socket)) as client:
            announced = await announced_in_a_day(client, world, timedelta(minutes=options.minutes))
    told = sum(len(stages) for stages in announced.values())
    for site in world:
        if by_report(announced[site.number]) != by_report(site.expected):
            sys.exit(f"{site.habit} {site.page.format}: {announced[site.number]}, not {site.expected}")
    sys.stdout.write(
        f"{len(world)} sites, 24 h, {told} changes announced, every one of them true and none missing"
        f" ({time.monotonic() - started:.0f} s)\n"
    )


if __name__ == "__main__":
    asyncio.run(main())
