"""The dashboard and the alerts against a real Prometheus: `python -m tests.prometheus`.

A whole run with all that it talks to is scraped every second; pages break, channels are told, somebody asks.
Then each query of the dashboard and each alert must be answered without an error and with a result, promtool
must find nothing, and no alert may fire. Needs `prometheus` and `promtool` on PATH (Debian: prometheus): says
so where they are missing. Exits 1 with what is wrong.
"""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import yaml

from tests.prometheus_queries import ALERTS, ALERTS_TEST, alerts, measured_by, panel_queries
from tests.staged import Staged, staged, told, working
from tests.waiting import wait_until

# What nothing here gives rise to: no probes are sent, nothing is handed in, nothing crashes or ends.
MAY_BE_EMPTY: Final = (
    "sharedfate_probes_total",
    "sharedfate_network_",
    "sharedfate_looks_total",
    "sharedfate_arrivals_total",
    "sharedfate_restarts_total",
    "sharedfate_sources_unreadable",
    "sharedfate_channels_failing",
    "sharedfate_outbox_",
    "sharedfate_claims_ended_total",
    "absent(",
)
# Rates need two at least.
SCRAPES: Final = 4


def faults_of_files(metrics: Path) -> Iterator[str]:
    """What promtool finds in the rules, their tests, and the metrics as they are served."""
    for arguments, stdin in (
        (("check", "rules", str(ALERTS)), None),
        (("test", "rules", str(ALERTS_TEST)), None),
        (("check", "metrics"), metrics.read_bytes()),
    ):
        done = subprocess.run(["promtool", *arguments], input=stdin, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode()
        if done.returncode != 0:
            yield f"promtool {' '.join(arguments)}: {said}"


@asynccontextmanager
async def prometheus(folder: Path, target: int) -> AsyncIterator[str]:
    """A Prometheus that scrapes this port every second, with our alerts; yields its address."""
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(ALERTS)],
        "scrape_configs": [
            {"job_name": "sharedfate", "static_configs": [{"targets": [f"127.0.0.1:{target}"]}]}
        ],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    with (folder / "prometheus.log").open("w") as log:
        process = subprocess.Popen(  # noqa: ASYNC220
            [
                "prometheus",
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'tsdb'}",
                f"--web.listen-address={address}",
            ],
            stderr=log,
        )
    try:
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(30)


def answer(base: str, path: str, **query: str) -> Any:
    """The `data` of an answer; an error as one line instead."""
    url = f"{base}/api/v1/{path}?{urllib.parse.urlencode(query)}"
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as error:
        return f"{error.code}: {error.read().decode()}"
    except OSError as error:
        return str(error)


def faults_of_queries(base: str) -> Iterator[str]:
    """Every query that has an error, or no result where there should be one."""
    queries = [(f"panel {title!r}", query) for title, query in panel_queries()]
    queries += [(f"alert {alert['alert']}", part) for alert in alerts() for part in measured_by(alert)]
    for place, query in queries:
        data = answer(base, "query", query=query)
        if not isinstance(data, dict):
            yield f"{place}: {query}: {data}"
        elif not data["result"] and not any(name in query for name in MAY_BE_EMPTY):
            yield f"{place}: {query}: no result"


async def _worked(one: Staged) -> None:
    """Have it see an outage, tell of it, and answer."""
    await working(one)
    await one.slack.slash("is acme down?")
    await wait_until(lambda: one.slack.replies, "the question is answered")
    await told(one)


async def _scraped(base: str) -> None:
    """Wait until Prometheus has seen often enough what happened last."""
    query = "max(count_over_time(sharedfate_incident_changes_total[1h]))"
    for _ in range(120):
        data = await asyncio.to_thread(answer, base, "query", query=query)
        if isinstance(data, dict) and data["result"] and int(data["result"][0]["value"][1]) >= SCRAPES:
            return
        await asyncio.sleep(1)  # noqa: TID251  -- Prometheus has its own pace


async def faults() -> list[str]:
    """All that is wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with staged(folder) as one, prometheus(folder, one.port) as base:
            await _worked(one)
            served = folder / "metrics.txt"
            await _scraped(base)
            await asyncio.to_thread(
                urllib.request.urlretrieve, f"http://127.0.0.1:{one.port}/metrics", served
            )
            found = [
                *await asyncio.to_thread(lambda: list(faults_of_files(served))),
                *await asyncio.to_thread(lambda: list(faults_of_queries(base))),
            ]
            firing = await asyncio.to_thread(answer, base, "query", query='ALERTS{alertstate="firing"}')
            found += [f"fires: {alert['metric']}" for alert in firing["result"]]
            return found


def main() -> None:
    """Look, and say."""
    missing = [name for name in ("prometheus", "promtool") if shutil.which(name) is None]
    if missing:
        sys.stdout.write(f"not checked: {' and '.join(missing)} not found (apt-get install prometheus)\n")
        return
    found = asyncio.run(faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    sys.stdout.write(
        f"{len(list(panel_queries()))} queries of the dashboard, {len(alerts())} alerts: "
        f"{len(found)} faults\n"
    )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
