"""The table of metrics in docs/operation.md, drawn from `bot/metrics.py`: `python -m tests.metrics_table`."""

import sys
from collections.abc import Iterator

from prometheus_client.metrics import MetricWrapperBase

from bot import metrics


def instruments() -> Iterator[MetricWrapperBase]:
    """Every metric of ours, in the order of the file."""
    for value in vars(metrics).values():
        if isinstance(value, MetricWrapperBase):
            yield value


def name_of(instrument: MetricWrapperBase) -> str:
    """The name by which Prometheus knows it: of a histogram, what stands before `_bucket`."""
    endings = {"counter": "_total", "info": "_info"}
    return f"{instrument._name}{endings.get(str(instrument._type), '')}"


def table() -> str:
    """One row a metric."""
    rows = ["| name | kind | labels | what it says |", "|---|---|---|---|"]
    for one in instruments():
        is_info = one._type == "info"
        labels = ", ".join(f"`{label}`" for label in (("version",) if is_info else one._labelnames))
        kind = "gauge" if is_info else one._type
        rows.append(f"| `{name_of(one)}` | {kind} | {labels} | {one._documentation} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
