"""`sharedfate evaluate --null` as other programs see it, on a small history of our own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Result, as_a_process, sharedfate

START = datetime(2024, 1, 1, tzinfo=UTC)
# Dependents of the catalogue, each with its days between reports.
DONORS = {"vultr": 2, "sentry": 3, "jira": 4, "discord": 5}
BLAMING = "Errors caused by an outage of Cloudflare"


def lines() -> list[dict[str, Any]]:
    """A year: Cloudflare posts every ten days, and its dependents blame it on days of their own."""
    return [
        {
            "service_id": service,
            "incident_id": f"{service}-{day}",
            "name": name,
            "impact": "major",
            "created_at": at.isoformat(),
            "resolved_at": (at + timedelta(hours=2)).isoformat(),
            "updates": [{"at": at.isoformat(), "status": "investigating", "body": name}],
        }
        for service, (every, name) in {
            "cloudflare": (10, "Network trouble"),
            **{service: (every, BLAMING) for service, every in DONORS.items()},
        }.items()
        for day in range(0, 360, every)
        for at in (START + timedelta(days=day, hours=every),)
    ]


def history(folder: Path, entries: list[dict[str, Any]] | None = None) -> Path:
    path = folder / "history.jsonl"
    path.write_text("\n".join(json.dumps(entry) for entry in (lines() if entries is None else entries)))
    return path


def null(*arguments: str | Path) -> Result:
    return sharedfate("evaluate", *map(str, arguments))


def test_a_line_for_each_size_and_seed(tmp_path: Path) -> None:
    asked = ("--null", "random", "--services", "5", "--services", "9", "--seed", "1", "--seed", "2")
    result = null(history(tmp_path), *asked, "--months", "3")

    assert (result.returncode, result.stderr) == (0, "")
    about, _, heads, *rows = result.stdout.splitlines()
    assert about.startswith("2024-01-01 to 2024-04-01")
    assert heads.split() == ["services", "seed", "records", "suspected", "probable", "confirmed"]
    assert [tuple(row.split()[:2]) for row in rows] == [("5", "1"), ("5", "2"), ("9", "1"), ("9", "2")]


def test_the_document_holds_every_figure_and_the_means_over_seeds(tmp_path: Path) -> None:
    asked = ("--null", "category", "--services", "40", "--seed", "1", "--seed", "2", "--months", "2")
    result = null(history(tmp_path), *asked, "--no-learn", "--verbose", "--json")

    document = json.loads(result.stdout)
    assert (document["null"], document["learns"]) == ("category", False)
    assert (document["from"], document["to"]) == ("2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z")
    first, second = document["figures"]
    assert (first["services"], first["seed"], first["records_of_providers"]) == (40, 1, 6)
    assert first["wrong"]["suspected"] == len(first["claims"]) > 0
    claim = first["claims"][0]
    assert {"at", "grade", "probability", "root", "members", "evidence"} <= claim.keys()
    assert first["wrong_per_30_days"]["suspected"] == pytest.approx(
        first["wrong"]["suspected"] * 30 / 60, abs=1e-3
    )
    (mean,) = document["means"]
    rates = [figure["wrong_per_30_days"]["suspected"] for figure in (first, second)]
    assert (mean["services"], mean["seeds"]) == (40, 2)
    assert mean["wrong_per_30_days"]["suspected"] == pytest.approx(sum(rates) / 2, abs=1e-3)
    assert mean["most_per_30_days"]["suspected"] == max(rates)


def test_every_process_makes_the_same_of_a_seed(tmp_path: Path) -> None:
    asked = ("--null", "random", "--services", "30", "--months", "1", "--json", "--verbose")
    path = history(tmp_path)

    assert as_a_process("evaluate", str(path), *asked).stdout == null(path, *asked).stdout


def test_claims_are_listed_where_that_is_asked(tmp_path: Path) -> None:
    asked = ("--null", "random", "--services", "40", "--months", "2", "--no-learn")

    short, long = null(history(tmp_path), *asked), null(history(tmp_path), *asked, "--verbose")

    assert long.stdout.startswith(short.stdout)
    assert "root cloudflare: " in long.stdout.removeprefix(short.stdout)
    assert BLAMING in long.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "give the --events that happened, or --null where none did: one of the two"),
        (("--null", "random", "--events", "events.json"), "one of the two"),
        (("--null", "nobody"), "'nobody' is not one of 'random', 'category'"),
        (("--null", "random", "--services", "0"), "Input should be greater than or equal to 1"),
        (("--null", "random", "--months", "0"), "Input should be greater than or equal to 1"),
    ],
)
def test_what_makes_no_sense_is_said(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    result = null(history(tmp_path), *arguments)

    assert result.returncode == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("services", [(), ("cloudflare",)])
def test_a_history_that_has_nothing_to_give_is_said(services: tuple[str, ...], tmp_path: Path) -> None:
    path = history(tmp_path, [entry for entry in lines() if entry["service_id"] in services])

    result = null(path, "--null", "random", "--services", "5")

    assert result.returncode == 2
    assert "given to others" in result.stderr
    assert result.stderr.count("\n") == 1


def test_help_shows_how() -> None:
    shown = " ".join(sharedfate("evaluate", "--help").stdout.split())

    assert "Example: sharedfate evaluate history.jsonl.gz --null random --services 700" in shown
