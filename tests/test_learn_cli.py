"""`sharedfate learn` as other programs see it."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import tomli

from bot.learned.loader import load
from tests.command_line import as_a_process, sharedfate

BLAMING = "Our tests fail because of an outage at Cloudflare."


def line(number: int, *, service: str = "discord", text: str = "We look into it.", **more: object) -> str:
    at = f"2025-{1 + number // 28:02}-{1 + number % 28:02}T{number % 24:02}:00:00Z"
    record: dict[str, Any] = {
        "service_id": service,
        "incident_id": f"i{number}",
        "name": "Slow",
        "impact": "minor",
        "url": f"https://status.example/incidents/i{number}",
        "created_at": at,
        "updates": [{"at": at, "status": "investigating", "body": text}],
    }
    return json.dumps({**record, **more})


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Half a year of a page; another that blames Cloudflare now and then; and what is to be left out."""
    lines = [line(number) for number in range(0, 168, 4)]
    lines += [line(n, service="pytest-page", text=BLAMING) for n in (10, 50)]
    lines += [line(n, service="openai", text=BLAMING if n % 40 == 0 else "Slow.") for n in range(0, 168, 8)]
    lines += [line(n, service="github", retrospective=True) for n in range(5)]
    lines += [line(n, service="github", kind="maintenance") for n in range(5)]
    file = tmp_path / "history.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.write("\n".join(lines))
    return file


def test_it_shows_what_changed_and_writes_nothing(history: Path) -> None:
    result = sharedfate("learn", str(history))

    assert result.returncode == 0, result.stderr
    assert "63 reports of 2 organisations, 2025-01-01 to 2025-06-25" in result.stdout
    assert "numbers differ from the shipped numbers" in result.stdout
    assert "rates.discord" in result.stdout
    assert "nothing is written: accept the numbers with --out FILE" in result.stdout
    assert [file.name for file in history.parent.iterdir()] == [history.name]


def test_what_it_writes_can_be_loaded_and_is_compared_with_the_next_time(
    history: Path, tmp_path: Path
) -> None:
    out = tmp_path / "numbers.toml"

    first = sharedfate("learn", str(history), "--out", str(out))
    text = out.read_text(encoding="utf-8")
    again = as_a_process("learn", str(history), "--out", str(out), "--json")

    assert f"written to {out}" in first.stdout
    assert set(load(out).rates) == {"discord", "openai"}
    assert out.read_text(encoding="utf-8") == text, "the same history makes the same file"
    document = json.loads(again.stdout)
    assert (document["compared_with"], document["changes"]) == (str(out), [])
    assert "suggestions" not in document


def test_until_uses_nothing_from_that_day_on(history: Path) -> None:
    document = json.loads(sharedfate("learn", str(history), "--until", "2025-03-01", "--json").stdout)

    assert (document["until"], document["last"]) == ("2025-03-01", "2025-02-25")
    assert document["reports"] < 63


def test_missing_edges_are_printed_as_toml_to_paste(history: Path) -> None:
    with gzip.open(history, "at", encoding="utf-8") as stream:
        for number in (3, 90):
            stream.write("\n" + line(number, service="okta", text=BLAMING.replace("Cloudflare", "Snowflake")))

    result = sharedfate("learn", str(history), "--suggest")
    (suggestion,) = [
        s
        for s in json.loads(sharedfate("learn", str(history), "--suggest", "--json").stdout)["suggestions"]
        if s["service"] == "okta"
    ]

    assert (suggestion["on"], [e["day"] for e in suggestion["evidence"]]) == (
        "snowflake",
        ["2025-01-04", "2025-04-07"],
    )
    pasted = tomli.loads(
        '[[service]]\nid = "okta"\n' + result.stdout[result.stdout.index("[[service.depends_on]]") :]
    )
    (depends,) = pasted["service"][0]["depends_on"][:1]
    assert depends["on"] == "snowflake"
    assert depends["evidence"][0]["source"] == "https://status.example/incidents/i3"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (line(1, service="nobody-knows-this"), "has no report of a service of the catalogue"),
        ("{", "line 1"),
    ],
)
def test_bad_input_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "history.jsonl"
    file.write_text(text, encoding="utf-8")

    result = sharedfate("learn", str(file))

    assert result.returncode == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--until", "2024-01-01"), ("--out", "/nowhere/numbers.toml")])
def test_a_day_without_data_and_a_place_without_room_are_refused(
    history: Path, arguments: tuple[str, str]
) -> None:
    result = sharedfate("learn", str(history), *arguments)

    assert result.returncode == 2
    assert arguments[1] in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_faulty_file_to_compare_with_is_refused_and_left_alone(history: Path, tmp_path: Path) -> None:
    out = tmp_path / "numbers.toml"
    out.write_text("version = 1\n[rates]\ndiscord = -1\n", encoding="utf-8")

    result = sharedfate("learn", str(history), "--out", str(out))

    assert result.returncode == 2
    assert "rates.discord" in result.stderr
    assert out.read_text(encoding="utf-8").endswith("discord = -1\n")


def test_help_has_an_example() -> None:
    assert "Example: sharedfate learn history.jsonl.gz" in " ".join(
        sharedfate("learn", "--help").stdout.split()
    )
