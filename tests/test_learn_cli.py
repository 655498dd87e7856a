"""`sharedfate learn` as other programs see it."""

import asyncio
import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli
from immutables import Map

from bot.correlation.state import State, Touched
from bot.learned.background import BackgroundTally
from bot.learned.loader import load
from bot.learned.text import rounded
from bot.settings import StoreSettings
from bot.storage.connection import open_store
from bot.storage.incidents import Incidents
from bot.storage.lease import ALL, Lease
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


def test_what_the_catalogue_lacks_is_suggested_from_several_histories(history: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    blaming = [line(n, service="okta", text=BLAMING.replace("Cloudflare", "Snowflake")) for n in (3, 90)]
    more.write_text("\n".join(blaming), encoding="utf-8")

    text = sharedfate("catalog", "suggest", str(history), str(more))
    found = json.loads(sharedfate("catalog", "suggest", str(history), str(more), "--json").stdout)
    before = sharedfate("catalog", "suggest", str(history), str(more), "--until", "2025-02-01")

    (okta,) = [s for s in found["suggestions"] if s["service"] == "okta"]
    assert (okta["on"], okta["because"], okta["category"]) == ("snowflake", "words", "security-identity")
    assert [e["day"] for e in okta["evidence"]] == ["2025-01-04", "2025-04-07"]
    assert "# Okta blames Snowflake: 2 reports." in text.stdout
    assert tomli.loads('[[service]]\nid = "okta"\n' + text.stdout)["service"][0]["depends_on"]
    assert "Snowflake" not in before.stdout


def test_a_suggestion_by_timing_can_be_pasted_and_says_what_it_rests_on(tmp_path: Path) -> None:
    def post(service: str, day: int, hour: int, text: str = "We look into it.") -> str:
        at = f"2025-{1 + day // 28:02}-{1 + day % 28:02}T{hour:02}:00:00Z"
        updates = [{"at": at, "status": "investigating", "body": text}]
        return line(0, service=service, incident_id=f"{day}-{hour}", created_at=at, updates=updates)

    failing = range(5, 160, 25)
    lines = [post(service, day, 10, BLAMING) for service in ("openai", "discord") for day in failing]
    lines += [post("okta", day, 11) for day in failing]
    lines += [post("okta", day, 3) for day in range(1, 165, 20)]
    file = tmp_path / "history.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")

    text = sharedfate("catalog", "suggest", str(file)).stdout
    (found,) = json.loads(sharedfate("catalog", "suggest", str(file), "--json").stdout)["suggestions"]

    assert (found["service"], found["on"], found["because"]) == ("okta", "cloudflare", "timing")
    assert (found["failed"], len(found["evidence"])) == (7, 7)
    assert "posted in 7 of 7 failures of Cloudflare" in text
    (depends,) = tomli.loads('[[service]]\nid = "okta"\n' + text)["service"][0]["depends_on"]
    assert (depends["on"], {e["kind"] for e in depends["evidence"]}) == ("cloudflare", {"co_failure"})


def test_it_shows_the_edges_that_history_contradicts(tmp_path: Path) -> None:
    lines = [
        line(number, service=service, text=BLAMING)
        for service in ("openai", "digitalocean")
        for number in range(4, 164, 8)
    ]
    lines += [line(number) for number in range(0, 168, 8)]
    file = tmp_path / "history.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")

    text = sharedfate("learn", str(file)).stdout
    found = json.loads(sharedfate("learn", str(file), "--json").stdout)["contradicted"]

    (discord,) = [c for c in found if (c["service"], c["node"]) == ("discord", "cloudflare")]
    assert discord["reach"] < discord["by_evidence"]
    assert f"discord on cloudflare: failed {discord['failed']:g} times while watched" in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (line(1, service="nobody-knows-this"), "no report of a service of the catalogue is in"),
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


@pytest.mark.parametrize("command", [("learn",), ("catalog", "suggest")])
def test_help_has_an_example(command: tuple[str, ...]) -> None:
    help_ = " ".join(sharedfate(*command, "--help").stdout.split())

    assert f"Example: sharedfate {' '.join(command)} history.jsonl.gz" in help_


