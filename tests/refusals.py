"""`python -m tests.refusals`: the promise about refusals, over more channels than the suite has time for.

Exits with the first channel in which something is missing, late, or there twice.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog
from hypothesis import HealthCheck, given, seed, settings
from redis.asyncio import Redis

from bot.storage.server import embedded_server
from tests.notifying.refusing import CHANNELS, SCRIPTS, Script, assert_promises


async def lived_through(scripts: list[Script]) -> None:
    """One example, over a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with embedded_server(Path(folder)) as socket, Redis(unix_socket_path=str(socket)) as client:
            await assert_promises(client, scripts)


def main() -> None:
    """Live through them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))

    @seed(options.seed)
    @settings(
        max_examples=max(1, options.runs // CHANNELS),
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
    )
    @given(SCRIPTS)
    def promise(scripts: list[Script]) -> None:
        asyncio.run(lived_through(scripts))

    promise()
    sys.stdout.write(f"{options.runs} channels with refusals: all else arrived, in its time and once\n")


if __name__ == "__main__":
    main()
