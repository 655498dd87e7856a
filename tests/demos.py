"""`python -m tests.demos`: the demo is killed again and again, and in the end its channel reads the same.

Exits 1 with the first message that differs from an undisturbed run's, or that was posted twice.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.scenarios.demo_runs import final_messages, finish, finish_though_killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        calm, killed = Path(folder) / "calm", Path(folder) / "killed"
        finish(calm)
        finish_though_killed(killed, options.kills)
        expected, found = final_messages(calm), final_messages(killed)
    for nonce in sorted(expected.keys() | found.keys()):
        if expected.get(nonce) != found.get(nonce):
            sys.exit(f"{nonce}: {found.get(nonce)}, not {expected.get(nonce)}")
    sys.stdout.write(f"the demo killed {options.kills} times: {len(found)} messages, all same\n")


if __name__ == "__main__":
    main()
