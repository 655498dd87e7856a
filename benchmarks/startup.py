"""How long the commands that people type take from Enter to the prompt, beside an empty interpreter."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
PAGE = {
    "page": {"id": "abcdefghijkl", "name": "Acme", "url": "https://status.acme.example"},
    "status": {"indicator": "none", "description": "All Systems Operational"},
    "components": [{"id": "c00000000000", "name": "API", "status": "operational"}],
    "incidents": [],
    "scheduled_maintenances": [],
}
SHAREDFATE = str(Path(sys.executable).with_name("sharedfate"))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sf-bench-") as folder:
        page = Path(folder) / "summary.json"
        page.write_text(json.dumps(PAGE), encoding="utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "sharedfate --help": [SHAREDFATE, "--help"],
            "sharedfate check FILE": [SHAREDFATE, "check", str(page)],
            "sharedfate ask --help": [SHAREDFATE, "ask", "--help"],
            "sharedfate ask QUESTION --parse-only --json": [
                SHAREDFATE, "ask", "is github down?", "--parse-only", "--json",
            ],
        }  # fmt: skip
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS + 1):
            for name, command in commands.items():
                taken[name].append(_seconds(command, folder))
    print(f"wall time of a command, medians of {RUNS} runs after one that is not counted:")
    bare = statistics.median(taken["python -c pass"][1:])
    for name, seconds in taken.items():
        median = statistics.median(seconds[1:])
        print(f"  {name:45} {median * 1000:5.0f} ms {median / bare:6.1f} x")


def _seconds(command: list[str], folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
