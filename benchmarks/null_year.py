"""How long a null year of the whole catalogue takes on one core: some 170,000 records of 2,500 services.

    python -m benchmarks.null_year [SERVICES]

Made from the facts of `benchmarks/history/`; learned month by month, as the running system learns.
"""

import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.measuring import resident_mb
from bot.catalog.loader import load
from bot.cli.recorded import read_recorded
from bot.lab.null.counting import null_figure
from bot.lab.null.history import NullPlan, best_read_year, null_history
from bot.lab.null.showing import line_of
from bot.learned.loader import load as shipped_numbers

HISTORY: Final = Path(__file__).parent / "history" / "incidents.jsonl.gz"
ALL: Final = 2_557
TARGET_SECONDS: Final = 300


def main() -> None:
    services = int(sys.argv[1]) if len(sys.argv) > 1 else ALL
    catalog = load(None)
    recorded = read_recorded([HISTORY], catalog)
    year = best_read_year(recorded.records, 12, None)
    assert year is not None
    started, cpu = time.perf_counter(), time.process_time()
    history = null_history(recorded.records, catalog, NullPlan(services=services, year=year))
    figure = null_figure(history, catalog, shipped_numbers(), reader=recorded.reader)
    print(
        f"a null year: {figure.records} records of {figure.services} services in "
        f"{time.perf_counter() - started:.0f} s, {time.process_time() - cpu:.0f} s of it on the processor "
        f"(target {TARGET_SECONDS} s), {resident_mb():.0f} MB"
    )
    print(f"  {line_of(figure).strip()} wrong claims per 30 days: suspected, probable, confirmed")


if __name__ == "__main__":
    main()
