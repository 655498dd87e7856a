"""`python -m tests.storms`: the storm of the scenario test, with 500 changes over fifty channels.

Exits 1 with the first thing that is not as it should be.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from redis.asyncio import Redis

from bot.storage.server import embedded_server
from tests.scenarios.storming import INCIDENTS, assert_weathered


async def main() -> None:
    """Live through it on both platforms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=50)
    parser.add_argument("--changes", type=int, default=50, help="of each of the ten incidents")
    options = parser.parse_args()
    for name in ("slack", "discord"):
        with tempfile.TemporaryDirectory() as folder:
            async with embedded_server(Path(folder)) as socket, Redis(unix_socket_path=str(socket)) as client:
                await assert_weathered(client, name, channels=options.channels, changes_each=options.changes)
        changes = options.changes * INCIDENTS
        sys.stdout.write(f"{name}: {changes} changes over {options.channels} channels, the truth in each\n")


if __name__ == "__main__":
    asyncio.run(main())
