"""`python -m tests.fuzz_http`: broken HTTP through httpx and the light way, which must say the same of it.

The answers are those of `tests/polling/test_light_connections.py`, mutilated. Exits 1 with the first one of
which the two say different things.
"""

import argparse
import asyncio
import random
import sys
from typing import Final

from tests.polling.test_light_connections import ODD, PATIENT, differences
from tests.servers.raw import Raw

AT_A_TIME: Final = 50
# What HTTP is made of: put anywhere, it means something.
PIECES: Final = (
    *(b"\r\n", b"\r", b"\n", b"\0", b" ", b"\t", b":", b";", b",", b"-1", b"\xff", b"f" * 20, b"\r\n\r\n"),
    *(b"HTTP/1.1 ", b"0\r\n\r\n", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"),
    *(b"Connection: close\r\n", b"Connection: keep-alive\r\n"),
)  # fmt: skip


def mutilated(answer: bytes, chance: random.Random) -> bytes:
    """An answer with some of it taken out, put in, doubled or cut off."""
    for _ in range(chance.randint(1, 3)):
        first, last = sorted(chance.randrange(len(answer) + 1) for _ in range(2))
        last = min(last, first + 20)
        answer = chance.choice(
            [
                answer[:first] + answer[last:],
                answer[:first] + chance.choice(PIECES) + answer[first:],
                answer[:first] + answer[first:last] * 2 + answer[last:],
                answer[:first] + bytes([chance.randrange(256)]) + answer[first + 1 :],
                answer[:last],
            ]
        )
    return answer


async def run(count: int, seed: int) -> None:
    """Compare so many."""
    chance = random.Random(seed)
    short = [answer for answer in ODD.values() if len(answer) < 2_000]
    for start in range(0, count, AT_A_TIME):
        raws = {str(n): Raw(mutilated(chance.choice(short), chance)) for n in range(AT_A_TIME)}
        for name, pair in (await differences(raws, PATIENT)).items():
            sys.exit(f"answer {start + int(name)} of seed {seed}: {raws[name].sent!r}\n{pair}")
    sys.stdout.write(f"{count} broken answers: both ways said the same of each\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    asyncio.run(run(options.answers, options.seed))
