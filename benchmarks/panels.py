"""How often panels are wrong, and how soon they are right, in made months and outages.

    python -m benchmarks.panels [--months 12] [--seeds 60] [--whole]

With SHAREDFATE_CORPUS it also prints how long before the provider's page recorded signals were there.
"""

import argparse
import csv
import os
import time
from pathlib import Path
from typing import Final

from bot.lab.panels.figures import OUTAGES, FalseLooks, detection, false_looks
from bot.lab.panels.world import canaries, panels

# Seeds whose twelve months have 190 outages of our own network and 95 of a path in all: chosen by that alone.
SEEDS: Final = {0.001: 2, 0.01: 4, 0.05: 7, 0.10: 3}
LOSSES: Final = tuple(SEEDS)
TARGET_SECONDS: Final = 180


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--whole", action="store_true", help="leave no time out")
    options = parser.parse_args()
    cpu = time.process_time()
    print(f"False looks in {options.months} months without a failure of an edge, by share of lost requests")
    seen = [_false(loss, options.months, whole=options.whole) for loss in LOSSES]
    print(
        f"  in all {sum(one.months for one in seen)} months, "
        f"{sum(one.own_outages for one in seen)} own outages, "
        f"{sum(one.path_outages for one in seen)} of a path: "
        f"{sum(one.telling for one in seen)} announced (target 0), "
        f"{time.process_time() - cpu:.0f} s (target {TARGET_SECONDS} s)"
    )
    print("The same of regions, with outages of single canaries")
    for loss in LOSSES[1:]:
        _show(loss, false_looks(7, options.months, canaries(), loss=loss, is_whole=options.whole))
    print("The same from two vantages")
    for loss in LOSSES[1:3]:
        _show(loss, false_looks(8, options.months, panels(), loss=loss, vantages=("here", "there")))
    _detect(options.seeds)
    _timelines()


def _false(loss: float, months: int, *, whole: bool) -> FalseLooks:
    seen = false_looks(SEEDS[loss], months, panels(), loss=loss, is_whole=whole)
    _show(loss, seen)
    return seen


def _show(loss: float, seen: FalseLooks) -> None:
    shown = {
        f"{rule or 'shown only'}, {why}": count for (rule, why), count in sorted(seen.looks.items(), key=str)
    }
    print(
        f"  {loss:5.1%} lost: {seen.own_outages} own outages, {seen.path_outages} of a path, "
        f"{seen.probes / 1e6:.2f} M probes, announced {seen.telling} {shown}",
        flush=True,
    )


def _detect(seeds: int) -> None:
    print("Minutes until the first look that tells, by how much of an edge fails")
    for outage in OUTAGES:
        for vantages in (("here",), ("here", "there"))[: 1 + (outage.silent == 1)]:
            found = detection(outage, panels(), range(seeds), vantages=vantages)
            rules = ", ".join(f"{rule} {count}" for rule, count in found.rules.most_common())
            print(
                f"  {outage.name}, {len(vantages)} vantage(s): {len(found.minutes)} of {found.runs}, "
                f"median {found.quantile(0.5):.1f}, p90 {found.quantile(0.9):.1f} ({rules or 'none'})",
                flush=True,
            )


def _timelines() -> None:
    corpus = os.environ.get("SHAREDFATE_CORPUS")
    if not corpus:
        return
    print("Recorded signals: minutes before the provider's first post")
    with (Path(corpus) / "early" / "timelines.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            minutes = float(row["minutes_before_providers_first_post"])
            print(f"  {minutes:6.1f}  {row['event']}: {row['signal'][:60]}")


if __name__ == "__main__":
    main()