async def watched_for_months(folder: Path) -> None:
    """Leave behind what a running installation has counted."""
    tallies = {
        "quora": BackgroundTally(
            since=date(2026, 1, 5), day=date(2026, 4, 30), days=70, firsts=12, reports=12, named={"aws": 8}
        ),
        "discord": BackgroundTally(since=date(2026, 2, 1), day=date(2026, 4, 30), days=60),
    }
    state = State(backgrounds=Map(tallies), now=datetime(2026, 5, 1, 8, tzinfo=UTC))
    async with open_store(StoreSettings.read({"SHAREDFATE_DATA_DIR": str(folder)})) as client:
        lease = Lease(client, ALL, "a")
        await lease.acquire()
        await Incidents(client).commit(state, Touched(backgrounds=frozenset(tallies)), lease=lease)


@pytest.fixture
def lived_in(tmp_path: Path) -> str:
    asyncio.run(watched_for_months(tmp_path / "data"))
    return str(tmp_path / "data")


def test_own_shows_what_an_installation_has_learned(lived_in: str) -> None:
    result = sharedfate("learn", "--own", SHAREDFATE_DATA_DIR=lived_in)

    assert result.returncode == 0, result.stderr
    assert "2 organisations watched since 2026-01-05, 1 of them unknown before" in result.stdout
    assert "12 reports by chance" in result.stdout
    assert "numbers of 2026-05-01" in result.stdout
    row = next(line.split() for line in result.stdout.splitlines() if line.startswith("naming.quora > aws "))
    assert float(row[-3]) == rounded(load().naming_share("quora", "aws"))
    assert 0.2 < float(row[-2]) < 0.35
    assert "rates.discord" in result.stdout
    assert "new:" not in result.stdout, "what was implied before is spelt out"


def test_own_for_programs_and_as_a_file_to_keep(lived_in: str, tmp_path: Path) -> None:
    out = tmp_path / "numbers.toml"

    result = sharedfate("learn", "--own", "--json", "--out", str(out), SHAREDFATE_DATA_DIR=lived_in)

    document = json.loads(result.stdout)
    assert (document["since"], document["until"], document["organisations"]) == (
        "2026-01-05",
        "2026-05-01",
        2,
    )
    changed = {change["key"]: change["now"] for change in document["changes"]}
    assert load(out).naming["quora > aws"] == changed["naming.quora > aws"]
    assert load(out).rates["stripe"] == load().rates["stripe"]


def test_own_compares_with_the_numbers_that_run_begins_with(lived_in: str, tmp_path: Path) -> None:
    numbers = tmp_path / "mine.toml"
    numbers.write_text("version = 1\n[rates]\nquora = 0.1\n", encoding="utf-8")
    environ = {"SHAREDFATE_DATA_DIR": lived_in, "SHAREDFATE_LEARNED": str(numbers)}

    document = json.loads(sharedfate("learn", "--own", "--json", **environ).stdout)

    assert document["compared_with"] == str(numbers)
    assert document["unknown_before"] == 1
    assert next(c["before"] for c in document["changes"] if c["key"] == "rates.quora") == 0.1


def test_own_says_in_one_line_that_no_store_can_be_reached() -> None:
    result = sharedfate("learn", "--own", REDIS_URL="redis://127.0.0.1:1/0")

    assert result.returncode == 1
    assert "cannot reach REDIS_URL" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_own_of_an_empty_store_says_so(tmp_path: Path) -> None:
    environ = {"SHAREDFATE_DATA_DIR": str(tmp_path / "data")}

    assert "nothing is learned yet" in sharedfate("learn", "--own", **environ).stdout
    assert json.loads(sharedfate("learn", "--own", "--json", **environ).stdout) is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--own", "--suggest"), "leave out --suggest"),
        (("--own", "--until", "2026-01-01"), "leave out --until"),
        (("--own", "history.jsonl"), "leave out a history"),
        ((), "nothing to learn from"),
    ],
)
def test_own_and_a_history_are_kept_apart(arguments: tuple[str, ...], says: str) -> None:
    result = sharedfate("learn", *arguments)

    assert result.returncode == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
